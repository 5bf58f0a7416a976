package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When silence is a proof. Addresses are those of documentation (RFC 5737); time is made. */
class LivenessTest {

  private static final NodeSet NODES = NodeSet.parse("n[1-3]");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Set<String> dead = new HashSet<>();
  private final Set<Integer> closedPorts = new HashSet<>();
  private long now;
  private boolean witness = true;

  private final Liveness liveness =
      new Liveness(
          LivenessTest::addresses,
          () -> witness,
          (targets, limit) -> {
            Set<InetSocketAddress> answered = new HashSet<>();
            boolean waited = false;
            for (InetSocketAddress target : targets) {
              boolean answers =
                  !dead.contains(node(target)) && !closedPorts.contains(target.getPort());
              waited |= !answers;
              if (answers) {
                answered.add(target);
              }
            }
            now += waited ? limit.toNanos() : 1;
            return answered;
          },
          () -> now);

  private static Map<String, List<InetSocketAddress>> addresses(NodeSet nodes) {
    Map<String, List<InetSocketAddress>> all = new HashMap<>();
    for (String node : nodes) {
      String host = "192.0.2." + node.substring(1);
      all.put(node, List.of(new InetSocketAddress(host, 7), new InetSocketAddress(host, 6818)));
    }
    return all;
  }

  private static String node(InetSocketAddress target) {
    return "n" + target.getAddress().getAddress()[3];
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void whoAnswersIsAlive() throws Exception {
    assertThat(liveness.ask(NODES).isEmpty()).isTrue();
    assertThat(liveness.gone("n1")).isEmpty();
  }

  @Test
  void oneOpenPortOfSeveralIsEnough() throws Exception {
    closedPorts.add(7);
    for (int i = 0; i < 10; i++) {
      assertThat(liveness.ask(NODES).isEmpty()).isTrue();
    }
  }

  @Test
  void silenceIsProvenByTimeAndRepetition() throws Exception {
    liveness.ask(NODES);
    dead.add("n2");
    long start = now;
    while (liveness.gone("n2").isEmpty()) {
      assertThat(liveness.ask(NODES)).isEqualTo(NodeSet.of("n2"));
    }
    assertThat(now - start).isBetween(Liveness.PROOF.toNanos(), SECOND.multipliedBy(7).toNanos());
    assertThat(liveness.gone("n2").orElseThrow()).startsWith("no sign of life on the network for ");
    assertThat(liveness.gone("n1")).isEmpty();
  }

  @Test
  void aCutOfThreeSecondsEndsNothing() throws Exception {
    liveness.ask(NODES);
    dead.add("n2");
    long start = now;
    while (now - start < SECOND.multipliedBy(3).toNanos()) {
      liveness.ask(NODES);
      assertThat(liveness.gone("n2")).isEmpty();
    }
    dead.clear();
    liveness.ask(NODES);
    dead.add("n2");
    liveness.ask(NODES);
    assertThat(liveness.gone("n2")).isEmpty();
  }

  @Test
  void whereNobodyAnswersItMayBeThisHostThatIsCutOff() throws Exception {
    liveness.ask(NODES);
    NODES.forEach(dead::add);
    for (int i = 0; i < 20; i++) {
      liveness.ask(NODES);
    }
    assertThat(NODES.stream().filter(node -> liveness.gone(node).isPresent())).isEmpty();
  }

  @Test
  void ofOneNodeAloneAWitnessTellsWhetherTheNetworkWorks() throws Exception {
    NodeSet one = NodeSet.of("n1");
    liveness.ask(one);
    dead.add("n1");
    witness = false;
    for (int i = 0; i < 20; i++) {
      liveness.ask(one);
    }
    assertThat(liveness.gone("n1")).isEmpty();
    witness = true;
    for (int i = 0; i < 10; i++) {
      liveness.ask(one);
    }
    assertThat(liveness.gone("n1")).isPresent();
  }

  @Test
  void aLoneNodeThatWasNeverHeardOfIsNotJudged() throws Exception {
    NodeSet one = NodeSet.of("n1");
    dead.add("n1");
    for (int i = 0; i < 20; i++) {
      liveness.ask(one);
    }
    assertThat(liveness.gone("n1")).isEmpty();
  }

  @Test
  void aProofGrowsStale() throws Exception {
    dead.add("n2");
    while (liveness.gone("n2").isEmpty()) {
      liveness.ask(NODES);
    }
    pass(SECOND.multipliedBy(30));
    assertThat(liveness.gone("n2")).isEmpty();
  }

  @Test
  void allAreAskedUntilEachIsKnown() throws Exception {
    dead.add("n3");
    assertThat(liveness.find(NodeSet.of("n3"), NODES, SECOND.multipliedBy(20)).keySet())
        .containsExactly("n3");
    long before = now;
    assertThat(liveness.find(NODES, NODES, SECOND.multipliedBy(20)).keySet()).containsExactly("n3");
    assertThat(now - before).as("what is proven is not proven again").isLessThan(1000);
  }

  @Test
  void findingDoesNotTakeLongerThanItMay() throws Exception {
    dead.add("n3");
    assertThat(liveness.find(NODES, NODES, SECOND)).isEmpty();
  }
}
