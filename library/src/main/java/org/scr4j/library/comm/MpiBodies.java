package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Bytes of long messages: straight from and into direct memory, through a bounded number of buffers
 * for other memory; in chunks, several at a time. Guarded by MPI's lock.
 */
final class MpiBodies {

  /** Bytes of a chunk, the same on both ends. */
  static final int CHUNK = 512 << 10;

  private static final int TAG = 2;
  private static final int DEPTH = 4;
  private static final int BUFFERS = 16;

  private final MpiTransfers transfers;
  private final MpiCommunicator owner;
  private final Deque<ByteBuffer> forSending = new ArrayDeque<>();
  private final Deque<ByteBuffer> forReceiving = new ArrayDeque<>();
  private final Deque<Incoming> starved = new ArrayDeque<>();
  private int made;

  MpiBodies(MpiTransfers transfers, MpiCommunicator owner) {
    this.transfers = transfers;
    this.owner = owner;
  }

  /** A message on its way out; its sender, of which there is one, waits for it. */
  final class Outgoing {
    private final MpiLine line;
    private final ByteBuffer data;
    private final MpiTransfers.Mode mode;
    private int flying;
    private volatile boolean done;

    private Outgoing(MpiLine line, ByteBuffer data) {
      this.line = line;
      this.data = data;
      this.mode =
          data.remaining() <= MpiLine.SHORT
              ? MpiTransfers.Mode.STANDARD
              : MpiTransfers.Mode.SYNCHRONOUS;
    }

    boolean isDone() {
      return done;
    }

    private void pump() {
      while (flying < DEPTH && data.hasRemaining()) {
        int length = Math.min(CHUNK, data.remaining());
        ByteBuffer chunk = data.slice(data.position(), length);
        data.position(data.position() + length);
        ByteBuffer memory = data.isDirect() ? chunk : staged(chunk);
        flying++;
        transfers.send(mode, memory, line.peer(), TAG, (to, error) -> sent(memory, error));
      }
      if (flying == 0 && !data.hasRemaining()) {
        done = true;
        owner.mailbox().signal();
      }
    }

    private ByteBuffer staged(ByteBuffer chunk) {
      ByteBuffer buffer = forSending.isEmpty() ? buffer() : forSending.removeFirst();
      return buffer.clear().put(chunk).flip();
    }

    private void sent(ByteBuffer memory, int error) {
      flying--;
      if (!data.isDirect()) {
        forSending.add(memory);
      }
      if (owner.isFine(line, error)) {
        line.pulse().written();
        pump();
      }
    }
  }

  Outgoing send(MpiLine line, ByteBuffer data) {
    Outgoing outgoing = new Outgoing(line, data);
    outgoing.pump();
    return outgoing;
  }

  /** A message on its way in. */
  private final class Incoming {
    private final MpiLine line;
    private final Message message;
    private final Optional<ByteBuffer> memory;
    private final Deque<Staged> flying = new ArrayDeque<>();
    private int begun;
    private int arrived;

    Incoming(MpiLine line, Message message) {
      this.line = line;
      this.message = message;
      this.memory = message.memory();
    }

    void pump() {
      int total = message.head().total();
      while (begun - arrived < DEPTH * CHUNK && begun < total) {
        int length = Math.min(CHUNK, total - begun);
        if (memory.isPresent()) {
          ByteBuffer place = memory.get();
          ByteBuffer chunk = place.slice(place.position() + begun, length);
          transfers.receive(chunk, line.peer(), TAG, (from, error) -> direct(length, error));
        } else {
          Optional<ByteBuffer> buffer = receiving();
          if (buffer.isEmpty()) {
            starved.add(this);
            return;
          }
          Staged staged = new Staged(buffer.get().clear().limit(length));
          flying.add(staged);
          transfers.receive(
              staged.buffer, line.peer(), TAG, (from, error) -> staged(staged, error));
        }
        begun += length;
      }
    }

    private void direct(int length, int error) {
      if (owner.isFine(line, error)) {
        owner.mailbox().arrived(message, length);
        advance(length);
      }
    }

    private void staged(Staged chunk, int error) {
      chunk.complete = true;
      if (!owner.isFine(line, error)) {
        return;
      }
      // Later chunks may be there before earlier ones.
      while (!flying.isEmpty() && flying.getFirst().complete) {
        ByteBuffer buffer = flying.removeFirst().buffer;
        int length = buffer.remaining();
        owner.mailbox().fill(message, buffer);
        // What fill() did not want is thrown away with the rest of the buffer.
        forReceiving.add(buffer);
        advance(length);
      }
      if (!starved.isEmpty() && !forReceiving.isEmpty()) {
        starved.removeFirst().pump();
      }
    }

    private void advance(int length) {
      line.alive();
      arrived += length;
      if (arrived == message.head().total()) {
        line.received();
      } else if (!starved.contains(this)) {
        pump();
      }
    }
  }

  private static final class Staged {
    private final ByteBuffer buffer;
    private boolean complete;

    Staged(ByteBuffer buffer) {
      this.buffer = buffer;
    }
  }

  void receive(MpiLine line, Message message) {
    new Incoming(line, message).pump();
  }

  private Optional<ByteBuffer> receiving() {
    if (forReceiving.isEmpty() && made < BUFFERS) {
      made++;
      return Optional.of(buffer());
    }
    return Optional.ofNullable(forReceiving.poll());
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(CHUNK);
  }
}
