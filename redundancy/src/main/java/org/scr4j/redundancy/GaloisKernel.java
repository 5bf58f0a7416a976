package org.scr4j.redundancy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Multiples of blocks, added up byte by byte in {@link GaloisField}. */
final class GaloisKernel {

  private GaloisKernel() {}

  /**
   * Adds to the {@code length} bytes at the start of {@code to} those at the start of {@code from},
   * each multiplied with {@code coefficient}.
   */
  static void addMultiple(ByteBuffer to, int coefficient, ByteBuffer from, int length) {
    if (coefficient == 1) {
      XorKernel.add(to, from, length);
    } else if (coefficient != 0) {
      byte[] products = GaloisField.products(coefficient);
      ByteBuffer a = to.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer b = from.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
      int words = length & -Long.BYTES;
      for (int i = 0; i < words; i += Long.BYTES) {
        a.putLong(i, a.getLong(i) ^ multiple(products, b.getLong(i)));
      }
      for (int i = words; i < length; i++) {
        a.put(i, (byte) (a.get(i) ^ products[b.get(i) & 0xff]));
      }
    }
  }

  private static long multiple(byte[] products, long word) {
    int low = (int) word;
    int high = (int) (word >>> Integer.SIZE);
    return (multiple(products, high) & 0xffff_ffffL) << Integer.SIZE
        | (multiple(products, low) & 0xffff_ffffL);
  }

  private static int multiple(byte[] products, int word) {
    return (products[word & 0xff] & 0xff)
        | (products[word >>> 8 & 0xff] & 0xff) << 8
        | (products[word >>> 16 & 0xff] & 0xff) << 16
        | products[word >>> 24] << 24;
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
