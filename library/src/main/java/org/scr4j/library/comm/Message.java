package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A message on its way to the application. Its {@link Mailbox}'s lock guards it. */
final class Message {

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final int from;
  private final Frame head;
  private final ByteBuffer own;
  private final ByteBuffer sink;
  private final boolean kept;
  private int missing;

  /** A message that goes into memory of its own. */
  Message(int from, Frame head) {
    this(from, head, ByteBuffer.allocate(head.total()), Optional.empty(), false);
  }

  /** A message that nobody wants yet, and that is kept in {@code memory} of its length. */
  static Message keptIn(ByteBuffer memory, int from, Frame head) {
    return new Message(from, head, memory, Optional.empty(), true);
  }

  /** A message that goes into its receiver's buffer, or nowhere if that is empty. */
  Message(int from, Frame head, ByteBuffer receiver) {
    this(from, head, NONE, Optional.of(receiver.duplicate()), false);
  }

  private Message(
      int from, Frame head, ByteBuffer own, Optional<ByteBuffer> receiver, boolean kept) {
    this.from = from;
    this.head = head;
    this.own = own;
    this.sink = receiver.orElseGet(own::duplicate);
    this.kept = kept;
    this.missing = head.total();
  }

  int from() {
    return from;
  }

  Frame head() {
    return head;
  }

  /** The bytes, for a message received without a buffer. */
  byte[] bytes() {
    byte[] bytes = new byte[own.capacity()];
    own.get(0, bytes);
    return bytes;
  }

  /** The bytes of a message that was kept, where they are. */
  ByteBuffer keptBytes() {
    return own.duplicate();
  }

  /** Whether nobody wanted it when it came. */
  boolean isKept() {
    return kept;
  }

  boolean isComplete() {
    return missing == 0;
  }

  /** Where its bytes go, if a network can write there by itself. */
  Optional<ByteBuffer> memory() {
    boolean direct = sink.isDirect() && sink.remaining() >= head.total();
    return direct ? Optional.of(sink.duplicate()) : Optional.empty();
  }

  /** Where its next bytes go, if a network can write there by itself. */
  Optional<ByteBuffer> rest() {
    boolean direct = sink.isDirect() && sink.remaining() >= missing;
    return direct ? Optional.of(sink.slice(sink.position(), missing)) : Optional.empty();
  }

  /** So many bytes have been written to {@link #rest()}. */
  void written(int length) {
    arrived(length);
    sink.position(sink.position() + length);
  }

  /** The next bytes, which a failed rank no longer wants. */
  void put(ByteBuffer source, boolean wanted) {
    arrived(source.remaining());
    if (wanted) {
      sink.put(source);
    }
  }

  /** So many bytes are in {@link #memory()} now. */
  void arrived(int length) {
    if (length > missing) {
      throw new CommunicationException("more bytes than its message has");
    }
    missing -= length;
  }
}
