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

  static Scheme scheme(String kind, int size, int failures) {
    return switch (Scheme.Kind.valueOf(kind)) {
      case SINGLE -> Scheme.single();
      case PARTNER -> Scheme.partner(size, failures);
      case XOR -> Scheme.xor(size);
      case RS -> Scheme.reedSolomon(size, failures);
    };
  }

  /** Whether the method can make good the loss: the definition, not the code under test. */
  static boolean recoverable(String kind, int failures, boolean[] lost) {
    if (!kind.equals("PARTNER")) {
      return count(lost) <= failures;
    }
    for (int member = 0; member < lost.length; member++) {
      boolean any = !lost[member];
      for (int copy = 1; copy <= failures; copy++) {
        any |= !lost[(member + copy) % lost.length];
      }
      if (!any) {
        return false;
      }
    }
    return true;
  }

  static int count(boolean[] lost) {
    int count = 0;
    for (boolean one : lost) {
      count += one ? 1 : 0;
    }
    return count;
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
