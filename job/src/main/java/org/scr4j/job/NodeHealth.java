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

/** Tells usable nodes from unusable ones: all checks on all nodes at once, under one deadline. */
public final class NodeHealth {

  /** The reason of a node that the user does not want. */
  static final String EXCLUDED = "excluded by SCR_EXCLUDE_NODES";

  private final List<NodeCheck> checks;
  private final NodeSet excluded;
  private final Duration deadline;

  /**
   * A judge of nodes.
   *
   * @param excluded SCR_EXCLUDE_NODES: held to be unfit without a check
   * @param deadline for all checks on all nodes together
   */
  public NodeHealth(List<NodeCheck> checks, NodeSet excluded, Duration deadline) {
    this.checks = List.copyOf(checks);
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
    Map<String, Health> found = NodeChecks.all(checks, NodeSet.of(asked), deadline);
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
}
