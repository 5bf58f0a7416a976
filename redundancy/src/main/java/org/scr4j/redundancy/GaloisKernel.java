package org.scr4j.redundancy;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Multiples of blocks, added up byte by byte in {@link GaloisField}. A multiple is the sum of the
 * block doubled as often as each bit of its coefficient says.
 */
final class GaloisKernel {

  private GaloisKernel() {}

  /**
   * Adds multiples of one block to several others, of the {@code length} bytes at the start of
   * each.
   *
   * @param coefficients what it is multiplied with for each of {@code to}
   */
  static void addMultiples(List<ByteBuffer> to, int[] coefficients, ByteBuffer from, int length) {
    int bits = 0;
    for (int coefficient : coefficients) {
      bits |= coefficient;
    }
    Words term = new Words();
    Words[] sums = new Words[coefficients.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new Words();
    }
    for (int at = 0; at < length; at += Words.BYTES) {
      int count = Math.min(Words.BYTES, length - at);
      term.load(from, at, count);
      for (int i = 0; i < sums.length; i++) {
        sums[i].load(to.get(i), at, count);
      }
      add(sums, coefficients, bits, term);
      for (int i = 0; i < sums.length; i++) {
        sums[i].store(to.get(i), at, count);
      }
    }
  }

  /**
   * @param bits those that any coefficient has
   */
  private static void add(Words[] sums, int[] coefficients, int bits, Words term) {
    for (int left = bits, bit = 1; left != 0; left &= ~bit, bit <<= 1) {
      for (int i = 0; i < sums.length; i++) {
        if ((coefficients[i] & bit) != 0) {
          sums[i].add(term);
        }
      }
      if ((left & ~bit) != 0) {
        term.twice();
      }
    }
  }

  /** Makes the first {@code length} bytes zero. */
  static void clear(ByteBuffer buffer, int length) {
    ByteBuffer all = buffer.duplicate().clear();
    int words = length & -Long.BYTES;
    for (int i = 0; i < words; i += Long.BYTES) {
      all.putLong(i, 0);
    }
    for (int i = words; i < length; i++) {
      all.put(i, (byte) 0);
    }
  }
}
