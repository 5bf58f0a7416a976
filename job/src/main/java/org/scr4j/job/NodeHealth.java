package org.scr4j.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeChecks;
import org.scr4j.cluster.NodeSet;

/**
 * Tells usable nodes from unusable ones, all nodes at once, under one deadline: first by what the
 * scheduler knows, which costs little, then by tests on the network and on the nodes that it holds
 * to be good. Nobody waits for a node that is known to be dead.
 */
public final class NodeHealth {

  /** The reason of a node that the user does not want. */
  static final String EXCLUDED = "excluded by SCR_EXCLUDE_NODES";

  private final List<NodeCheck> first;
  private final List<NodeCheck> then;
  private final NodeSet excluded;
  private final Duration deadline;

  /**
   * A judge of nodes.
   *
   * @param first checks of all nodes
   * @param then checks of those that pass the first ones
   * @param excluded SCR_EXCLUDE_NODES: held to be unfit without a check
   * @param deadline for all checks on all nodes together
   */
  public NodeHealth(
      List<NodeCheck> first, List<NodeCheck> then, NodeSet excluded, Duration deadline) {
    this.first = List.copyOf(first);
    this.then = List.copyOf(then);
    this.excluded = excluded;
    this.deadline = deadline;
  }

  /**
   * Judges {@code nodes}.
   *
   * @param knownDown nodes that are down whatever a check would say, each with its reason
   * @return where excluded nodes are among {@link NodeReport#unfit}, though nobody asked them
   */
  public NodeReport check(NodeSet nodes, Map<String, String> knownDown)
      throws InterruptedException {
    Map<String, String> down = new LinkedHashMap<>();
    Map<String, String> unfit = new LinkedHashMap<>();
    List<String> asked = new ArrayList<>();
    for (String node : nodes) {
      if (knownDown.containsKey(node)) {
        down.put(node, knownDown.get(node));
      } else if (excluded.contains(node)) {
        unfit.put(node, EXCLUDED);
      } else {
        asked.add(node);
      }
    }
    return judge(asked, down, unfit);
  }

  private NodeReport judge(List<String> asked, Map<String, String> down, Map<String, String> unfit)
      throws InterruptedException {
    List<String> up = new ArrayList<>();
    Map<String, String> unknown = new LinkedHashMap<>();
    Map<String, Health> found = find(NodeSet.of(asked));
    for (String node : asked) {
      Health health = found.getOrDefault(node, new Health.Unknown("no check judged it"));
      if (health instanceof Health.Failed failed) {
        down.put(node, failed.reason());
      } else if (health instanceof Health.Unfit drained) {
        unfit.put(node, drained.reason());
      } else if (health instanceof Health.Unknown open) {
        unknown.put(node, open.reason());
      } else {
        up.add(node);
      }
    }
    return new NodeReport(NodeSet.of(up), down, unfit, unknown);
  }

  private Map<String, Health> find(NodeSet nodes) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    Map<String, Health> found = NodeChecks.all(first, nodes, deadline);
    List<String> passed = new ArrayList<>();
    for (String node : nodes) {
      if (!(found.get(node) instanceof Health.Failed
          || found.get(node) instanceof Health.Unknown)) {
        passed.add(node);
      }
    }
    Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    NodeChecks.all(then, NodeSet.of(passed), left)
        .forEach((node, health) -> found.merge(node, health, NodeChecks::worse));
    return found;
  }
}
