package org.scr4j.cluster;

/**
 * Names that differ in one number only, in ascending order.
 *
 * @param prefix what stands before the number
 * @param width {@link #NO_NUMBER}; {@link #PLAIN} for numbers without leading zeros; else the
 *     number of digits, and every number of the run has at least one leading zero
 * @param suffix what stands behind the number
 * @param low first number
 * @param high last number, inclusive
 */
record NodeRun(String prefix, int width, String suffix, long low, long high) {

  static final int NO_NUMBER = -1;
  static final int PLAIN = 0;

  /** Names that only differ in the value of the number. */
  record Key(String prefix, int width, String suffix) {
    // By hand, here and for equals: what a record has by itself is made at its first use, for 30
    // ms.
    @Override
    public int hashCode() {
      return (prefix.hashCode() * 31 + suffix.hashCode()) * 31 + width;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && width == key.width
          && prefix.equals(key.prefix)
          && suffix.equals(key.suffix);
    }
  }

  Key key() {
    return new Key(prefix, width, suffix);
  }

  long count() {
    return high - low + 1;
  }

  NodeRun between(long from, long to) {
    return from == low && to == high ? this : new NodeRun(prefix, width, suffix, from, to);
  }

  boolean isFollowedBy(NodeRun next) {
    return high + 1 == next.low
        && width == next.width
        && width != NO_NUMBER
        && prefix.equals(next.prefix)
        && suffix.equals(next.suffix);
  }

  String name(long number) {
    return width == NO_NUMBER ? prefix : prefix + digits(number, width) + suffix;
  }

  /** {@code number} in decimal with leading zeros up to {@code width} digits. */
  static String digits(long number, int width) {
    String plain = Long.toString(number);
    return plain.length() >= width ? plain : "0".repeat(width - plain.length()) + plain;
  }
}
