package org.scr4j.redundancy;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.scr4j.kvtree.KvTree;

/**
 * One rank's place in a redundancy set: redset's DESC.
 *
 * @param type the method in redset's spelling, {@code XOR}
 * @param group the set's number, from 0
 * @param groups number of sets
 * @param member the rank's place in its set, from 0
 * @param size ranks in the set
 * @param failures members that may be lost: PARTNER's copies of each rank's files, RS's checks, 1
 *     for XOR; 0 for SINGLE and for a method that this version does not know
 * @param rank the rank in the job
 * @param ranks ranks of the job
 */
public record Descriptor(
    String type, int group, int groups, int member, int size, int failures, int rank, int ranks) {

  private static final String COPIES = "REPLICAS";
  private static final String CHECKS = "CKSUM";

  /** The place of {@code rank} in {@code placement}. */
  static Descriptor of(Scheme scheme, Placement placement, int rank, int ranks) {
    return new Descriptor(
        scheme.kind().name(),
        placement.setOf(rank),
        placement.sets().size(),
        placement.memberOf(rank),
        placement.members(rank).size(),
        scheme.failures(),
        rank,
        ranks);
  }

  /**
   * Reads a DESC tree.
   *
   * @param where named in errors: the file
   * @throws IOException if a number is missing, out of range, or contradicts another
   */
  public static Descriptor parse(KvTree tree, Object where) throws IOException {
    String type = Trees.text(tree, "TYPE", where).toUpperCase(Locale.ROOT);
    int ranks = Trees.count(tree, "WRANKS", 1, Integer.MAX_VALUE, where);
    int size = Trees.count(tree, "RANKS", 1, ranks, where);
    int groups = Trees.count(tree, "GROUPS", 1, ranks, where);
    return new Descriptor(
        type,
        Trees.count(tree, "GROUP", 0, groups - 1, where),
        groups,
        Trees.count(tree, "RANK", 0, size - 1, where),
        size,
        failures(tree, type, size, where),
        Trees.count(tree, "WRANK", 0, ranks - 1, where),
        ranks);
  }

  private static int failures(KvTree tree, String type, int size, Object where) throws IOException {
    return switch (kind(type).orElse(Scheme.Kind.SINGLE)) {
      case SINGLE -> 0;
      case XOR -> 1;
      case PARTNER -> Trees.count(tree, COPIES, 1, size - 1, where);
      case RS ->
          Trees.count(tree, CHECKS, 1, Math.min(size, GaloisField.SIZE - size + 1) - 1, where);
    };
  }

  /** As redset writes it. */
  KvTree toTree() {
    KvTree tree = new KvTree();
    tree.setValue("ENABLED", 1);
    tree.setValue("TYPE", type);
    tree.setValue("GROUP", group);
    tree.setValue("GROUPS", groups);
    tree.setValue("RANK", member);
    tree.setValue("RANKS", size);
    if (type.equals(Scheme.Kind.PARTNER.name())) {
      tree.setValue(COPIES, failures);
    }
    if (type.equals(Scheme.Kind.RS.name())) {
      tree.setValue(CHECKS, failures);
    }
    tree.setValue("WRANK", rank);
    tree.setValue("WRANKS", ranks);
    return Trees.sorted(tree);
  }

  /** The method, where this version knows it. */
  public Optional<Scheme.Kind> kind() {
    return kind(type);
  }

  private static Optional<Scheme.Kind> kind(String type) {
    for (Scheme.Kind kind : Scheme.Kind.values()) {
      if (kind.name().equals(type)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Of how many members before it in the set a member keeps the records. */
  int guarded() {
    return failures;
  }

  /** The member that is {@code distance} before this one; the set is a ring. */
  int before(int distance) {
    return Math.floorMod(member - distance, size);
  }

  /** The member that is {@code distance} behind this one. */
  int behind(int distance) {
    return Math.floorMod(member + distance, size);
  }

  /** Whether {@code other} describes a member of the same set. */
  boolean sameSet(Descriptor other) {
    return type.equals(other.type)
        && group == other.group
        && groups == other.groups
        && size == other.size
        && failures == other.failures
        && ranks == other.ranks;
  }

  /** Why a set of this method cannot be rebuilt, whatever is left of it. */
  String unsupported() {
    return "sets of method " + type + " cannot be rebuilt by this version";
  }

  /** The name of this member's redundancy file. */
  RedsetName fileName(String prefix) {
    return new RedsetName(prefix, rank, type.toLowerCase(Locale.ROOT), group, groups, member, size);
  }

  /** {@code set 1 of 2}. */
  String setName() {
    return "set " + (group + 1) + " of " + groups;
  }
}
