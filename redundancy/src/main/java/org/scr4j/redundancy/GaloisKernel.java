package org.scr4j.redundancy;

import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Multiples of blocks, added up byte by byte in {@link GaloisField}: two bytes at a time in long
 * blocks, by a table of all pairs that is made once for a coefficient.
 */
final class GaloisKernel {

  /** What is shorter is not worth a table of its own. */
  private static final int LONG_BLOCK = 1 << 16;

  /** By coefficient; 128 KiB each, and let go where memory is short. */
  private static final AtomicReferenceArray<SoftReference<short[]>> PAIRS =
      new AtomicReferenceArray<>(GaloisField.SIZE);

  private GaloisKernel() {}

  /**
   * Adds to the {@code length} bytes at the start of {@code to} those at the start of {@code from},
   * each multiplied with {@code coefficient}.
   */
  static void addMultiple(ByteBuffer to, int coefficient, ByteBuffer from, int length) {
    if (coefficient == 1) {
      XorKernel.add(to, from, length);
    } else if (coefficient != 0) {
      ByteBuffer a = to.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer b = from.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
      int done = length < LONG_BLOCK ? 0 : length & -Long.BYTES;
      if (done > 0) {
        addPairs(a, pairs(coefficient), b, done);
      }
      byte[] products = GaloisField.products(coefficient);
      for (int i = done; i < length; i++) {
        a.put(i, (byte) (a.get(i) ^ products[b.get(i) & 0xff]));
      }
    }
  }

  private static void addPairs(ByteBuffer to, short[] pairs, ByteBuffer from, int length) {
    for (int i = 0; i < length; i += Long.BYTES) {
      long word = from.getLong(i);
      long multiple =
          (pairs[(int) word & 0xffff] & 0xffffL)
              | (pairs[(int) (word >>> 16) & 0xffff] & 0xffffL) << 16
              | (pairs[(int) (word >>> 32) & 0xffff] & 0xffffL) << 32
              | (long) pairs[(int) (word >>> 48)] << 48;
      to.putLong(i, to.getLong(i) ^ multiple);
    }
  }

  private static short[] pairs(int coefficient) {
    SoftReference<short[]> kept = PAIRS.get(coefficient);
    short[] pairs = kept == null ? null : kept.get();
    if (pairs == null) {
      pairs = new short[1 << 16];
      byte[] products = GaloisField.products(coefficient);
      for (int pair = 0; pair < pairs.length; pair++) {
        pairs[pair] = (short) ((products[pair & 0xff] & 0xff) | products[pair >> 8] << 8);
      }
      PAIRS.set(coefficient, new SoftReference<>(pairs));
    }
    return pairs;
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
