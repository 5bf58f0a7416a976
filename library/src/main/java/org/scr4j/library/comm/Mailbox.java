package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * Where arriving messages and the rank that wants them meet.
 *
 * <p>The application's one thread posts at most one receive at a time; the network's thread offers
 * messages. A message that is wanted goes straight to its receiver. One that is not yet wanted is
 * kept if it fits; else its connection is blocked until the message is wanted, which pushes back on
 * the sender.
 */
final class Mailbox {

  /** What a receive selects by. */
  record Key(boolean collective, int tag) {
    static final Key COLLECTIVE = new Key(true, 0);

    static Key of(Frame head) {
      return head.kind() == Frame.Kind.COLLECTIVE ? COLLECTIVE : new Key(false, head.tag());
    }
  }

  /** A receive that the application waits in. */
  static final class Receive {
    private final int from;
    private final Key key;
    private final Optional<ByteBuffer> into;
    private final boolean borrows;
    private Optional<Message> message = Optional.empty();
    private Optional<String> refusal = Optional.empty();

    private Receive(int from, Key key, Optional<ByteBuffer> into, boolean borrows) {
      this.from = from;
      this.key = key;
      this.into = into;
      this.borrows = borrows;
    }

    int from() {
      return from;
    }
  }

  private record Blocked(Frame head, Runnable resume) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final int eagerBytes;
  private final IntFunction<String> names;
  private final Consumer<String> abort;
  private final LongUnaryOperator helper;
  private final KeptMessages kept;
  private final Map<Integer, Blocked> blocked = new HashMap<>();
  private final Set<Integer> left = new HashSet<>();
  private Optional<Receive> wanted = Optional.empty();
  private Optional<String> failure = Optional.empty();
  private boolean closing;

  /**
   * An empty mailbox.
   *
   * @param names how a rank is called in errors
   * @param abort told why no message can come any more; must end in {@link #fail}
   * @param helper what a thread that has waited so many nanoseconds can do itself to make messages
   *     move; gives the nanoseconds until it should do so again
   */
  Mailbox(
      int eagerBytes, IntFunction<String> names, Consumer<String> abort, LongUnaryOperator helper) {
    this.eagerBytes = eagerBytes;
    this.kept = new KeptMessages(eagerBytes);
    this.names = names;
    this.abort = abort;
    this.helper = helper;
  }

  // The application's side.

  /** Wants the next message of {@code key}; without {@code into} it gets its own array. */
  Receive post(int from, Key key, Optional<ByteBuffer> into) {
    return post(new Receive(from, key, into, false));
  }

  /**
   * As {@link #post(int, Key, Optional)}, for a receiver that also takes what {@link
   * Message#keptBytes} gives, which stays so until the next receive.
   */
  Receive postBorrowing(int from, Key key, ByteBuffer into) {
    return post(new Receive(from, key, Optional.of(into), true));
  }

