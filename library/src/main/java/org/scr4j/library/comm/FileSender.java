package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import org.scr4j.redundancy.FileBytes;

/** A communicator that sends bytes of files without their passing through this process. */
interface FileSender {

  /** As {@link Communicator#send}, but {@link #awaitFiles} waits; not to this rank itself. */
  void send(int to, int tag, FileBytes data);

  /**
   * As {@link Communicator#sendReceive}, but {@link #awaitFiles} waits for what is sent; not to
   * this rank itself.
   *
   * @return the bytes received: in {@code into}, or in memory that keeps them until the next
   *     receive
   */
  ByteBuffer sendReceive(int to, FileBytes data, int from, ByteBuffer into, int tag);

  /** Waits until all bytes of files have been given to the system. */
  void awaitFiles();
}
