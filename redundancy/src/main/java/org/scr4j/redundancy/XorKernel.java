package org.scr4j.redundancy;

import java.nio.ByteBuffer;

/** The sum of two blocks, byte by byte without carry. */
final class XorKernel {

  private XorKernel() {}

  /** Adds {@code length} bytes at the start of {@code from} to those at the start of {@code to}. */
  static void add(ByteBuffer to, ByteBuffer from, int length) {
    Words sum = new Words();
    Words term = new Words();
    for (int at = 0; at < length; at += Words.BYTES) {
      int count = Math.min(Words.BYTES, length - at);
      sum.load(to, at, count);
      term.load(from, at, count);
      sum.add(term);
      sum.store(to, at, count);
    }
  }
}
