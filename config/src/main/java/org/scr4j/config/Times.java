package org.scr4j.config;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/**
 * Points in time as people write them.
 *
 * <ul>
 *   <li>ISO 8601: {@code 2026-11-30}, {@code 2026-11-30T15:00}, {@code 2026-11-30 15:00:30}, with
 *       {@code Z}, {@code UTC} or {@code +01:00} behind a time
 *   <li>seconds since 1970: nine digits at least, or {@code @} and any number
 *   <li>from now on: {@code +2h}, {@code +1:30} (hours and minutes), {@code 42:10:36:30} (days,
 *       hours, minutes, seconds)
 *   <li>a time of day: {@code 15:00}, {@code 3pm}, {@code 3:00:30 pm}, {@code 1500}, {@code
 *       1500:30}, {@code 15}, {@code noon}, {@code midnight}, {@code now}
 *   <li>a day: {@code today}, {@code tomorrow}, {@code Monday}, {@code tues}, {@code 11/30} (month
 *       first), {@code 11/30/2026}, {@code December 11th}, {@code 11 Dec}
 *   <li>a day and a time of day, in either order
 * </ul>
 *
 * <p>What is left open is the next one to come; a day alone is its start.
 */
public final class Times {

  private Times() {}

  /**
   * The instant that {@code text} stands for.
   *
   * @param clock what is now
   * @param zone of times that name none
   * @throws IllegalArgumentException with one line, if it stands for none
   */
  public static Instant parse(String text, Clock clock, ZoneId zone) {
    return TimeParser.parse(text, clock.instant().atZone(zone));
  }
}
