package org.scr4j.redundancy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A piece of a block, small enough for the processor's nearest cache. Compilers turn loops over its
 * array into vector instructions, but not those over a buffer.
 */
final class Words {

  /** Bytes of a piece. */
  static final int BYTES = 8 << 10;

  private static final long LOW_BITS = 0x0101010101010101L;

  /** What is left of x^8, in every byte: the low bits of the field's polynomial. */
  private static final long REMAINDER = 0x1d1d1d1d1d1d1d1dL;

  private static final long ALL_BUT_HIGH_BITS = 0x7f7f7f7f7f7f7f7fL;

  private final long[] words = new long[BYTES / Long.BYTES];

  /** Takes {@code count} bytes from {@code at} on; what is behind them is zero. */
  void load(ByteBuffer from, int at, int count) {
    int whole = count / Long.BYTES;
    ByteBuffer bytes = from.duplicate().clear().position(at).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().get(words, 0, whole);
    for (int i = whole; i < words.length; i++) {
      words[i] = 0;
    }
    for (int i = whole * Long.BYTES; i < count; i++) {
      words[whole] |= (bytes.get(at + i) & 0xffL) << (i * Byte.SIZE);
    }
  }

  /** Puts the first {@code count} bytes where {@link #load} took them from. */
  void store(ByteBuffer to, int at, int count) {
    int whole = count / Long.BYTES;
    ByteBuffer bytes = to.duplicate().clear().position(at).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(words, 0, whole);
    for (int i = whole * Long.BYTES; i < count; i++) {
      bytes.put(at + i, (byte) (words[whole] >>> (i * Byte.SIZE)));
    }
  }

  /** Adds {@code other}, byte by byte without carry. */
  void add(Words other) {
    long[] to = words;
    long[] from = other.words;
    for (int i = 0; i < to.length; i++) {
      to[i] ^= from[i];
    }
  }

  /** Multiplies every byte by 2 in {@link GaloisField}. */
  void twice() {
    long[] all = words;
    for (int i = 0; i < all.length; i++) {
      long word = all[i];
      long out = (word >>> 7) & LOW_BITS;
      long everyBit = (out << Byte.SIZE) - out;
      all[i] = ((word & ALL_BUT_HIGH_BITS) << 1) ^ (everyBit & REMAINDER);
    }
  }
}
