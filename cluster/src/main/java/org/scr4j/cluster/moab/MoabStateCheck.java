package org.scr4j.cluster.moab;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeChecks;
import org.scr4j.cluster.NodeSet;

/**
 * What MOAB says of nodes beside what it schedules for. Many sites let users not ask it, so that it
 * can only add faults; where nobody else can be asked its word alone counts.
 */
final class MoabStateCheck implements NodeCheck {

  private final MoabTools tools;
  private final List<NodeCheck> others;

  MoabStateCheck(MoabTools tools, List<NodeCheck> others) {
    this.tools = tools;
    this.others = List.copyOf(others);
  }

  @Override
  public String name() {
    return "resmgr";
  }

  @Override
  public Map<String, Health> check(NodeSet nodes, Duration deadline)
      throws ClusterException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    Map<String, Health> found = new LinkedHashMap<>();
    if (!others.isEmpty()) {
      found.putAll(NodeChecks.all(others, nodes, deadline.multipliedBy(2).dividedBy(3)));
    }
    Map<String, String> states;
    try {
      states = tools.nodes(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    } catch (ClusterException e) {
      if (others.isEmpty()) {
        throw e;
      }
      return found;
    }
    for (String node : nodes) {
      Health known = found.getOrDefault(node, new Health.Unknown("MOAB says nothing of it"));
      String state = states.get(node);
      if (state != null && !(known instanceof Health.Failed)) {
        Health health = MoabNode.health(state);
        boolean adds = others.isEmpty() || health instanceof Health.Failed;
        known = adds ? health : known;
      }
      found.put(node, known);
    }
    return found;
  }
}
