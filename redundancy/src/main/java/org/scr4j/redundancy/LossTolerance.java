package org.scr4j.redundancy;

import java.util.NavigableSet;

/** What losses a set survives, told from what is left of it. */
public final class LossTolerance {

  private LossTolerance() {}

  /**
   * Whether all members can be had back.
   *
   * @param type the method in redset's spelling: {@code SINGLE}, {@code PARTNER}, {@code XOR},
   *     {@code RS}; of another one, only a whole set
   * @param failures PARTNER's copies of each member, RS's number of encodings; of no meaning to
   *     other methods
   * @param size number of members, any number: nothing is made of that size
   * @param left those that are whole, from 0
   */
  public static boolean survives(String type, int failures, int size, NavigableSet<Integer> left) {
    int lost = size - left.size();
    if (lost <= 0) {
      return lost == 0;
    }
    return switch (type) {
      case "XOR" -> lost == 1;
      case "RS" -> lost <= failures;
      case "PARTNER" -> !left.isEmpty() && widestGap(size, left) <= failures;
      default -> false;
    };
  }

  /** Most members lost in a row: a member's copies are with those that follow it in the ring. */
  private static int widestGap(int size, NavigableSet<Integer> left) {
    int widest = size - 1 - left.last() + left.first();
    int before = left.first();
    for (int member : left) {
      widest = Math.max(widest, member - before - 1);
      before = member;
    }
    return widest;
  }
}
