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

  static List<byte[]> unpack(byte[] bundle) {
    List<byte[]> parts = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bundle);
    while (in.hasRemaining()) {
      byte[] part = new byte[in.getInt()];
      in.get(part);
      parts.add(part);
    }
    return parts;
  }
}
