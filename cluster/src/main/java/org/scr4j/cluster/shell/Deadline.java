package org.scr4j.cluster.shell;

import java.time.Duration;

/** One deadline for all parts of a call. */
record Deadline(Duration limit, long end) {

  static Deadline in(Duration limit) {
    return new Deadline(limit, System.nanoTime() + limit.toNanos());
  }

  /** What is left, or next to nothing. */
  Duration left() {
    return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
  }

  boolean over() {
    return end - System.nanoTime() <= 0;
  }
}
