package org.scr4j.library.comm;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.scr4j.library.comm.Mailbox.Message;

/**
 * One authenticated connection to another rank. What arrives is taken apart on the network's
 * thread; a message without a place stops the reading until there is one.
 */
final class Link extends ChannelInboundHandlerAdapter {

  /** Who gets what arrives; called on the network's thread. */
  interface Owner {
    /** A message begins; empty if it must wait until {@code resume} is run. */
    Optional<Message> offer(Link link, Frame head, Runnable resume);

    /** More bytes of a message. */
    void fill(Message message, ByteBuffer source);

    /** Anything else than a message. */
    void control(Link link, Frame head, byte[] body);

    /** The connection may take more, or no longer exists. */
    void changed();

    /** The connection has ended. */
    void closed(Link link, String reason);
  }

  private final Channel channel;
  private final int peer;
  private final Owner owner;
  private final Deque<ByteBuf> backlog = new ArrayDeque<>();
  private final ByteBuffer headBytes = ByteBuffer.allocate(Frame.HEAD);
  private Optional<Message> message = Optional.empty();
  private int messageLeft;
  private Optional<Frame> waiting = Optional.empty();
  private Optional<Frame> current = Optional.empty();
  private ByteBuffer body = ByteBuffer.allocate(0);
  private int left;
  private String reason = "connection closed";
  private volatile long lastRead = System.nanoTime();
  private volatile long lastWrite = System.nanoTime();
  private volatile boolean peerDone;
  private volatile boolean delivered;

  Link(Channel channel, int peer, Owner owner) {
    this.channel = channel;
    this.peer = peer;
    this.owner = owner;
  }

  int peer() {
    return peer;
  }

  boolean isOpen() {
    return channel.isActive();
  }

  boolean isWritable() {
    return channel.isWritable();
  }

  /** Whether the peer has said that it leaves. */
  boolean isPeerDone() {
    return peerDone;
  }

  void peerDone() {
    peerDone = true;
  }

  /** Whether the peer has confirmed everything up to this rank's BYE. */
  boolean isDelivered() {
    return delivered;
  }

  void delivered() {
    delivered = true;
  }

  /** Nanoseconds since anything came; 0 while this rank itself does not read. */
  long silence(long now) {
    return waiting.isPresent() ? 0 : now - lastRead;
  }

  long idle(long now) {
    return now - lastWrite;
  }

  /** Forgets a silence that was not the peer's fault. */
  void restartSilence(long now) {
    lastRead = now;
  }

  /** Sends a head and as many of {@code data}'s bytes as it tells; from any thread. */
  void write(Frame head, ByteBuffer data) {
    ByteBuf out = channel.alloc().directBuffer(Frame.HEAD + head.length());
    ByteBuffer space = out.internalNioBuffer(0, Frame.HEAD + head.length());
    head.put(space);
    int limit = data.limit();
    space.put(data.limit(data.position() + head.length()));
    data.limit(limit);
    out.writerIndex(Frame.HEAD + head.length());
    lastWrite = System.nanoTime();
    Future<?> unused = channel.writeAndFlush(out, channel.voidPromise());
  }

  void write(Frame.Kind kind, int code, byte[] bytes) {
    write(Frame.control(kind, code, bytes.length), ByteBuffer.wrap(bytes));
  }

  void close(String why) {
    reason = why;
    Future<?> unused = channel.close();
  }

  // Arriving bytes.

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    lastRead = System.nanoTime();
    backlog.add((ByteBuf) bytes);
    drain();
  }

  /** Tries again to place the message that waits; from any thread. */
  private void resume() {
    channel
        .eventLoop()
        .execute(
            () -> {
              if (waiting.isPresent()) {
                lastRead = System.nanoTime();
                place(waiting.get());
                drain();
              }
            });
  }

  private void drain() {
    while (waiting.isEmpty() && !backlog.isEmpty()) {
      ByteBuf in = backlog.getFirst();
      if (in.isReadable()) {
        take(in);
      } else {
        backlog.removeFirst().release();
      }
    }
    boolean read = waiting.isEmpty();
    if (channel.config().isAutoRead() != read) {
      channel.config().setAutoRead(read);
    }
  }

  private void take(ByteBuf in) {
    if (current.isPresent()) {
      takeBody(current.get(), in);
      return;
    }
    int count = Math.min(headBytes.remaining(), in.readableBytes());
    headBytes.put(in.nioBuffer(in.readerIndex(), count));
    in.skipBytes(count);
    if (!headBytes.hasRemaining()) {
      Frame head = Frame.get(headBytes.flip());
      headBytes.clear();
      begin(head);
    }
  }

  private void begin(Frame head) {
    if (head.startsMessage()) {
      if (message.isPresent()) {
        throw new CommunicationException("a message inside a message");
      }
      place(head);
    } else {
      if (head.kind() == Frame.Kind.MORE && message.isEmpty()) {
        throw new CommunicationException("a part of no message");
      }
      if (head.kind() != Frame.Kind.MORE) {
        body = ByteBuffer.allocate(head.length());
      }
      start(head);
    }
  }

  private void place(Frame head) {
    message = owner.offer(this, head, this::resume);
    waiting = message.isPresent() ? Optional.empty() : Optional.of(head);
    if (message.isPresent()) {
      messageLeft = head.total();
      start(head);
    }
  }

  private void start(Frame head) {
    current = Optional.of(head);
    left = head.length();
    if (left == 0) {
      end(head);
    }
  }

  private void takeBody(Frame head, ByteBuf in) {
    int count = Math.min(left, in.readableBytes());
    ByteBuffer source = in.nioBuffer(in.readerIndex(), count);
    if (head.startsMessage() || head.kind() == Frame.Kind.MORE) {
      owner.fill(message.orElseThrow(), source);
      messageLeft -= count;
    } else {
      body.put(source);
    }
    in.skipBytes(count);
    left -= count;
    if (left == 0) {
      end(head);
    }
  }

  private void end(Frame head) {
    current = Optional.empty();
    if (!head.startsMessage() && head.kind() != Frame.Kind.MORE) {
      byte[] bytes = new byte[body.flip().remaining()];
      body.get(bytes);
      owner.control(this, head, bytes);
    } else if (messageLeft == 0) {
      message = Optional.empty();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    owner.changed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    String text = cause.getMessage();
    close(text == null ? cause.getClass().getSimpleName() : text);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    backlog.forEach(ByteBuf::release);
    backlog.clear();
    owner.closed(this, reason);
  }
}
