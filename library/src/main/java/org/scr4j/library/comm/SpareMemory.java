package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Memory of messages that come before they are wanted. That of long ones is outside the heap, where
 * the network writes by itself, and is used again: peers send blocks of one size. Not for several
 * threads.
 */
final class SpareMemory {

  private static final int LONG = 64 << 10;
  private static final int MUCH = 32 << 20;
  private static final int LONGEST = 4 << 20;

  private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
  private int bytes;

  /** So many bytes, whatever is in them. */
  ByteBuffer take(int length) {
    for (Iterator<ByteBuffer> all = pieces.iterator(); all.hasNext(); ) {
      ByteBuffer piece = all.next();
      if (piece.capacity() == length) {
        all.remove();
        bytes -= length;
        return piece;
      }
    }
    return isLong(length) ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
  }

  /** Memory that nobody else uses any more. */
  void give(ByteBuffer piece) {
    if (isLong(piece.capacity())) {
      pieces.addLast(piece);
      bytes += piece.capacity();
      while (bytes > MUCH) {
        bytes -= pieces.removeFirst().capacity();
      }
    }
  }

  private static boolean isLong(int length) {
    return length >= LONG && length <= LONGEST;
  }
}
