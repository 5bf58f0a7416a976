package org.scr4j.job.terminal;

import java.time.Duration;
import java.util.Locale;

/** Amounts as people read them, and texts cut to a width. */
public final class Words {

  private static final String UNITS = "kMGTPE";
  private static final double STEP = 1000.0;
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final String CUT = "..";

  private Words() {}

  /** Such as {@code 512 B}, {@code 1.5 GB}; a unit is 1000 of the one before it. */
  public static String bytes(double bytes) {
    if (bytes < STEP) {
      return (long) Math.max(0, bytes) + " B";
    }
    double amount = bytes;
    int unit = -1;
    // What would be written as 1000 of a unit is one of the next.
    while (amount >= STEP - 0.5 && unit < UNITS.length() - 1) {
      amount /= STEP;
      unit++;
    }
    String form = amount < 99.95 ? "%.1f %sB" : "%.0f %sB";
    return String.format(Locale.ROOT, form, amount, UNITS.charAt(unit));
  }

  /** As the other, of a whole number. */
  public static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** Such as {@code 42 s}, {@code 4 min 10 s}, {@code 3 h 12 min}, {@code 2 d 4 h}. */
  public static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    if (seconds < HOUR) {
      return two(seconds / MINUTE, "min", seconds % MINUTE, "s");
    }
    if (seconds < DAY) {
      return two(seconds / HOUR, "h", seconds % HOUR / MINUTE, "min");
    }
    return two(seconds / DAY, "d", seconds % DAY / HOUR, "h");
  }

  private static String two(long most, String unit, long rest, String smaller) {
    return most + " " + unit + (rest == 0 ? "" : " " + rest + " " + smaller);
  }

  /** A percentage that is 100 only once all is done. */
  public static int percent(long done, long total) {
    return total <= 0 ? 0 : (int) Math.min(done >= total ? 100 : 99, 100.0 * done / total);
  }

  /** {@code text} in at most {@code width} letters. */
  public static String cut(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    return width <= CUT.length()
        ? text.substring(0, Math.max(0, width))
        : text.substring(0, width - CUT.length()) + CUT;
  }

  /** {@code text} without what a terminal would obey: it may come from any file. */
  public static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              int type = Character.getType(point);
              boolean shown =
                  type != Character.CONTROL
                      && type != Character.FORMAT
                      && type != Character.SURROGATE
                      && type != Character.LINE_SEPARATOR
                      && type != Character.PARAGRAPH_SEPARATOR;
              clean.appendCodePoint(shown ? point : '?');
            });
    return clean.toString();
  }
}
