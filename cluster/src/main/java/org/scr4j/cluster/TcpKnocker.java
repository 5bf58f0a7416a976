package org.scr4j.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Connects to many ports at the same time. A port that refuses is as good as one that accepts: the
 * kernel behind it is alive.
 */
final class TcpKnocker implements Liveness.Knocker {

  private static final int MOST_AT_ONCE = 512;

  /** A connection that is being made. */
  private record Knock(InetSocketAddress target, long deadline) {}

  @Override
  public Set<InetSocketAddress> answered(Collection<InetSocketAddress> targets, Duration limit)
      throws IOException, InterruptedException {
    Set<InetSocketAddress> answered = new HashSet<>();
    Deque<InetSocketAddress> waiting = new ArrayDeque<>(new HashSet<>(targets));
    try (Selector selector = Selector.open()) {
      try {
        while (!waiting.isEmpty() || !selector.keys().isEmpty()) {
          while (!waiting.isEmpty() && selector.keys().size() < MOST_AT_ONCE) {
            start(waiting.remove(), limit, selector, answered);
          }
          step(selector, answered);
        }
      } finally {
        for (SelectionKey key : selector.keys()) {
          key.channel().close();
        }
      }
    }
    return answered;
  }

  private static void start(
      InetSocketAddress target, Duration limit, Selector selector, Set<InetSocketAddress> answered)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    boolean pending = false;
    try {
      channel.configureBlocking(false);
      // Closed at once without a farewell: nothing is left behind in either kernel.
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      if (channel.connect(target)) {
        answered.add(target);
      } else {
        Knock knock = new Knock(target, System.nanoTime() + limit.toNanos());
        channel.register(selector, SelectionKey.OP_CONNECT, knock);
        pending = true;
      }
    } catch (IOException e) {
      note(target, e, answered);
    } finally {
      if (!pending) {
        channel.close();
      }
    }
  }

  /** Waits for the next answer or deadline and deals with all that are due. */
  private static void step(Selector selector, Set<InetSocketAddress> answered)
      throws IOException, InterruptedException {
    long now = System.nanoTime();
    long next = Long.MAX_VALUE;
    for (SelectionKey key : selector.keys()) {
      next = Math.min(next, ((Knock) key.attachment()).deadline() - now);
    }
    if (next == Long.MAX_VALUE) {
      return;
    }
    selector.select(Math.max(1, next / 1_000_000 + 1));
    if (Thread.interrupted()) {
      throw new InterruptedException("while nodes were asked for a sign of life");
    }
    for (SelectionKey key : selector.selectedKeys()) {
      finish(key, answered);
    }
    selector.selectedKeys().clear();
    long after = System.nanoTime();
    for (SelectionKey key : Set.copyOf(selector.keys())) {
      if (key.isValid() && ((Knock) key.attachment()).deadline() - after <= 0) {
        key.channel().close();
      }
    }
    // Takes what was closed out of the selector's keys.
    selector.selectNow();
  }

  private static void finish(SelectionKey key, Set<InetSocketAddress> answered) throws IOException {
    InetSocketAddress target = ((Knock) key.attachment()).target();
    try (SocketChannel channel = (SocketChannel) key.channel()) {
      if (channel.finishConnect()) {
        answered.add(target);
      }
    } catch (IOException e) {
      note(target, e, answered);
    }
  }

  /**
   * Within so short a time a ConnectException is a refusal; a host or network that cannot be
   * reached is another exception, and no answer.
   */
  private static void note(
      InetSocketAddress target, IOException fault, Set<InetSocketAddress> answered) {
    if (fault instanceof ConnectException) {
      answered.add(target);
    }
  }
}
