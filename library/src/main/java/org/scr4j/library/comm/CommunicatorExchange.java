package org.scr4j.library.comm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.scr4j.redundancy.Exchange;
import org.scr4j.redundancy.FileBytes;

/**
 * A communicator as redundancy schemes want it: lost peers are {@link IOException}s, and an empty
 * buffer means that nothing is sent on that side.
 */
public final class CommunicatorExchange implements Exchange {

  // Far from what an application would choose, so that its own messages are never taken for ours.
  private static final int TAG = 0x5C12_0001;

  private final Communicator communicator;

  /** Exchanges through {@code communicator}, which stays the caller's to close. */
  public CommunicatorExchange(Communicator communicator) {
    this.communicator = communicator;
  }

  @Override
  public int rank() {
    return communicator.rank();
  }

  @Override
  public int size() {
    return communicator.size();
  }

  @Override
  public void sendReceive(int to, ByteBuffer out, int from, ByteBuffer in) throws IOException {
    if (!out.hasRemaining()) {
      receive(from, in);
    } else if (!in.hasRemaining()) {
      send(to, out);
    } else {
      int wanted = in.remaining();
      whole(from, wanted, call(() -> communicator.sendReceive(to, out, from, in, TAG)));
    }
  }

  @Override
  public boolean sendsFiles() {
    return communicator instanceof FileSender;
  }

  @Override
  public ByteBuffer sendReceive(int to, FileBytes out, int from, ByteBuffer in) throws IOException {
    boolean plain = to == rank() || out.length() == 0;
    if (plain || !(communicator instanceof FileSender sender)) {
      return Exchange.super.sendReceive(to, out, from, in);
    }
    if (in.hasRemaining()) {
      int wanted = in.remaining();
      ByteBuffer received = call(() -> sender.sendReceive(to, out, from, in, TAG));
      whole(from, wanted, received.remaining());
      return received;
    }
    return call(
        () -> {
          sender.send(to, TAG, out);
          return in.slice();
        });
  }

  @Override
  public void awaitFiles() throws IOException {
    if (communicator instanceof FileSender sender) {
      call(
          () -> {
            sender.awaitFiles();
            return 0;
          });
    }
  }

  @Override
  public void send(int to, ByteBuffer out) throws IOException {
    if (out.hasRemaining()) {
      call(
          () -> {
            communicator.send(to, TAG, out);
            return 0;
          });
    }
  }

  @Override
  public void receive(int from, ByteBuffer in) throws IOException {
    if (in.hasRemaining()) {
      int wanted = in.remaining();
      whole(from, wanted, call(() -> communicator.receive(from, TAG, in)));
    }
  }

  @Override
  public List<byte[]> allGather(byte[] mine) throws IOException {
    return call(() -> communicator.allGather(mine));
  }

  @Override
  public boolean allTrue(boolean mine) throws IOException {
    return call(() -> communicator.allReduce(Communicator.Reduction.MIN, mine ? 1L : 0L))[0] == 1;
  }

  private static void whole(int from, int wanted, int length) throws IOException {
    if (length != wanted) {
      throw new IOException("rank " + from + " sent " + length + " bytes where " + wanted + " fit");
    }
  }

  private static <T> T call(Supplier<T> exchange) throws IOException {
    try {
      return exchange.get();
    } catch (CommunicationException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
