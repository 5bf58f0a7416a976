package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a rank gives away of its own files while it takes what others give. Bytes that the system
 * sends are on their way until {@link #finish}.
 */
final class OwnBytes {

  private static final int TOGETHER = 64;

  private final Peers peers;
  private final Optional<LogicalFile> data;
  private final int block;
  private final Faults faults;
  private final List<FileBytes> underWay = new ArrayList<>();
  private ByteBuffer copy = ByteBuffer.allocate(0);

  /**
   * Nothing is given yet.
   *
   * @param block the most bytes at a time
   */
  OwnBytes(Peers peers, Optional<LogicalFile> data, int block, Faults faults) {
    this.peers = peers;
    this.data = data;
    this.block = block;
    this.faults = faults;
  }

  /**
   * Sends {@code count} bytes from {@code offset} on, zeros behind the end, while receiving as many
   * as fit into {@code in}; nothing is sent or received on a side that is empty.
   *
   * @return the bytes received: in {@code in}, or in other memory that keeps them until the next
   *     exchange
   */
  ByteBuffer shift(int to, long offset, int count, int from, ByteBuffer in) throws IOException {
    Optional<FileBytes> whole =
        count > 0 && peers.sendsFiles()
            ? faults.get(() -> data.orElseThrow().bytes(offset, count)).flatMap(Function.identity())
            : Optional.empty();
    if (whole.isPresent()) {
      if (underWay.size() == TOGETHER) {
        finish();
      }
      underWay.add(whole.get());
      return peers.shift(to, whole.get(), from, in);
    }
    if (copy.capacity() < count) {
      copy = Peers.buffer(block);
    }
    copy.clear().limit(count);
    faults.run(() -> data.orElseThrow().read(copy, offset));
    ByteBuffer received = in.slice();
    peers.shift(to, copy.clear().limit(count), from, in);
    return received;
  }

  /** Waits until everything has been sent. */
  void finish() throws IOException {
    peers.awaitFiles();
    for (FileBytes bytes : underWay) {
      faults.run(bytes::check);
    }
    underWay.clear();
  }
}
