package org.scr4j.cluster.pbs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;

/**
 * The scheduler's nodes by every name that the node file may have for them: a host may be called
 * with or without its domain, and may have several nodes.
 */
final class PbsNodes {

  private final Map<String, List<PbsNode>> byName = new HashMap<>();
  private final Map<String, List<PbsNode>> byShortName = new HashMap<>();
  private final Map<String, Set<String>> longNames = new HashMap<>();

  PbsNodes(List<PbsNode> nodes) {
    for (PbsNode node : nodes) {
      Set<String> names = new HashSet<>(node.aliases());
      names.add(node.name());
      Set<String> shorts = new HashSet<>();
      for (String name : names) {
        byName.computeIfAbsent(name, key -> new ArrayList<>()).add(node);
        shorts.add(shortName(name));
        if (name.indexOf('.') > 0) {
          longNames.computeIfAbsent(shortName(name), key -> new HashSet<>()).add(name);
        }
      }
      shorts.forEach(name -> byShortName.computeIfAbsent(name, key -> new ArrayList<>()).add(node));
    }
  }

  /** A host without its domain. */
  static String shortName(String host) {
    int dot = host.indexOf('.');
    return dot > 0 ? host.substring(0, dot) : host;
  }

  /** The nodes that {@code host} is, none where it is not known or might be several hosts. */
  private List<PbsNode> find(String host) {
    List<PbsNode> exact = byName.get(host);
    if (exact != null) {
      return exact;
    }
    String name = shortName(host);
    boolean clear = longNames.getOrDefault(name, Set.of()).size() <= 1;
    return clear ? byShortName.getOrDefault(name, List.of()) : List.of();
  }

  /**
   * What the scheduler's words mean for each of {@code nodes}.
   *
   * @param members hosts that the job has now; empty where that is not known
   */
  Map<String, Health> judge(NodeSet nodes, List<String> members) {
    Set<String> present = new HashSet<>();
    members.forEach(member -> present.add(shortName(member)));
    Map<String, Health> found = new LinkedHashMap<>();
    for (String node : nodes) {
      Health health = worst(find(node));
      boolean left = !present.isEmpty() && !present.contains(shortName(node));
      found.put(
          node,
          left && !(health instanceof Health.Failed)
              ? new Health.Failed("PBS: the job has it no more")
              : health);
    }
    return found;
  }

  private static Health worst(List<PbsNode> nodes) {
    Health worst =
        nodes.isEmpty() ? new Health.Unknown("PBS says nothing of it") : new Health.Healthy();
    for (PbsNode node : nodes) {
      Health health = node.health();
      if (health instanceof Health.Failed) {
        return health;
      }
      if (health instanceof Health.Unknown) {
        worst = health;
      }
    }
    return worst;
  }
}
