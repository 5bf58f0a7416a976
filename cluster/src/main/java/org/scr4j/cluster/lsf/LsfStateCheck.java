package org.scr4j.cluster.lsf;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeSet;

/** What LSF says of nodes. It notices a death only after minutes; other checks are faster. */
final class LsfStateCheck implements NodeCheck {

  private final LsfTools tools;

  LsfStateCheck(LsfTools tools) {
    this.tools = tools;
  }

  @Override
  public String name() {
    return "resmgr";
  }

  @Override
  public Map<String, Health> check(NodeSet nodes, Duration deadline)
      throws ClusterException, InterruptedException {
    return judge(nodes, tools.hosts(nodes, deadline));
  }

  /**
   * The findings.
   *
   * @param states what {@code bhosts} says of nodes, as far as it lists them
   */
  static Map<String, Health> judge(NodeSet nodes, Map<String, String> states) {
    Map<String, Health> found = new LinkedHashMap<>();
    for (String node : nodes) {
      found.put(
          node,
          states.containsKey(node)
              ? LsfHost.health(states.get(node))
              : new Health.Unknown("bhosts does not list it"));
    }
    return found;
  }
}
