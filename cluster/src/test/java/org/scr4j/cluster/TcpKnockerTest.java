package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Real connections on this machine. */
class TcpKnockerTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final TcpKnocker knocker = new TcpKnocker();

  @Test
  void anOpenPortAndAClosedOneBothAnswer() throws Exception {
    try (ServerSocket open = new ServerSocket(0, 50, HERE)) {
      int closed;
      try (ServerSocket other = new ServerSocket(0, 50, HERE)) {
        closed = other.getLocalPort();
      }
      Set<InetSocketAddress> targets =
          Set.of(
              new InetSocketAddress(HERE, open.getLocalPort()),
              new InetSocketAddress(HERE, closed));
      assertThat(knocker.answered(targets, LIMIT)).isEqualTo(targets);
    }
  }

  @Test
  void aPortThatLetsNobodyInDoesNot() throws Exception {
    // A full queue of connections: the kernel drops what comes, as if nobody were there.
    try (ServerSocket full = new ServerSocket(0, 1, HERE)) {
      InetSocketAddress target = new InetSocketAddress(HERE, full.getLocalPort());
      List<java.nio.channels.SocketChannel> queue = new ArrayList<>();
      try {
        for (int i = 0; i < 16; i++) {
          java.nio.channels.SocketChannel channel = java.nio.channels.SocketChannel.open();
          channel.configureBlocking(false);
          channel.connect(target);
          queue.add(channel);
        }
        assertThat(knocker.answered(List.of(target), Duration.ofMillis(200))).isEmpty();
      } finally {
        for (java.nio.channels.SocketChannel channel : queue) {
          channel.close();
        }
      }
    }
  }

  @Test
  void moreTargetsThanAreAskedAtOnceAreAllAsked() throws Exception {
    try (ServerSocket open = new ServerSocket(0, 5000, HERE)) {
      List<InetSocketAddress> targets = new ArrayList<>();
      for (int i = 1; i <= 2000; i++) {
        byte[] address = {127, 1, (byte) (i / 256), (byte) (i % 256)};
        targets.add(new InetSocketAddress(InetAddress.getByAddress(address), 7));
      }
      targets.add(new InetSocketAddress(HERE, open.getLocalPort()));
      assertThat(knocker.answered(targets, LIMIT)).hasSize(targets.size());
    }
  }

  @Test
  void nothingToAskIsAnsweredAtOnce() throws Exception {
    assertThat(knocker.answered(Set.of(), LIMIT)).isEmpty();
  }
}
