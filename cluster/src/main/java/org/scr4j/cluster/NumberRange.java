package org.scr4j.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers as they are written in a bracket.
 *
 * @param width least number of digits; smaller numbers get leading zeros
 * @param low first number
 * @param high last number, inclusive
 */
record NumberRange(int width, long low, long high) {

  /** The range between two numbers of at most 18 digits; the first one says how wide they are. */
  static NumberRange of(String low, String high) {
    int width = low.charAt(0) == '0' ? low.length() : 1;
    return new NumberRange(width, Long.parseLong(low), Long.parseLong(high));
  }

  long count() {
    return high - low + 1;
  }

  /** Parts whose numbers all have the same number of digits. */
  private List<NumberRange> byLength() {
    List<NumberRange> parts = new ArrayList<>();
    long from = low;
    while (from <= high) {
      int length = Math.max(width, Long.toString(from).length());
      long to = Math.min(high, power(length) - 1);
      parts.add(new NumberRange(length, from, to));
      from = to + 1;
    }
    return parts;
  }

  /** The part whose numbers all have leading zeros, and the part whose numbers have none. */
  List<NumberRange> byZeros() {
    List<NumberRange> parts = new ArrayList<>();
    long bound = width <= 1 ? 0 : power(width - 1);
    if (low < bound) {
      parts.add(new NumberRange(width, low, Math.min(high, bound - 1)));
    }
    if (high >= bound) {
      parts.add(new NumberRange(NodeRun.PLAIN, Math.max(low, bound), high));
    }
    return parts;
  }

  /** Every number of {@code left} with every number of {@code right} written behind it. */
  static List<NumberRange> concatenate(List<NumberRange> left, List<NumberRange> right)
      throws NodeSetTerm.TooLargeException {
    List<NumberRange> tails = right.stream().flatMap(r -> r.byLength().stream()).toList();
    long pieces = NodeSetTerm.product(NodeSetTerm.count(left), tails.size());
    if (pieces > NodeSetBuilder.MAX_PIECES) {
      throw NodeSetTerm.tooMany();
    }
    List<NumberRange> joined = new ArrayList<>();
    for (NumberRange heads : left) {
      for (long head = heads.low; head <= heads.high; head++) {
        int length = Math.max(heads.width, Long.toString(head).length());
        for (NumberRange tail : tails) {
          if (length + tail.width > NodeName.MAX_DIGITS) {
            throw new NodeSetTerm.TooLargeException(
                "a number has more than " + NodeName.MAX_DIGITS + " digits");
          }
          long base = head * power(tail.width);
          append(joined, new NumberRange(length + tail.width, base + tail.low, base + tail.high));
        }
      }
    }
    return joined;
  }

  private static void append(List<NumberRange> ranges, NumberRange next) {
    int last = ranges.size() - 1;
    if (last >= 0
        && ranges.get(last).width == next.width
        && ranges.get(last).high + 1 == next.low) {
      ranges.set(last, new NumberRange(next.width, ranges.get(last).low, next.high));
    } else {
      ranges.add(next);
    }
  }

  private static long power(int exponent) {
    long result = 1;
    for (int i = 0; i < exponent; i++) {
      result *= 10;
    }
    return result;
  }
}
