package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Messages that came before they were wanted, as many as fit. Its {@link Mailbox}'s lock guards it.
 */
final class KeptMessages {

  // Tiny messages cost more than their bytes.
  private static final int OVERHEAD = 64;

  // All peers together may keep as much as this many peers at their limit.
  private static final int FULL_PEERS = 16;

  private record Slot(int from, Mailbox.Key key) {}

  private final int eagerBytes;
  private final Map<Slot, Deque<Message>> messages = new HashMap<>();
  private final Map<Integer, Long> bytes = new HashMap<>();
  private final SpareMemory spare = new SpareMemory();
  private Optional<ByteBuffer> lent = Optional.empty();
  private long bytesInAll;

  KeptMessages(int eagerBytes) {
    this.eagerBytes = eagerBytes;
  }

  /** The next message of {@code key}, which may still be on its way. */
  Optional<Message> first(int from, Mailbox.Key key) {
    return Optional.ofNullable(messages.get(new Slot(from, key))).map(Deque::getFirst);
  }

  boolean fits(int from, int length) {
    long size = (long) length + OVERHEAD;
    return bytes.getOrDefault(from, 0L) + size <= eagerBytes + (long) OVERHEAD
        && bytesInAll + size <= (long) FULL_PEERS * eagerBytes + OVERHEAD;
  }

  Message keep(int from, Frame head) {
    Message message = Message.keptIn(spare.take(head.total()), from, head);
    messages
        .computeIfAbsent(new Slot(from, Mailbox.Key.of(head)), slot -> new ArrayDeque<>())
        .add(message);
    long size = (long) head.total() + OVERHEAD;
    bytes.merge(from, size, Long::sum);
    bytesInAll += size;
    return message;
  }

  /** The first of its kind has found its receiver. */
  void drop(Message message) {
    Slot slot = new Slot(message.from(), Mailbox.Key.of(message.head()));
    Deque<Message> waiting = messages.get(slot);
    waiting.removeFirst();
    if (waiting.isEmpty()) {
      messages.remove(slot);
    }
    long size = (long) message.head().total() + OVERHEAD;
    bytes.merge(message.from(), -size, Long::sum);
    bytesInAll -= size;
  }

  /** Puts a message's bytes into {@code room}. */
  void copy(Message message, ByteBuffer room) {
    room.put(message.keptBytes());
    spare.give(message.keptBytes());
  }

  /** A message's bytes stay where they are until {@link #takeBack}. */
  void lend(Message message) {
    lent = Optional.of(message.keptBytes());
  }

  /** What was lent is no longer read. */
  void takeBack() {
    lent.ifPresent(spare::give);
    lent = Optional.empty();
  }
}
