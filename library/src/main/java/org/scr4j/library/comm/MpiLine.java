package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way to another rank by MPI. Guarded by MPI's lock, but for what threads look at that wait.
 *
 * <p>Frames come in order, each with its bytes if they are few. Else these follow as messages of
 * their own, and a place for them is given to MPI once the mailbox has one. A sender may be ahead
 * of its receiver by {@link #WINDOW} bytes of messages that are not long; a long one waits for its
 * receiver anyway.
 */
final class MpiLine implements Line {

  /** Most bytes that go with their head. */
  static final int INLINE = 4000;

  /** Most bytes of a message that counts into the window. */
  static final int SHORT = 64 << 10;

  private static final int WINDOW = 512 << 10;
  private static final int OVERHEAD = 64;
  private static final int CONTROLS = 8;

  private record Arrived(Frame head, ByteBuffer body) {}

  private final int peer;
  private final MpiCommunicator owner;
  private final Pulse pulse = new Pulse();
  private final Deque<Arrived> backlog = new ArrayDeque<>();
  private boolean receiving;
  private boolean blocked;
  private int accepted;
  private final AtomicInteger ahead = new AtomicInteger();
  private final AtomicInteger unsent = new AtomicInteger();

  MpiLine(int peer, MpiCommunicator owner) {
    this.peer = peer;
    this.owner = owner;
  }

  @Override
  public int peer() {
    return peer;
  }

  @Override
  public Pulse pulse() {
    return pulse;
  }

  @Override
  public long silence(long now) {
    return pulse.silence(now);
  }

  @Override
  public boolean isWritable() {
    return unsent.get() < CONTROLS;
  }

  @Override
  public void close(String why) {
    owner.gone(this, why);
  }

  // Sending.

  @Override
  public void write(Frame.Kind kind, int code, byte[] bytes) {
    int length = Math.min(bytes.length, INLINE);
    write(Frame.control(kind, code, length), ByteBuffer.wrap(bytes, 0, length));
  }

  /** Sends a head, and as many of {@code data}'s bytes as it tells. */
  void write(Frame head, ByteBuffer data) {
    pulse.written();
    unsent.incrementAndGet();
    owner.sendHead(
        this,
        head,
        data,
        () -> {
          unsent.decrementAndGet();
          owner.mailbox().signal();
        });
  }

  /** Whether everything that was written is out of this rank's hands. */
  boolean isFlushed() {
    return unsent.get() == 0;
  }

  /** Whether a message of so many bytes may be sent now. */
  boolean hasRoom(int total) {
    return total > SHORT || ahead.get() + total + OVERHEAD <= WINDOW;
  }

  void count(int total) {
    if (total <= SHORT) {
      ahead.addAndGet(total + OVERHEAD);
    }
  }

  // Receiving.

  void arrive(Frame head, byte[] body) {
    pulse.read();
    if (head.startsMessage() || head.kind() == Frame.Kind.BYE) {
      backlog.add(new Arrived(head, ByteBuffer.wrap(body)));
      drain();
    } else if (head.kind() == Frame.Kind.CREDIT) {
      ahead.addAndGet(-head.number());
      owner.mailbox().signal();
    } else {
      owner.heard(this, head, body);
    }
  }

  /** Tries again to place the message that waits. */
  void retry() {
    blocked = false;
    drain();
  }

  /** The body of a message is complete. */
  void received() {
    receiving = false;
    drain();
  }

  /** More of a body has come. */
  void alive() {
    pulse.read();
  }

  private void drain() {
    while (!receiving && !blocked && !backlog.isEmpty()) {
      Arrived next = backlog.getFirst();
      if (next.head().startsMessage()) {
        place(next);
      } else {
        backlog.removeFirst();
        owner.heard(this, next.head(), new byte[0]);
      }
    }
  }

  private void place(Arrived next) {
    Frame head = next.head();
    Optional<Message> message = owner.mailbox().offer(peer, head, () -> owner.retryLater(this));
    if (message.isEmpty()) {
      blocked = true;
      return;
    }
    backlog.removeFirst();
    credit(head.total());
    if (head.length() == head.total()) {
      owner.mailbox().fill(message.get(), next.body());
    } else {
      receiving = true;
      owner.receiveBody(this, message.get());
    }
  }

  private void credit(int total) {
    if (total <= SHORT) {
      accepted += total + OVERHEAD;
      if (accepted >= WINDOW / 4) {
        write(Frame.credit(accepted), ByteBuffer.allocate(0));
        accepted = 0;
      }
    }
  }
}
