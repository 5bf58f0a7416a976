package org.scr4j.library;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scr4j.config.CheckpointDescriptor;
import org.scr4j.config.GroupDescriptor;
import org.scr4j.redundancy.Placement;
import org.scr4j.redundancy.Scheme;

/**
 * What checkpoint descriptors mean for the redundancy of datasets, on the nodes of a run. The same
 * on all ranks.
 */
final class Protection {

  private static final String NODE = "NODE";
  private static final String WORLD = "WORLD";

  private final List<String> nodes;
  private final List<GroupDescriptor> groups;
  private final Map<CheckpointDescriptor, Scheme> schemes = new LinkedHashMap<>();

  /**
   * Finds the schemes for descriptors.
   *
   * @param nodes the node of each rank
   * @throws ScrException if a node is in no group that a descriptor names
   */
  Protection(
      List<CheckpointDescriptor> descriptors, List<GroupDescriptor> groups, List<String> nodes) {
    this.nodes = List.copyOf(nodes);
    this.groups = groups;
    for (CheckpointDescriptor descriptor : descriptors) {
      schemes.put(descriptor, Placement.strongest(failureGroups(descriptor), wanted(descriptor)));
    }
  }

  /**
   * The scheme of {@code descriptor}, or what comes nearest to it where the ranks are: on one node
   * alone there is no other that could protect it.
   */
  Scheme scheme(CheckpointDescriptor descriptor) {
    return schemes.get(descriptor);
  }

  /** The failure group of {@code node}, by the group that {@code descriptor} names. */
  String failureGroup(CheckpointDescriptor descriptor, String node) {
    return switch (descriptor.group()) {
      case NODE -> node;
      case WORLD -> WORLD;
      default ->
          groups.stream()
              .filter(group -> group.node().equals(node))
              .flatMap(group -> group.values().entrySet().stream())
              .filter(value -> value.getKey().equals(descriptor.group()))
              .map(value -> value.getValue())
              .findFirst()
              .orElseThrow(
                  () ->
                      new ScrException(
                          "node "
                              + node
                              + " has no "
                              + descriptor.group()
                              + " in the GROUPS lines: add it, or set SCR_GROUP to NODE"));
    };
  }

  /** What the user is to know: each descriptor that gets less than it asks for, in a line. */
  List<String> warnings() {
    return schemes.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(wanted(entry.getKey())))
        .map(entry -> warning(entry.getKey(), entry.getValue()))
        .distinct()
        .toList();
  }

  private String warning(CheckpointDescriptor descriptor, Scheme used) {
    Scheme wanted = wanted(descriptor);
    String cannot = wanted.kind() + " cannot protect cached checkpoints there, SINGLE is used";
    if (new HashSet<>(nodes).size() == 1) {
      return "all ranks are on one node: " + cannot;
    }
    if (descriptor.group().equals(WORLD)) {
      return "all ranks are in failure group WORLD: " + cannot;
    }
    Map<String, Integer> ranks = new HashMap<>();
    List<String> failing = failureGroups(descriptor);
    failing.forEach(group -> ranks.merge(group, 1, Integer::sum));
    String most = Collections.max(failing, Comparator.comparing(ranks::get));
    String where =
        ranks.get(most)
            + " of "
            + nodes.size()
            + " ranks are "
            + (descriptor.group().equals(NODE) ? "on node " : "in one " + descriptor.group() + ", ")
            + most
            + ": ";
    return where
        + (used.kind() == Scheme.Kind.SINGLE
            ? cannot
            : wanted.kind()
                + " cannot survive "
                + wanted.failures()
                + " failures there, "
                + used.kind()
                + " that survives "
                + used.failures()
                + " is used");
  }

  private List<String> failureGroups(CheckpointDescriptor descriptor) {
    Map<String, String> byNode = new HashMap<>();
    return nodes.stream()
        .map(node -> byNode.computeIfAbsent(node, one -> failureGroup(descriptor, one)))
        .toList();
  }

  private static Scheme wanted(CheckpointDescriptor descriptor) {
    return switch (descriptor.type()) {
      case SINGLE -> Scheme.single();
      case PARTNER -> Scheme.partner(descriptor.setSize(), 1);
      case XOR -> Scheme.xor(descriptor.setSize());
      case RS -> Scheme.reedSolomon(descriptor.setSize(), descriptor.setFailures());
      case FILE -> throw new IllegalArgumentException("FILE is no scheme");
    };
  }
}
