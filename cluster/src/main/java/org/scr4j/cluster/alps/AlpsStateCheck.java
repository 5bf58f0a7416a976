package org.scr4j.cluster.alps;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeSet;

/** What the machine says of nodes, asked for once for all. */
final class AlpsStateCheck implements NodeCheck {

  private final AlpsTools tools;

  AlpsStateCheck(AlpsTools tools) {
    this.tools = tools;
  }

  @Override
  public String name() {
    return "resmgr";
  }

  @Override
  public Map<String, Health> check(NodeSet nodes, Duration deadline)
      throws ClusterException, InterruptedException {
    Map<String, Health> states = tools.states(nodes, deadline);
    Map<String, Health> found = new LinkedHashMap<>();
    for (String node : nodes) {
      found.put(node, states.getOrDefault(node, new Health.Unknown("ALPS says nothing of it")));
    }
    return found;
  }
}
