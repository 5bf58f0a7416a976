package org.scr4j.redundancy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Which members of a set are lost. */
final class Combinations {

  private Combinations() {}

  /** Every choice of at least one and at most {@code most} of {@code size} members. */
  static List<boolean[]> upTo(int most, int size) {
    List<boolean[]> all = new ArrayList<>();
    for (int bits = 1; bits < 1 << size; bits++) {
      if (Integer.bitCount(bits) <= most) {
        boolean[] lost = new boolean[size];
        for (int member = 0; member < size; member++) {
          lost[member] = (bits >> member & 1) == 1;
        }
        all.add(lost);
      }
    }
    return all;
  }

  /** {@code count} of {@code size} members. */
  static boolean[] some(int count, int size, Random random) {
    boolean[] lost = new boolean[size];
    for (int chosen = 0; chosen < count; ) {
      int member = random.nextInt(size);
      if (!lost[member]) {
        lost[member] = true;
        chosen++;
      }
    }
    return lost;
  }
}
