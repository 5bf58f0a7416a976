package org.scr4j.cluster.local;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeSet;

/** What the cluster itself says of its nodes. */
final class LocalStateCheck implements NodeCheck {

  private final LocalCluster cluster;

  LocalStateCheck(LocalCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public String name() {
    return "resmgr";
  }

  @Override
  public Map<String, Health> check(NodeSet nodes, Duration deadline) throws ClusterException {
    Map<String, Health> found = new LinkedHashMap<>();
    for (String name : nodes) {
      if (!cluster.nodes().contains(name)) {
        found.put(name, new Health.Failed("not a node of the virtual cluster"));
        continue;
      }
      LocalNode node = cluster.node(name);
      found.put(name, node.up() ? new Health.Healthy() : new Health.Failed(node.reason()));
    }
    return found;
  }
}