  private Receive post(Receive receive) {
    int from = receive.from;
    Key key = receive.key;
    lock.lock();
    try {
      check();
      kept.takeBack();
      receive.message = kept.first(from, key);
      if (receive.message.isPresent()) {
        return receive;
      }
      wanted = Optional.of(receive);
      Blocked stuck = blocked.get(from);
      if (stuck != null && Key.of(stuck.head).equals(key)) {
        stuck.resume.run();
      }
      return receive;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the message; empty if it is not there after {@code patience}. */
  Optional<Message> await(Receive receive, Duration patience) {
    String reason;
    lock.lock();
    try {
      boolean ready = waitFor(() -> settled(receive), patience);
      check();
      if (isComplete(receive)) {
        return Optional.of(take(receive));
      }
      if (!ready) {
        return Optional.empty();
      }
      withdraw(receive);
      refuse(receive);
      reason = names.apply(receive.from) + " has left and sends no more messages";
    } catch (InterruptedException e) {
      reason = interrupted();
    } finally {
      lock.unlock();
    }
    abort.accept(reason);
    throw new CommunicationException(reason);
  }

  /** Gives up waiting. */
  void cancel(Receive receive) {
    lock.lock();
    try {
      withdraw(receive);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until {@code condition}, evaluated under the lock, holds.
   *
   * @return whether it does; false after {@code limit}
   * @throws CommunicationException if ranks have failed
   */
  boolean awaitThat(BooleanSupplier condition, Duration limit) {
    String reason;
    lock.lock();
    try {
      boolean holds = waitFor(condition, limit);
      check();
      return holds;
    } catch (InterruptedException e) {
      reason = interrupted();
    } finally {
      lock.unlock();
    }
    abort.accept(reason);
    throw new CommunicationException(reason);
  }

  // A message may be half way into the caller's buffer: nobody can go on from here.
  private static String interrupted() {
    Thread.currentThread().interrupt();
    return "interrupted while waiting for other ranks";
  }

  private boolean waitFor(BooleanSupplier condition, Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    long waited = 0;
    while (failure.isEmpty() && !condition.getAsBoolean()) {
      if (waited >= limit.toNanos()) {
        return false;
      }
      long pause = help(waited);
      // Whatever came while this thread helped has been signalled already.
      if (pause > 0 && failure.isEmpty() && !condition.getAsBoolean()) {
        long unused = changed.awaitNanos(Math.min(pause, limit.toNanos() - waited));
      }
      waited = System.nanoTime() - start;
    }
    return true;
  }

  private long help(long waited) throws InterruptedException {
    long pause;
    lock.unlock();
    try {
      pause = helper.applyAsLong(waited);
    } finally {
      lock.lock();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return pause;
  }

  private boolean settled(Receive receive) {
    return isComplete(receive)
        || receive.refusal.isPresent()
        || (receive.message.isEmpty() && (left.contains(receive.from) || isBehindAnother(receive)));
  }

  private static boolean isComplete(Receive receive) {
    return receive.message.filter(Message::isComplete).isPresent();
  }

  private boolean isBehindAnother(Receive receive) {
    Blocked stuck = blocked.get(receive.from);
    return stuck != null && !Key.of(stuck.head).equals(receive.key);
  }

  private void refuse(Receive receive) {
    if (receive.refusal.isPresent()) {
      throw new CommunicationException(receive.refusal.get());
    }
    if (blocked.containsKey(receive.from)) {
      throw new CommunicationException(unsafe(receive));
    }
  }

  private String unsafe(Receive receive) {
    Frame head = blocked.get(receive.from).head;
    return names.apply(receive.from)
        + " sends "
        + (head.kind() == Frame.Kind.COLLECTIVE ? head.call() : "tag " + head.tag())
        + " of "
        + head.total()
        + " bytes before the message that is awaited, and more than "
        + eagerBytes
        + " bytes are not kept: receive in the order of sending";
  }

  private Message take(Receive receive) {
    Message message = receive.message.orElseThrow();
    int length = message.head().total();
    withdraw(receive);
    if (!message.isKept()) {
      receive.into.ifPresent(room -> room.position(room.position() + length));
      return message;
    }
    if (receive.into.filter(room -> room.remaining() < length).isPresent()) {
      throw new CommunicationException(tooLong(receive, length));
    }
    kept.drop(message);
    blocked.values().forEach(stuck -> stuck.resume.run());
    if (receive.borrows) {
      kept.lend(message);
    } else {
      receive.into.ifPresent(room -> kept.copy(message, room));
    }
    return message;
  }

  private void withdraw(Receive receive) {
    wanted = wanted.filter(other -> other != receive);
  }

  private String tooLong(Receive receive, int length) {
    return "message of "
        + length
        + " bytes from "
        + names.apply(receive.from)
        + " does not fit into "
        + receive.into.map(ByteBuffer::remaining).orElse(0)
        + " bytes";
  }

  // The network's side.

  /**
   * A message begins to arrive.
   *
   * @param resume run, on any thread, when offering it again may succeed
   * @return where it goes; empty if its connection must wait
   */
  Optional<Message> offer(int from, Frame head, Runnable resume) {
    lock.lock();
    try {
      blocked.remove(from);
      if (failure.isPresent() || closing) {
        return Optional.of(new Message(from, head, ByteBuffer.allocate(0)));
      }
      Optional<Message> direct = wanted.flatMap(receive -> match(receive, from, head));
      if (direct.isPresent()) {
        return direct;
      }
      if (!kept.fits(from, head.total())) {
        blocked.put(from, new Blocked(head, resume));
        changed.signalAll();
        return Optional.empty();
      }
      return Optional.of(kept.keep(from, head));
    } finally {
      lock.unlock();
    }
  }

  private Optional<Message> match(Receive receive, int from, Frame head) {
    if (receive.from != from || receive.message.isPresent() || !receive.key.equals(Key.of(head))) {
      return Optional.empty();
    }
    if (receive.into.filter(room -> room.remaining() < head.total()).isPresent()) {
      receive.refusal = Optional.of(tooLong(receive, head.total()));
      changed.signalAll();
      return Optional.empty();
    }
    Message message =
        receive
            .into
            .map(room -> new Message(from, head, room))
            .orElseGet(() -> new Message(from, head));
    receive.message = Optional.of(message);
    if (message.isComplete()) {
      changed.signalAll();
    }
    return receive.message;
  }

  /** The next bytes of {@code message}; {@code source} is used up. */
  void fill(Message message, ByteBuffer source) {
    // After a failure the sink may be the application's again.
    grow(message, () -> message.put(source, failure.isEmpty() && !closing));
  }

  /** So many bytes more are in {@link Message#memory()}. */
  void arrived(Message message, int length) {
    grow(message, () -> message.arrived(length));
  }

  /** So many bytes more have been written to {@link #room}. */
  void written(Message message, int length) {
    grow(message, () -> message.written(length));
  }

  private void grow(Message message, Runnable change) {
    lock.lock();
    try {
      change.run();
      if (message.isComplete()) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Where the network may write the next bytes of {@code message} by itself. What it reads while
   * ranks are lost can still get there: the caller's buffer is not to be used after a failure.
   */
  Optional<ByteBuffer> room(Message message) {
    return locked(() -> failure.isEmpty() && !closing ? message.rest() : Optional.empty());
  }

  /** Delivers a message of this rank to itself. */
  void deposit(int self, Frame head, ByteBuffer data) {
    lock.lock();
    try {
      check();
      Message message =
          offer(self, head, () -> {})
              .orElseThrow(
                  () -> {
                    blocked.remove(self);
                    return new CommunicationException(
                        "rank "
                            + self
                            + " sends itself more than the "
                            + eagerBytes
                            + " bytes that are kept: receive first, or use sendReceive");
                  });
      fill(message, data);
    } finally {
      lock.unlock();
    }
  }

  /** No more messages come from {@code rank}. */
  void left(int rank) {
    lock.lock();
    try {
      left.add(rank);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@code rank} has said good-bye. */
  boolean hasLeft(int rank) {
    return locked(() -> left.contains(rank));
  }

  /** Ends every wait, now and later. */
  void fail(String reason) {
    lock.lock();
    try {
      if (failure.isEmpty()) {
        failure = Optional.of(reason);
      }
      release();
    } finally {
      lock.unlock();
    }
  }

  /** Lets every connection run empty: nobody will receive any more. */
  void close() {
    lock.lock();
    try {
      closing = true;
      release();
    } finally {
      lock.unlock();
    }
  }

  private void release() {
    blocked.values().forEach(stuck -> stuck.resume.run());
    changed.signalAll();
  }

  /** Why nothing works any more, if so. */
  Optional<String> failure() {
    return locked(() -> failure);
  }

  /** Wakes those who wait for something outside. */
  void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> answer) {
    lock.lock();
    try {
      return answer.get();
    } finally {
      lock.unlock();
    }
  }

  private void check() {
    if (failure.isPresent()) {
      throw new CommunicationException(failure.get());
    }
  }
}
