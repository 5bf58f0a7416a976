package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * How processes that protect each other's files exchange bytes. All calls block; those without a
 * peer are collective, made by every rank in the same order.
 */
public interface Exchange {

  /** This process, from 0. */
  int rank();

  /** Number of processes. */
  int size();

  /**
   * Sends what remains of {@code out} to {@code to} while filling {@code in} from {@code from}.
   * Both are used up; their sizes match those of the peers' calls. Works with itself as a peer, and
   * with an empty buffer for a side that is not wanted.
   *
   * @throws IOException naming the peer, if it is lost
   */
  void sendReceive(int to, ByteBuffer out, int from, ByteBuffer in) throws IOException;

  /** Whether bytes of files are sent from where they are, without this process copying them. */
  default boolean sendsFiles() {
    return false;
  }

  /**
   * As {@link #sendReceive(int, ByteBuffer, int, ByteBuffer)}, with bytes of a file, which may be
   * on their way until {@link #awaitFiles} returns.
   *
   * @return the bytes received, as many as fit into {@code in}: there, or in other memory that
   *     keeps them until the next call
   */
  default ByteBuffer sendReceive(int to, FileBytes out, int from, ByteBuffer in)
      throws IOException {
    ByteBuffer received = in.slice();
    sendReceive(to, out.read(), from, in);
    return received;
  }

  /** Waits until this process no longer needs the files whose bytes it sends. */
  default void awaitFiles() throws IOException {}

  /** Sends what remains of {@code out} to {@code to}. */
  void send(int to, ByteBuffer out) throws IOException;

  /** Fills {@code in} from {@code from}. */
  void receive(int from, ByteBuffer in) throws IOException;

  /** Every rank's {@code mine}, by rank; lengths may differ. */
  List<byte[]> allGather(byte[] mine) throws IOException;

  /** Whether all ranks say true. */
  boolean allTrue(boolean mine) throws IOException;
}
