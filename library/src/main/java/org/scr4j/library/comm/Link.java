package org.scr4j.library.comm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.scr4j.redundancy.FileBytes;

/**
 * One authenticated connection to another rank. What arrives is taken apart on the network's
 * thread; a message without a place stops the reading until there is one.
 */
final class Link extends ChannelInboundHandlerAdapter implements Line, Arrivals.Guide {

  /** Who gets what arrives; called on the network's thread. */
  interface Owner {
    /** A message begins; empty if it must wait until {@code resume} is run. */
    Optional<Message> offer(Link link, Frame head, Runnable resume);

    /** More bytes of a message. */
    void fill(Message message, ByteBuffer source);

    /** Where more bytes of a message go, if the network may write there by itself. */
    Optional<ByteBuffer> room(Message message);

    /** So many bytes have been written there. */
    void written(Message message, int length);

    /** Anything else than a message. */
    void control(Link link, Frame head, byte[] body);

    /** The connection may take more, or no longer exists. */
    void changed();

    /** The connection has ended. */
    void closed(Link link, String reason);
  }

  /** As many bytes of a message are worth reading by themselves. */
  private static final int LONG = 64 << 10;

  private static final int READ_OF_HEADS = 4 << 10;

  private final Channel channel;
  private final int peer;
  private final Owner owner;
  private final Deque<ByteBuf> backlog = new ArrayDeque<>();
  private final ByteBuffer headBytes = ByteBuffer.allocate(Frame.HEAD);
  private Optional<Message> message = Optional.empty();
  private int messageLeft;
  private Optional<Frame> waiting = Optional.empty();
  private Optional<Frame> current = Optional.empty();
  private boolean currentIsLong;
  private Optional<ByteBuffer> room = Optional.empty();
  private ByteBuffer body = ByteBuffer.allocate(0);
  private int left;
  private String reason = "connection closed";
  private final Pulse pulse = new Pulse();

  Link(Channel channel, int peer, Owner owner) {
    this.channel = channel;
    this.peer = peer;
    this.owner = owner;
    channel.attr(Arrivals.KEY).get().guidedBy(this);
  }

  @Override
  public int peer() {
    return peer;
  }

  @Override
  public Pulse pulse() {
    return pulse;
  }

  boolean isOpen() {
    return channel.isActive();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public long silence(long now) {
    return waiting.isPresent() ? 0 : pulse.silence(now);
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
    pulse.written();
    Future<?> unused = channel.writeAndFlush(out, channel.voidPromise());
  }

  /**
   * Sends a whole message from where it is, from any thread.
   *
   * @param data all of it, not to be changed until then
   * @param done run on the network's thread when the bytes are no longer needed, sent or not
   */
  void write(Frame head, ByteBuffer data, Runnable done) {
    ByteBuffer all = data.slice();
    writeParts(head, (at, length) -> Unpooled.wrappedBuffer(all.slice(at, length)), done);
  }

  /** As {@link #write(Frame, ByteBuffer, Runnable)}, with bytes of a file. */
  void write(Frame head, FileBytes data, Runnable done) {
    writeParts(head, (at, length) -> new FilePiece(data, at, length), done);
  }

  private interface Parts {
    Object get(int at, int length);
  }

  private void writeParts(Frame head, Parts parts, Runnable done) {
    channel
        .eventLoop()
        .execute(
            () -> {
              Frame part = head;
              int at = 0;
              do {
                ByteBuf before = channel.alloc().directBuffer(Frame.HEAD);
                part.put(before.internalNioBuffer(0, Frame.HEAD));
                Future<?> unusedHead =
                    channel.write(before.writerIndex(Frame.HEAD), channel.voidPromise());
                Future<?> written = channel.write(parts.get(at, part.length()));
                at += part.length();
                if (at == head.total()) {
                  Future<?> unused = written.addListener(ended -> done.run());
                }
                part = Frame.more(Math.min(Frame.CHUNK, head.total() - at));
              } while (at < head.total());
              pulse.written();
              channel.flush();
            });
  }

  @Override
  public void write(Frame.Kind kind, int code, byte[] bytes) {
    write(Frame.control(kind, code, bytes.length), ByteBuffer.wrap(bytes));
  }

  @Override
  public void close(String why) {
    reason = why;
    Future<?> unused = channel.close();
  }

  // Arriving bytes.

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    pulse.read();
    ByteBuf in = (ByteBuf) bytes;
    if (room.isPresent()) {
      int count = in.readableBytes();
      in.release();
      room = Optional.empty();
      owner.written(message.orElseThrow(), count);
      taken(current.orElseThrow(), count);
      return;
    }
    backlog.add(in);
    drain();
  }

  @Override
  public Optional<ByteBuffer> room() {
    boolean inside = current.isPresent() && message.isPresent() && backlog.isEmpty();
    room =
        inside && left >= LONG && isOfMessage(current.get())
            ? owner.room(message.get()).filter(this::holdsFrame).map(rest -> rest.slice(0, left))
            : Optional.empty();
    return room;
  }

  /** Not so where a peer sends more than it has announced, which is found out where it is read. */
  private boolean holdsFrame(ByteBuffer rest) {
    return rest.remaining() >= left;
  }

  /** To the end of a long frame, and then little more than a head: what follows may have room. */
  @Override
  public int lookahead() {
    if (!currentIsLong) {
      return Arrivals.READ;
    }
    return current.isPresent() ? Math.min(left, Arrivals.READ) : READ_OF_HEADS;
  }

  private static boolean isOfMessage(Frame head) {
    return head.startsMessage() || head.kind() == Frame.Kind.MORE;
  }

  /** Tries again to place the message that waits; from any thread. */
  private void resume() {
    channel
        .eventLoop()
        .execute(
            () -> {
              if (waiting.isPresent()) {
                pulse.read();
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
    currentIsLong = left >= LONG;
    if (left == 0) {
      end(head);
    }
  }

  private void takeBody(Frame head, ByteBuf in) {
    int count = Math.min(left, in.readableBytes());
    ByteBuffer source = in.nioBuffer(in.readerIndex(), count);
    if (isOfMessage(head)) {
      owner.fill(message.orElseThrow(), source);
    } else {
      body.put(source);
    }
    in.skipBytes(count);
    taken(head, count);
  }

  private void taken(Frame head, int count) {
    if (isOfMessage(head)) {
      messageLeft -= count;
    }
    left -= count;
    if (left == 0) {
      end(head);
    }
  }

  private void end(Frame head) {
    current = Optional.empty();
    if (!isOfMessage(head)) {
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
