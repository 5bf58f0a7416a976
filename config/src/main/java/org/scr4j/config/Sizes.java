package org.scr4j.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 1000}, {@code 512KB}, {@code 1.5g}. */
public final class Sizes {

  private static final Pattern FORM =
      Pattern.compile(
          "\\+?(\\d+(?:\\.\\d*)?|\\.\\d+)\\s*(?:([kmgtpe])i?)?b?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "KMGTPE";

  private Sizes() {}

  /**
   * The number of bytes that {@code text} stands for. A number alone is bytes; K, M, G, T, P and E
   * are powers of 1024, with or without B or iB, in either case. A fraction of a byte is dropped.
   *
   * @throws IllegalArgumentException if it is no size, or more than 2^63 - 1 bytes
   */
  public static long parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write it like 1000, 512KB or 1.5GB");
    }
    BigDecimal value = new BigDecimal(form.group(1));
    if (form.group(2) != null) {
      int power = UNITS.indexOf(form.group(2).toUpperCase(Locale.ROOT)) + 1;
      value = value.multiply(BigDecimal.valueOf(1L << (10 * power)));
    }
    if (value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is more bytes than can be counted");
    }
    return value.longValue();
  }

  /** {@code bytes} in the largest unit that divides it: {@code 1536KB}; parsing gives it back. */
  public static String format(long bytes) {
    if (bytes == 0) {
      return "0";
    }
    int power = Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
    return power == 0
        ? Long.toString(bytes)
        : (bytes >> (10 * power)) + UNITS.substring(power - 1, power) + "B";
  }
}
