package org.scr4j.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads an event log line by line, however long it is. Lines that are none of it are counted and
 * passed over; no more than the first 64 KiB of a line are looked at.
 */
public final class EventLogReader {

  private static final int LONGEST_LINE = 1 << 16;
  private static final int BUFFER = 1 << 16;

  private final Path path;

  /** Reads the log at {@code path}. */
  public EventLogReader(Path path) {
    this.path = path;
  }

  /**
   * Bytes of the log now: where the next line will begin, if no other is being written.
   *
   * @return 0 where there is no log
   */
  public long size() throws IOException {
    try {
      return Files.size(path);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /**
   * Reads all of it.
   *
   * @return how many lines could not be read
   * @throws NoSuchFileException if there is no log
   */
  public long read(Consumer<LogEntry> to) throws IOException {
    return read(0, Long.MAX_VALUE, to);
  }

  /**
   * Reads a part.
   *
   * @param from first byte
   * @param end byte after the last
   * @return how many lines could not be read
   * @throws NoSuchFileException if there is no log
   */
  public long read(long from, long end, Consumer<LogEntry> to) throws IOException {
    long unreadable = 0;
    try (InputStream in = Files.newInputStream(path)) {
      in.skipNBytes(Math.min(from, size()));
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      byte[] buffer = new byte[BUFFER];
      long left = end - from;
      int count;
      while (left > 0 && (count = in.read(buffer, 0, (int) Math.min(left, buffer.length))) >= 0) {
        left -= count;
        for (int i = 0; i < count; i++) {
          if (buffer[i] == '\n') {
            unreadable += take(line, to);
          } else if (line.size() < LONGEST_LINE) {
            line.write(buffer[i]);
          }
        }
      }
      unreadable += line.size() > 0 ? take(line, to) : 0;
    }
    return unreadable;
  }

  private static int take(ByteArrayOutputStream line, Consumer<LogEntry> to) {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    Optional<LogEntry> entry = LogEntry.parse(text);
    entry.ifPresent(to);
    return entry.isPresent() || text.isBlank() ? 0 : 1;
  }
}
