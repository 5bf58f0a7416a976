package org.scr4j.library.comm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The first words on a connection. The caller names itself and whom it calls, with a nonce; the
 * called one proves with a nonce of its own that it knows the step's secret; so does the caller.
 * Anything else ends the connection.
 */
final class Greeting extends ChannelInboundHandlerAdapter {

  /** What both sides know beforehand. */
  record Context(int rank, int size, Supplier<Credential> credential, Link.Owner owner) {}

  private static final int MAGIC = 0x53435234;
  private static final int VERSION = 1;
  private static final int HELLO = 5 * Integer.BYTES + Credential.LENGTH;
  private static final String CALLER = "caller";
  private static final String CALLED = "called";
  private static final int LIMIT_SECONDS = 10;

  private final Context facts;
  private final boolean calling;
  private final Consumer<Link> done;
  private final Consumer<String> failed;
  private int peer;
  private byte[] hello = new byte[0];
  private byte[] nonce = new byte[0];
  private ByteBuffer expected = ByteBuffer.allocate(0);
  private String reason = "connection closed";
  private boolean complete;

  private Greeting(
      Context facts, boolean calling, int peer, Consumer<Link> done, Consumer<String> failed) {
    this.facts = facts;
    this.calling = calling;
    this.peer = peer;
    this.done = done;
    this.failed = failed;
  }

  /** The side that calls {@code peer}. */
  static Greeting calling(Context facts, int peer, Consumer<Link> done, Consumer<String> failed) {
    return new Greeting(facts, true, peer, done, failed);
  }

  /** The side that is called; what does not prove to be a rank goes away unheard. */
  static Greeting called(Context facts, Consumer<Link> done, Runnable ended) {
    return new Greeting(facts, false, -1, done, reason -> ended.run());
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (calling) {
      ByteBuffer out = ByteBuffer.allocate(HELLO).putInt(MAGIC).putInt(VERSION);
      out.putInt(facts.rank()).putInt(facts.size()).putInt(peer).put(Credential.nonce());
      hello = out.array();
      Future<?> unused =
          context.writeAndFlush(Unpooled.wrappedBuffer(hello), context.voidPromise());
      expected = ByteBuffer.allocate(2 * Credential.LENGTH);
    } else {
      expected = ByteBuffer.allocate(HELLO);
    }
    Future<?> unused =
        context
            .executor()
            .schedule(() -> expire(context.channel()), LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private void expire(Channel channel) {
    if (!complete) {
      reason = "no greeting within " + LIMIT_SECONDS + " s";
      Future<?> unused = channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    ByteBuf in = (ByteBuf) bytes;
    int count = Math.min(expected.remaining(), in.readableBytes());
    expected.put(in.nioBuffer(in.readerIndex(), count));
    in.skipBytes(count);
    try {
      while (!expected.hasRemaining() && !complete) {
        ByteBuffer words = expected.flip();
        hear(context, words);
        // What follows the last word belongs to the link.
        expected = ByteBuffer.allocate(complete ? 0 : Credential.LENGTH);
        int more = Math.min(expected.remaining(), in.readableBytes());
        expected.put(in.nioBuffer(in.readerIndex(), more));
        in.skipBytes(more);
      }
    } catch (CommunicationException e) {
      in.release();
      throw e;
    }
    if (complete && in.isReadable()) {
      context.pipeline().fireChannelRead(in);
    } else {
      in.release();
    }
  }

  private void hear(ChannelHandlerContext context, ByteBuffer words) {
    if (calling) {
      hearAnswer(context, words);
    } else if (hello.length == 0) {
      hearHello(context, words);
    } else {
      byte[] proof = new byte[Credential.LENGTH];
      words.get(proof);
      check(facts.credential().get().accepts(proof, CALLER, hello, nonce), "wrong proof");
      finish(context);
    }
  }

  private void hearHello(ChannelHandlerContext context, ByteBuffer words) {
    check(words.getInt() == MAGIC && words.getInt() == VERSION, "not a rank of scr4j");
    peer = words.getInt();
    check(peer >= 0 && peer < facts.size() && peer != facts.rank(), "not a rank of this step");
    check(words.getInt() == facts.size() && words.getInt() == facts.rank(), "another step");
    hello = new byte[HELLO];
    words.rewind().get(hello);
    nonce = Credential.nonce();
    byte[] proof = facts.credential().get().prove(CALLED, hello, nonce);
    Future<?> unused =
        context.writeAndFlush(Unpooled.wrappedBuffer(nonce, proof), context.voidPromise());
  }

  private void hearAnswer(ChannelHandlerContext context, ByteBuffer words) {
    byte[] theirs = new byte[Credential.LENGTH];
    byte[] proof = new byte[Credential.LENGTH];
    words.get(theirs).get(proof);
    Credential credential = facts.credential().get();
    check(credential.accepts(proof, CALLED, hello, theirs), "the called one proves nothing");
    Future<?> unused =
        context.writeAndFlush(
            Unpooled.wrappedBuffer(credential.prove(CALLER, hello, theirs)), context.voidPromise());
    finish(context);
  }

  private void finish(ChannelHandlerContext context) {
    complete = true;
    Link link = new Link(context.channel(), peer, facts.owner());
    context.pipeline().replace(this, "link", link);
    done.accept(link);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new CommunicationException(otherwise);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    Future<?> unused = context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    failed.accept(reason);
  }
}
