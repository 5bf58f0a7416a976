package org.scr4j.cluster.flux;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeSet;

/** What Flux says of nodes. */
final class FluxStateCheck implements NodeCheck {

  private final FluxTools tools;

  FluxStateCheck(FluxTools tools) {
    this.tools = tools;
  }

  @Override
  public String name() {
    return "resmgr";
  }

  @Override
  public Map<String, Health> check(NodeSet nodes, Duration deadline)
      throws ClusterException, InterruptedException {
    return judge(nodes, tools.status(deadline));
  }

  /** The findings: a node that Flux does not mention cannot be had. */
  static Map<String, Health> judge(NodeSet nodes, FluxStatus status) {
    Map<String, Health> found = new LinkedHashMap<>();
    for (String node : nodes) {
      found.put(node, status.of(node).orElseGet(() -> new Health.Failed("Flux does not know it")));
    }
    return found;
  }
}
