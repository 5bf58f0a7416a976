package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a member of a set gets back: its files, and its parity or checks.
 *
 * @param me the member's place
 * @param chunk bytes of each of its chunks
 * @param data its files
 * @param checks its redundancy file
 */
record RebuiltBytes(Descriptor me, long chunk, LogicalFile data, Draft checks) {

  /**
   * Writes what remains of {@code buffer} to this member's chunk of {@code stripe}.
   *
   * @param at bytes from the start of the chunk
   */
  void write(ByteBuffer buffer, int stripe, long at) throws IOException {
    Stripes stripes = Stripes.of(me);
    if (stripes.isCheck(me.member(), stripe)) {
      checks.write(buffer, chunk * stripes.check(me.member(), stripe) + at);
    } else {
      data.write(buffer, chunk * stripes.part(me.member(), stripe) + at);
    }
  }
}
