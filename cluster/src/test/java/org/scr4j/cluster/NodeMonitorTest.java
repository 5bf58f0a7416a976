package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The thread that looks after nodes; the clock runs a second a look. */
class NodeMonitorTest {

  private static final NodeSet WATCHED = NodeSet.parse("n[1-2]");
  private static final NodeSet OTHERS = NodeSet.of("n3");
  private static final Duration PERIOD = Duration.ofMillis(1);

  private final Set<String> dead = java.util.concurrent.ConcurrentHashMap.newKeySet();
  private final AtomicInteger looks = new AtomicInteger();
  private final BlockingQueue<Map<String, String>> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> blind = new LinkedBlockingQueue<>();
  private volatile boolean broken;

  private final NodeMonitor.Listener listener =
      new NodeMonitor.Listener() {
        @Override
        public void gone(Map<String, String> nodes) {
          told.add(nodes);
        }

        @Override
        public void blind(String reason) {
          blind.add(reason);
        }
      };

  private Liveness liveness() {
    return new Liveness(
        this::addresses,
        () -> true,
        (targets, limit) -> {
          looks.incrementAndGet();
          Set<InetSocketAddress> answered = new HashSet<>(targets);
          answered.removeIf(target -> dead.contains("n" + target.getAddress().getAddress()[3]));
          return answered;
        },
        () -> Duration.ofSeconds(looks.get()).toNanos());
  }

  private Map<String, List<InetSocketAddress>> addresses(NodeSet nodes) throws ClusterException {
    if (broken) {
      throw new ClusterException("no addresses");
    }
    Map<String, List<InetSocketAddress>> all = new HashMap<>();
    nodes.forEach(
        node -> all.put(node, List.of(new InetSocketAddress("192.0.2." + node.charAt(1), 7))));
    return all;
  }

  @Test
  void aNodeOfTheStepThatIsGoneIsTold() throws Exception {
    dead.add("n2");
    try (NodeMonitor monitor = new NodeMonitor(liveness(), WATCHED, OTHERS, PERIOD, listener)) {
      assertThat(told.poll(30, TimeUnit.SECONDS)).containsOnlyKeys("n2");
    }
    assertThat(told).as("it is told once").isEmpty();
  }

  @Test
  void aSpareThatIsGoneIsNot() throws Exception {
    dead.add("n3");
    try (NodeMonitor monitor = new NodeMonitor(liveness(), WATCHED, OTHERS, PERIOD, listener)) {
      int enough = 20;
      while (looks.get() < enough) {
        Thread.onSpinWait();
      }
    }
    assertThat(told).isEmpty();
  }

  @Test
  void whatHindersItIsToldOnce() throws Exception {
    broken = true;
    try (NodeMonitor monitor = new NodeMonitor(liveness(), WATCHED, OTHERS, PERIOD, listener)) {
      assertThat(blind.poll(30, TimeUnit.SECONDS)).isEqualTo("no addresses");
      broken = false;
      dead.add("n1");
      assertThat(told.poll(30, TimeUnit.SECONDS)).containsOnlyKeys("n1");
    }
    assertThat(blind).isEmpty();
  }

  @Test
  void thatNobodyAnswersIsToldOnceAndEndsNothing() throws Exception {
    dead.addAll(Set.of("n1", "n2", "n3"));
    try (NodeMonitor monitor = new NodeMonitor(liveness(), WATCHED, OTHERS, PERIOD, listener)) {
      assertThat(blind.poll(30, TimeUnit.SECONDS))
          .isEqualTo("no answer from n[1-3]; it may be this host that is cut off");
      int enough = looks.get() + 40;
      while (looks.get() < enough) {
        Thread.onSpinWait();
      }
    }
    assertThat(told).isEmpty();
    assertThat(blind).isEmpty();
  }
}
