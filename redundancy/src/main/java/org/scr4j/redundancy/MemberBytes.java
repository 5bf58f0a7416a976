package org.scr4j.redundancy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** What an intact member of an XOR set adds to the sums: its files, and its parity. */
final class MemberBytes implements Closeable {

  private final RedsetFile redset;
  private final LogicalFile data;
  private final FileChannel parity;

  private MemberBytes(RedsetFile redset, LogicalFile data, FileChannel parity) {
    this.redset = redset;
    this.data = data;
    this.parity = parity;
  }

  /**
   * Opens them.
   *
   * @param files where the member's files are
   */
  static MemberBytes open(RedsetFile redset, List<Path> files) throws IOException {
    return new MemberBytes(
        redset, LogicalFile.read(files, redset.own().files()), FileChannel.open(redset.path()));
  }

  /**
   * Fills what remains of {@code buffer} with this member's part of the sum over the set.
   *
   * @param holder the member whose parity is one of the terms
   * @param at bytes from the start of the chunk
   */
  void read(ByteBuffer buffer, int holder, long at) throws IOException {
    int me = redset.descriptor().member();
    if (holder == me) {
      Io.fill(parity, buffer, redset.dataOffset() + at, redset.path());
    } else {
      data.read(buffer, XorSet.shareOffset(me, holder, redset.chunk()) + at);
    }
  }

  @Override
  public void close() throws IOException {
    parity.close();
    data.close();
  }
}
