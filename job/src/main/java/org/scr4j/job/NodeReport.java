package org.scr4j.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
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

  /** Nodes that a run must not use, each with its reason. */
  public Map<String, String> unusable() {
    Map<String, String> all = new LinkedHashMap<>(down);
    unknown.forEach((node, reason) -> all.put(node, "state unknown: " + reason));
    return all;
  }

  /** {@code node: reason} of each unusable node, separated by semicolons. */
  String reasons() {
    return unusable().entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .collect(Collectors.joining("; "));
  }
}
