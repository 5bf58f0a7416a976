package org.scr4j.library;

/**
 * When the next checkpoint is due, on rank 0.
 *
 * @see Scr#needCheckpoint
 */
final class Pace {

  private static final double NANOS = 1e9;

  private final long interval;
  private final long seconds;
  private final double overhead;

  private long asked;
  private long taken;
  private double costs;
  private long lastEnd;

  /**
   * A pace; a limit of zero is none.
   *
   * @param interval calls between two checkpoints
   * @param seconds time between two checkpoints
   * @param overhead percent of the time that checkpoints may take
   * @param now in nanoseconds, of any steady clock
   */
  Pace(long interval, long seconds, double overhead, long now) {
    this.interval = interval;
    this.seconds = seconds;
    this.overhead = overhead;
    this.lastEnd = now;
  }

  /** Counts a question, and answers it. */
  boolean due(long now) {
    asked++;
    return (interval > 0 && asked % interval == 0)
        || (seconds > 0 && (now - lastEnd) / NANOS >= seconds)
        || (overhead > 0 && affordable(now));
  }

  /** Learns what a checkpoint cost. */
  void taken(long begin, long end) {
    taken++;
    costs += (end - begin) / NANOS;
    lastEnd = end;
  }

  private boolean affordable(long now) {
    if (taken == 0) {
      // Its cost is not known before the first one.
      return true;
    }
    double cost = costs / taken;
    double since = (now - lastEnd) / NANOS;
    return cost / (since + cost) * 100.0 < overhead;
  }
}
