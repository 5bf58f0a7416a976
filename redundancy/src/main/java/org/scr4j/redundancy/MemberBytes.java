package org.scr4j.redundancy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** What an intact member of a set adds to the sums: its files, and its parity. */
final class MemberBytes implements Closeable {

  /** Files of members that are open at a time, unless there are more members. */
  private static final int OPEN_TOGETHER = 256;

  private final RedsetFile redset;
  private final LogicalFile data;
  private final FileChannel parity;

  private MemberBytes(RedsetFile redset, LogicalFile data, FileChannel parity) {
    this.redset = redset;
    this.data = data;
    this.parity = parity;
  }

  /**
   * Opens those of this process's own member.
   *
   * @param files where the member's files are
   */
  static MemberBytes open(RedsetFile redset, List<Path> files) throws IOException {
    return open(redset, files, 1);
  }

  /**
   * Opens those of one of {@code together} members that this process reads; the number of files
   * that it may have open is limited.
   *
   * @param files where the member's files are
   */
  static MemberBytes open(RedsetFile redset, List<Path> files, int together) throws IOException {
    int maxOpen = Math.max(1, OPEN_TOGETHER / together);
    return new MemberBytes(
        redset,
        LogicalFile.read(files, redset.own().files(), maxOpen),
        FileChannel.open(redset.path()));
  }

  /** Bytes of each of its chunks. */
  long chunk() {
    return redset.chunk();
  }

  /** Its place in the set. */
  int member() {
    return redset.descriptor().member();
  }

  /**
   * Fills what remains of {@code buffer} with this member's chunk of {@code stripe}.
   *
   * @param at bytes from the start of the chunk
   */
  void read(ByteBuffer buffer, int stripe, long at) throws IOException {
    Stripes stripes = Stripes.of(redset.descriptor());
    if (stripes.isCheck(member(), stripe)) {
      long start = redset.dataOffset() + chunk() * stripes.check(member(), stripe);
      Io.fill(parity, buffer, start + at, redset.path());
    } else {
      data.read(buffer, chunk() * stripes.part(member(), stripe) + at);
    }
  }

  @Override
  public void close() throws IOException {
    parity.close();
    data.close();
  }
}
