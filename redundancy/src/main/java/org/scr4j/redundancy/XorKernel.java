package org.scr4j.redundancy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The sum of two blocks, byte by byte without carry. */
final class XorKernel {

  private XorKernel() {}

  /** Adds {@code length} bytes at the start of {@code from} to those at the start of {@code to}. */
  static void add(ByteBuffer to, ByteBuffer from, int length) {
    ByteBuffer a = to.duplicate().order(ByteOrder.nativeOrder());
    ByteBuffer b = from.duplicate().order(ByteOrder.nativeOrder());
    a.limit(a.capacity());
    b.limit(b.capacity());
    int words = length & -Long.BYTES;
    for (int i = 0; i < words; i += Long.BYTES) {
      a.putLong(i, a.getLong(i) ^ b.getLong(i));
    }
    for (int i = words; i < length; i++) {
      a.put(i, (byte) (a.get(i) ^ b.get(i)));
    }
  }
}
