package org.scr4j.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Reads a program's stream to its end in a thread of its own, and keeps the first part. */
final class StreamDrain {

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final int limit;
  private final Thread thread;
  private long dropped;

  StreamDrain(InputStream stream, int limit) {
    this.limit = limit;
    this.thread = new Thread(() -> drain(stream), "output of a program");
    thread.setDaemon(true);
    thread.start();
  }

  private void drain(InputStream stream) {
    byte[] buffer = new byte[8192];
    try (stream) {
      int count = stream.read(buffer);
      while (count >= 0) {
        keep(buffer, count);
        count = stream.read(buffer);
      }
    } catch (IOException e) {
      // The pipe broke with its program; what came before is kept, the status tells the rest.
      return;
    }
  }

  private synchronized void keep(byte[] buffer, int count) {
    int fits = Math.min(count, limit - kept.size());
    kept.write(buffer, 0, fits);
    dropped += count - fits;
  }

  /** Waits for the end of the stream until {@code deadline}, in terms of System.nanoTime. */
  void await(long deadline) throws InterruptedException {
    long left = deadline - System.nanoTime();
    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
  }

  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }

  synchronized long dropped() {
    return dropped;
  }
}
