package org.scr4j.library.comm;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sockets and the one thread that serves them. */
final class Network implements AutoCloseable {

  private static final int LITTLE_WAITS = 128 << 10;
  private static final int MUCH_WAITS = 512 << 10;
  private static final int CONNECT_MILLIS = 10_000;

  // As many callers may be half way through their greeting; more are turned away.
  private static final int STRANGERS = 1024;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, Network::thread, NioIoHandler.newFactory());
  private final EventExecutor executor = group.next();

  // One small arena: two threads use it, for what is read and for short messages.
  private final ByteBufAllocator memory =
      new PooledByteBufAllocator(true, 0, 1, 8 << 10, 8, 0, 0, false);

  private int strangers;

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "scr4j-network");
    thread.setDaemon(true);
    return thread;
  }

  /** The network's thread. */
  EventExecutor executor() {
    return executor;
  }

  /** Listens at a free port of {@code host}; every caller is greeted. */
  InetSocketAddress listen(InetAddress host, Greeting.Context facts, Consumer<Link> arrived) {
    ServerBootstrap server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.ALLOCATOR, memory)
            .option(ChannelOption.SO_BACKLOG, Math.max(128, facts.size()))
            .childHandler(handler(() -> greeting(facts, arrived)));
    options(server::childOption);
    ChannelFuture bound = server.bind(host, 0).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new CommunicationException(
          "cannot listen on " + host.getHostAddress() + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private ChannelHandler greeting(Greeting.Context facts, Consumer<Link> arrived) {
    if (strangers >= STRANGERS) {
      return new TurnAway();
    }
    strangers++;
    return Greeting.called(
        facts,
        link -> {
          strangers--;
          arrived.accept(link);
        },
        () -> strangers--);
  }

  private static final class TurnAway extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      Future<?> unused = context.close();
    }
  }

  /** Connects in the background; one of the two is told how it ends. */
  void connect(
      InetSocketAddress address,
      Greeting.Context facts,
      int peer,
      Consumer<Link> done,
      Consumer<String> failed) {
    Bootstrap client =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .handler(handler(() -> Greeting.calling(facts, peer, done, failed)));
    options(client::option);
    client
        .connect(address)
        .addListener(
            (Future<? super Void> connected) -> {
              if (!connected.isSuccess()) {
                failed.accept(connected.cause().getMessage());
              }
            });
  }

  private interface Options {
    <T> Object set(ChannelOption<T> option, T value);
  }

  private void options(Options options) {
    options.set(ChannelOption.ALLOCATOR, memory);
    options.set(ChannelOption.TCP_NODELAY, true);
    options.set(ChannelOption.SO_KEEPALIVE, true);
    options.set(
        ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LITTLE_WAITS, MUCH_WAITS));
  }

  private static ChannelInitializer<Channel> handler(Supplier<ChannelHandler> first) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        Arrivals arrivals = new Arrivals();
        channel.config().setRecvByteBufAllocator(arrivals);
        channel.attr(Arrivals.KEY).set(arrivals);
        channel.pipeline().addLast(first.get());
      }
    };
  }

  /** Ends all connections and the thread. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }
}
