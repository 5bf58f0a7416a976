package org.scr4j.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.scr4j.cluster.FoldedOutput;
import org.scr4j.cluster.NodeSet;

/**
 * What the checks found of a set of nodes at one moment. Each node is in exactly one of the four
 * parts.
 *
 * @param up usable nodes, in the order of the allocation
 * @param down unusable nodes that nothing can be had from, each with its reason
 * @param unfit nodes that answer and must not be used for a run, such as drained ones, each with
 *     its reason; what they have in cache can be copied
 * @param unknown nodes of which no check came to a result, each with its reason; they are neither
 *     used for a run nor held to be dead
 */
public record NodeReport(
    NodeSet up, Map<String, String> down, Map<String, String> unfit, Map<String, String> unknown) {

  /** Copies the maps. */
  public NodeReport {
    down = Collections.unmodifiableMap(new LinkedHashMap<>(down));
    unfit = Collections.unmodifiableMap(new LinkedHashMap<>(unfit));
    unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
  }

  /** Those of {@code nodes} that a run must not use, in that order, each with its reason. */
  public Map<String, String> unusable(NodeSet nodes) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String node : nodes) {
      if (down.containsKey(node)) {
        found.put(node, down.get(node));
      } else if (unfit.containsKey(node)) {
        found.put(node, unfit.get(node));
      } else if (unknown.containsKey(node)) {
        found.put(node, "state unknown: " + unknown.get(node));
      }
    }
    return found;
  }

  /** Reasons of all unusable nodes, equal ones once, separated by semicolons. */
  String reasons() {
    Map<String, String> texts = new LinkedHashMap<>(down);
    texts.putAll(unfit);
    unknown.forEach((node, reason) -> texts.put(node, "state unknown: " + reason));
    return String.join("; ", FoldedOutput.lines(texts));
  }
}
