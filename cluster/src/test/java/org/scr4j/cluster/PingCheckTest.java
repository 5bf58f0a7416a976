package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many nodes at once, on a clock that is made; addresses are those of documentation (RFC 5737). */
@Timeout(30)
class PingCheckTest {

  private static final NodeSet NODES = NodeSet.parse("n[1-200]");
  private static final Duration LONG = Duration.ofSeconds(10);

  private final Set<String> silent = new HashSet<>();
  private final List<String> notes = new ArrayList<>();
  private boolean unknownAddresses;
  private long now;
  private int rounds;

  private Map<String, Health> check() throws InterruptedException {
    Liveness liveness =
        new Liveness(
            this::addresses,
            () -> false,
            (targets, limit) -> {
              rounds++;
              Set<InetSocketAddress> answered = new HashSet<>(targets);
              answered.removeIf(target -> silent.contains("n" + (target.getPort() - 1000)));
              now += answered.size() < targets.size() ? limit.toNanos() : 1;
              return answered;
            },
            () -> now);
    return new PingCheck(liveness, notes::add).check(NODES, LONG);
  }

  private Map<String, List<InetSocketAddress>> addresses(NodeSet nodes) throws ClusterException {
    if (unknownAddresses) {
      throw new ClusterException("no name server answers");
    }
    Map<String, List<InetSocketAddress>> all = new HashMap<>();
    for (String node : nodes) {
      int port = 1000 + Integer.parseInt(node.substring(1));
      all.put(node, List.of(new InetSocketAddress("192.0.2.1", port)));
    }
    return all;
  }

  @Test
  void deadNodesAreFoundTogetherNotOneAfterAnother() throws Exception {
    for (int i = 1; i <= 20; i++) {
      silent.add("n" + i);
    }
    Map<String, Health> found = check();

    assertThat(found.keySet()).containsExactlyElementsOf(NODES);
    found.forEach(
        (node, health) ->
            assertThat(health instanceof Health.Failed).as(node).isEqualTo(silent.contains(node)));
    assertThat(Duration.ofNanos(now)).as("one proof for all").isLessThan(Duration.ofSeconds(9));
    assertThat(rounds).isLessThan(30);
  }

  @Test
  void whereNobodyAnswersItMayBeAFirewallAndNobodyIsBlamed() throws Exception {
    NODES.forEach(silent::add);
    assertThat(check().values()).containsOnly(new Health.Healthy());
  }

  @Test
  void whereNodesCannotBeAskedThatIsSaidAndNobodyIsBlamed() throws Exception {
    unknownAddresses = true;
    assertThat(check().values()).containsOnly(new Health.Healthy());
    assertThat(notes).containsExactly("check ping cannot be made: no name server answers");
  }
}
