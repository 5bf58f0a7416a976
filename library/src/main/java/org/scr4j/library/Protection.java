package org.scr4j.library;

import java.util.List;
import org.scr4j.config.CheckpointDescriptor;
import org.scr4j.config.GroupDescriptor;
import org.scr4j.redundancy.Scheme;

/** What a checkpoint descriptor means for the redundancy of a dataset. */
final class Protection {

  private static final String NODE = "NODE";
  private static final String WORLD = "WORLD";

  private Protection() {}

  /** The scheme of {@code descriptor}. */
  static Scheme scheme(CheckpointDescriptor descriptor) {
    return switch (descriptor.type()) {
      case SINGLE -> Scheme.single();
      case PARTNER -> Scheme.partner(descriptor.setSize(), 1);
      case XOR -> Scheme.xor(descriptor.setSize());
      case RS -> Scheme.reedSolomon(descriptor.setSize(), descriptor.setFailures());
      case FILE -> throw new IllegalArgumentException("FILE is no scheme");
    };
  }

  /**
   * The scheme of {@code descriptor} for a run on {@code nodes} nodes: on one alone there is no
   * other that could protect it.
   */
  static Scheme scheme(CheckpointDescriptor descriptor, long nodes) {
    Scheme wanted = scheme(descriptor);
    return nodes == 1 && descriptor.group().equals(NODE) ? Scheme.single() : wanted;
  }

  /** The failure group of {@code node}, by the group that {@code descriptor} names. */
  static String failureGroup(
      CheckpointDescriptor descriptor, List<GroupDescriptor> groups, String node) {
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
}
