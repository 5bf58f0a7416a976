package org.scr4j.cluster;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Standard error of the application's launcher: passed on to that of this process byte by byte as
 * it comes, and read along for what the launcher itself says. It holds what the ranks write too.
 */
public final class LauncherMessages {

  private static final int LONGEST_LINE = 1024;

  private final Thread thread;
  private final Consumer<String> reader;
  private final StringBuilder line = new StringBuilder();

  /**
   * Passes on {@code stderr} until its end.
   *
   * @param reader is given each line without its end, as ISO 8859-1, no more than its first 1024
   *     bytes; called from a thread of its own
   */
  public LauncherMessages(InputStream stderr, Consumer<String> reader) {
    this.reader = reader;
    this.thread = new Thread(() -> pass(stderr), "messages of a launcher");
    thread.setDaemon(true);
    thread.start();
  }

  private void pass(InputStream stderr) {
    byte[] buffer = new byte[1 << 13];
    // Neither is closed: standard error belongs to the whole process.
    FileOutputStream out = new FileOutputStream(FileDescriptor.err);
    boolean writable = true;
    try (stderr) {
      for (int count = stderr.read(buffer); count >= 0; count = stderr.read(buffer)) {
        writable = writable && write(out, buffer, count);
        read(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      // The pipe broke with the launcher; its exit status tells the rest.
      return;
    }
  }

  /** Nobody may read standard error any more; the launcher must not hang for that. */
  private static boolean write(FileOutputStream out, byte[] buffer, int count) {
    try {
      out.write(buffer, 0, count);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  private void read(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        reader.accept(line.toString());
        line.setLength(0);
      } else if (line.length() < LONGEST_LINE) {
        line.append(text.charAt(i));
      }
    }
  }

  /** Waits for the end of the stream; something that was left running may hold it open. */
  public void await(Duration limit) throws InterruptedException {
    thread.join(limit.toMillis());
  }
}
