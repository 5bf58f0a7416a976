package org.scr4j.library.comm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Memory of long messages that have been received, for the next ones: peers send blocks of one
 * size, and would make as much garbage as they send data. Not for several threads.
 */
final class SpareMemory {

  private static final int LONG = 64 << 10;
  private static final int PIECES = 4;
  private static final int LONGEST = 4 << 20;

  private final Deque<byte[]> pieces = new ArrayDeque<>();

  /** So many bytes, whatever is in them. */
  byte[] take(int length) {
    for (Iterator<byte[]> all = pieces.iterator(); all.hasNext(); ) {
      byte[] piece = all.next();
      if (piece.length == length) {
        all.remove();
        return piece;
      }
    }
    return new byte[length];
  }

  /** Memory that nobody else uses any more. */
  void give(byte[] piece) {
    if (piece.length >= LONG && piece.length <= LONGEST) {
      if (pieces.size() == PIECES) {
        pieces.removeFirst();
      }
      pieces.addLast(piece);
    }
  }
}
