package org.scr4j.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Several checks as one. (Signatures; the bodies follow.) */
public final class NodeChecks {
  private NodeChecks() {}

  /**
   * All checks at once under one deadline; a node's first failure, in the order of the list, wins.
   */
  public static Map<String, Health> all(List<NodeCheck> checks, NodeSet nodes, Duration deadline)
      throws InterruptedException {
    throw new UnsupportedOperationException();
  }
}
