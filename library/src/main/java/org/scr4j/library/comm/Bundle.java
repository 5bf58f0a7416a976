package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Several ranks' bytes in one message: each with its length before it, in order. */
final class Bundle {

  private Bundle() {}

  static byte[] pack(List<byte[]> parts) {
    long size = parts.stream().mapToLong(part -> part.length + (long) Integer.BYTES).sum();
    if (size > Integer.MAX_VALUE - 8) {
      throw new CommunicationException("ranks gather " + size + " bytes, more than 2 GiB at once");
    }
    ByteBuffer out = ByteBuffer.allocate((int) size);
    parts.forEach(part -> out.putInt(part.length).put(part));
    return out.array();
  }

  /**
   * The parts of a bundle.
   *
   * @throws CommunicationException if no rank of ours can have packed it
   */
  static List<byte[]> unpack(byte[] bundle) {
    List<byte[]> parts = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bundle);
    while (in.hasRemaining()) {
      int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new CommunicationException("a bundle of parts is cut short");
      }
      byte[] part = new byte[length];
      in.get(part);
      parts.add(part);
    }
    return parts;
  }
}
