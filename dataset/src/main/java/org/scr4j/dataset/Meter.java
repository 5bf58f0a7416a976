package org.scr4j.dataset;

import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the bytes that long work has got through, for whoever shows that. Safe for use by several
 * threads; counting costs next to nothing.
 */
public sealed class Meter permits Throttle {

  private final LongAdder counted = new LongAdder();
  private volatile Stage stage = new Stage("", OptionalLong.empty(), 0);

  private record Stage(String name, OptionalLong total, long before) {}

  /**
   * How far the work is.
   *
   * @param stage what is being done; empty at first
   * @param done bytes of this stage that are done; may pass the total where bytes are read twice
   * @param total bytes of this stage, where known
   */
  public record Reading(String stage, long done, OptionalLong total) {}

  /** A stage begins, of {@code total} bytes where that is known. */
  void begin(String name, OptionalLong total) {
    stage = new Stage(name, total, counted.sum());
  }

  /** {@code bytes} more are done. */
  void add(long bytes) {
    counted.add(bytes);
  }

  /** How far the work is now. */
  public Reading read() {
    Stage now = stage;
    return new Reading(now.name(), Math.max(0, counted.sum() - now.before()), now.total());
  }
}
