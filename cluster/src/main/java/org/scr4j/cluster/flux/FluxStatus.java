package org.scr4j.cluster.flux;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;

/**
 * The states of nodes as {@code flux resource status} tells them: {@code avail|node[1-2]|}, {@code
 * drained|node3|disk broken}. A star behind the state means that the broker is not connected: such
 * a node is not in {@code flux resource list} at all, not even among those that are down.
 *
 * @param findings by name of the node
 */
record FluxStatus(Map<String, Health> findings) {

  private static final int FIELDS = 3;
  private static final Health LOST = new Health.Failed("lost: its broker is not connected");

  /** Copies the map. */
  FluxStatus {
    findings = Map.copyOf(findings);
  }

  /** The arguments that ask for it. */
  static List<String> command() {
    return List.of("resource", "status", "-n", "-o", "{state}|{nodelist}|{reason}");
  }

  /**
   * Reads the answer.
   *
   * @throws ClusterException if it is something else
   */
  static FluxStatus parse(String output) throws ClusterException {
    Map<String, Health> findings = new HashMap<>();
    for (String line : output.lines().filter(one -> !one.isBlank()).toList()) {
      String[] fields = line.split("\\|", FIELDS);
      if (fields.length != FIELDS || !fields[0].strip().matches("[A-Za-z]+\\*?")) {
        throw new ClusterException(
            "flux resource status printed '" + FluxText.shown(line) + "' for nodes");
      }
      Health health = judge(fields[0].strip().toLowerCase(Locale.ROOT), fields[2]);
      for (String node : nodes(fields[1])) {
        findings.merge(node, health, FluxStatus::worse);
      }
    }
    if (findings.isEmpty()) {
      throw new ClusterException("flux resource status knows no node");
    }
    return new FluxStatus(findings);
  }

  private static NodeSet nodes(String text) throws ClusterException {
    try {
      return NodeSet.parse(text);
    } catch (NodeSetException e) {
      throw new ClusterException("flux resource status: " + e.getMessage(), e);
    }
  }

  private static Health judge(String state, String reason) {
    String why = FluxText.shown(reason).isEmpty() ? "" : ": " + FluxText.shown(reason);
    return switch (state) {
      case "drained", "draining" -> new Health.Failed(state + why);
      case "exclude", "excluded" -> new Health.Failed("excluded by Flux's configuration");
      case "torpid" -> new Health.Failed("torpid: its broker answers slowly, so no job gets it");
      case "offline" -> LOST;
      default -> state.endsWith("*") ? LOST : new Health.Healthy();
    };
  }

  /** Several brokers may be on one host, in different states. */
  private static Health worse(Health first, Health second) {
    return first instanceof Health.Failed && !LOST.equals(second) ? first : second;
  }

  /** What is known of {@code node}; nothing where the instance does not have it. */
  Optional<Health> of(String node) {
    return Optional.ofNullable(findings.get(node));
  }

  /** Those of {@code nodes} whose brokers are not connected any more. */
  NodeSet lost(NodeSet nodes) {
    return NodeSet.of(nodes.stream().filter(node -> LOST.equals(findings.get(node))).toList());
  }

  /** Those of {@code nodes} that jobs can get. */
  NodeSet usable(NodeSet nodes) {
    return NodeSet.of(
        nodes.stream().filter(node -> findings.get(node) instanceof Health.Healthy).toList());
  }
}
