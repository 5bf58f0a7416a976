package org.scr4j.cluster;

import java.time.Duration;
import java.util.Map;

/** One way to tell usable nodes from unusable ones. */
public interface NodeCheck {

  /** Its name in {@code SCR_NODE_TESTS} and in logs. */
  String name();

  /**
   * Judges every node of {@code nodes}, all at once.
   *
   * @param deadline for all nodes together; a node that has not answered by then is {@link
   *     Health.Unknown}
   * @return a finding for each node of {@code nodes}, and for no other
   * @throws ClusterException if the check as a whole cannot be made
   */
  Map<String, Health> check(NodeSet nodes, Duration deadline)
      throws ClusterException, InterruptedException;
}
