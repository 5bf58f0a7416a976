package org.scr4j.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.NodeSet;

/**
 * What the checks found of a set of nodes at one moment. Each node is in exactly one of the three
 * parts.
 *
 * @param up usable nodes, in the order of the allocation
 * @param down unusable nodes, each with its reason
 * @param unknown nodes of which no check came to a result, each with its reason; they are neither
 *     used for a run nor held to be dead
 */
public record NodeReport(NodeSet up, Map<String, String> down, Map<String, String> unknown) {

  /** Copies the maps. */
  public NodeReport {
    down = Collections.unmodifiableMap(new LinkedHashMap<>(down));
    unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
  }

  /** Those of {@code nodes} that a run must not use, in that order, each with its reason. */
  public Map<String, String> unusable(NodeSet nodes) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String node : nodes) {
      if (down.containsKey(node)) {
        found.put(node, down.get(node));
      } else if (unknown.containsKey(node)) {
        found.put(node, "state unknown: " + unknown.get(node));
      }
    }
    return found;
  }

  /** {@code node: reason} of each unusable node, separated by semicolons. */
  String reasons() {
    List<String> texts = new ArrayList<>();
    down.forEach((node, reason) -> texts.add(node + ": " + reason));
    unknown.forEach((node, reason) -> texts.add(node + ": state unknown: " + reason));
    return String.join("; ", texts);
  }
}
