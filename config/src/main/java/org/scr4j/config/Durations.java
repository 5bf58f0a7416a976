package org.scr4j.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as people write them: {@code 3600}, {@code 90m}, {@code 1h30m}, {@code 1:30:00}.
 */
public final class Durations {

  private static final Pattern UNITS =
      Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s?)?");
  private static final Pattern CLOCK = Pattern.compile("(?:(\\d+):)?(\\d+):(\\d+):(\\d+)");

  private Durations() {}

  /**
   * The length of time that {@code text} stands for: seconds, or days, hours, minutes and seconds
   * with their letters, or {@code [DD:]HH:MM:SS}; two numbers alone are refused, since some read
   * them as minutes and others as hours.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Duration parse(String text) {
    String compact = text.toLowerCase(Locale.ROOT).replaceAll("\\s+", "");
    for (Pattern pattern : new Pattern[] {UNITS, CLOCK}) {
      Matcher form = pattern.matcher(compact);
      if (!compact.isEmpty() && form.matches()) {
        return sum(text, form);
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a length of time; write it like 3600, 90m, 1h30m or 1:30:00");
  }

  private static Duration sum(String text, Matcher form) {
    try {
      return Duration.ofDays(part(form, 1))
          .plusHours(part(form, 2))
          .plusMinutes(part(form, 3))
          .plusSeconds(part(form, 4));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is too long a time", e);
    }
  }

  private static long part(Matcher form, int group) {
    return form.group(group) == null ? 0 : Long.parseLong(form.group(group));
  }

  /**
   * {@code duration} in days, hours, minutes and seconds, such as {@code 1h30m}; cut to seconds.
   */
  public static String format(Duration duration) {
    StringBuilder text = new StringBuilder();
    append(text, duration.toDaysPart(), 'd');
    append(text, duration.toHoursPart(), 'h');
    append(text, duration.toMinutesPart(), 'm');
    append(text, duration.toSecondsPart(), 's');
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long amount, char unit) {
    if (amount != 0) {
      text.append(amount).append(unit);
    }
  }
}
