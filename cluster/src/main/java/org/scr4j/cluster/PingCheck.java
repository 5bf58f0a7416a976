package org.scr4j.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Whether nodes can be reached over the network: {@code ping} in {@code SCR_NODE_TESTS}. All nodes
 * are asked at once, by {@link Liveness}, which needs no privilege and no program.
 *
 * <p>It finds nodes that are gone beyond doubt, and holds nothing against any other: a firewall may
 * keep silent for a node that works, so that silence alone is no finding.
 */
public final class PingCheck implements NodeCheck {

  /** Its name. */
  public static final String NAME = "ping";

  /** To prove that a node is gone takes less; more is not spent on it. */
  private static final Duration MOST = Duration.ofSeconds(8);

  private final Liveness liveness;
  private final Consumer<String> notes;

  /**
   * A check by {@code liveness}.
   *
   * @param notes gets one line where nodes cannot be asked at all
   */
  public PingCheck(Liveness liveness, Consumer<String> notes) {
    this.liveness = liveness;
    this.notes = notes;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Health> check(NodeSet nodes, Duration deadline) throws InterruptedException {
    Map<String, String> gone = gone(nodes, deadline.compareTo(MOST) < 0 ? deadline : MOST);
    Map<String, Health> found = new LinkedHashMap<>();
    for (String node : nodes) {
      String reason = gone.get(node);
      found.put(node, reason == null ? new Health.Healthy() : new Health.Failed(reason));
    }
    return found;
  }

  private Map<String, String> gone(NodeSet nodes, Duration limit) throws InterruptedException {
    try {
      return liveness.find(nodes, NodeSet.empty(), limit);
    } catch (ClusterException e) {
      notes.accept("check " + NAME + " cannot be made: " + e.getMessage());
      return Map.of();
    }
  }
}
