package org.scr4j.library;

import java.time.Duration;

/**
 * How long a phase took on this rank.
 *
 * @param count how often it has ended
 * @param total time of all of them
 * @param longest time of the longest one
 */
public record Timing(long count, Duration total, Duration longest) {

  static final Timing NONE = new Timing(0, Duration.ZERO, Duration.ZERO);

  Timing with(Duration time) {
    return new Timing(count + 1, total.plus(time), time.compareTo(longest) > 0 ? time : longest);
  }
}
