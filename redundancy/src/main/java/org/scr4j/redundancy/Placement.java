package org.scr4j.redundancy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which ranks protect each other. No two ranks of a failure group are in one set, so that a failing
 * group takes one member of a set at most.
 *
 * <p>The same sets in the same order as redset's: ranks that come n-th within their failure group
 * form a row; a row is cut into sets of the wanted size, what is left over being spread over the
 * first sets; sets are numbered by their lowest rank. Where nodes have different numbers of ranks,
 * the last rows may be too short for a scheme. Then all ranks are dealt to sets in turn, group
 * after group; redset would end the program.
 */
public final class Placement {

  private final List<List<Integer>> sets;
  private final int[] setOf;
  private final int[] memberOf;

  private Placement(List<List<Integer>> sets, int ranks) {
    this.sets = Collections.unmodifiableList(sets);
    this.setOf = new int[ranks];
    this.memberOf = new int[ranks];
    for (int set = 0; set < sets.size(); set++) {
      List<Integer> members = sets.get(set);
      for (int member = 0; member < members.size(); member++) {
        setOf[members.get(member)] = set;
        memberOf[members.get(member)] = member;
      }
    }
  }

  /**
   * The sets for a scheme, with more members than it has failures where that can be.
   *
   * @param failureGroupByRank the failure group (by default the node) of each rank
   */
  public static Placement of(List<String> failureGroupByRank, Scheme scheme) {
    if (scheme.kind() == Scheme.Kind.SINGLE) {
      return alone(failureGroupByRank.size());
    }
    Placement rows = of(failureGroupByRank, scheme.setSize());
    boolean tooShort = rows.sets().stream().anyMatch(set -> set.size() <= scheme.failures());
    return tooShort && strongest(failureGroupByRank, scheme).equals(scheme)
        ? dealt(failureGroupByRank, scheme)
        : rows;
  }

  /**
   * What protects best where {@code wanted} may be too much for where the ranks are: the same with
   * fewer failures, or nothing. A set has one member of a failure group at most, so there are as
   * many sets as the largest group has ranks, and each needs more members than it has failures.
   *
   * @param failureGroupByRank the failure group (by default the node) of each rank
   */
  public static Scheme strongest(List<String> failureGroupByRank, Scheme wanted) {
    int ranks = failureGroupByRank.size();
    int failures = ranks == 0 ? 0 : ranks / largest(failureGroupByRank) - 1;
    if (failures >= wanted.failures()) {
      return wanted;
    }
    if (failures == 0) {
      return Scheme.single();
    }
    return wanted.kind() == Scheme.Kind.RS && failures == 1
        ? Scheme.xor(wanted.setSize())
        : new Scheme(wanted.kind(), wanted.setSize(), failures);
  }

  private static int largest(List<String> groups) {
    Map<String, Integer> ranks = new HashMap<>();
    groups.forEach(group -> ranks.merge(group, 1, Integer::sum));
    return Collections.max(ranks.values());
  }

  private static Placement dealt(List<String> groups, Scheme scheme) {
    int ranks = groups.size();
    int count =
        Math.min(
            Math.max(largest(groups), ranks / scheme.setSize()), ranks / (scheme.failures() + 1));
    Map<String, List<Integer>> members = new LinkedHashMap<>();
    for (int rank = 0; rank < ranks; rank++) {
      members.computeIfAbsent(groups.get(rank), group -> new ArrayList<>()).add(rank);
    }
    List<List<Integer>> sets = new ArrayList<>();
    for (int set = 0; set < count; set++) {
      sets.add(new ArrayList<>());
    }
    int next = 0;
    for (List<Integer> group : members.values()) {
      for (int rank : group) {
        sets.get(next++ % count).add(rank);
      }
    }
    sets.forEach(Collections::sort);
    sets.sort(Comparator.comparing(set -> set.get(0)));
    return new Placement(sets, ranks);
  }

  /**
   * Sets over failure groups.
   *
   * @param failureGroupByRank the failure group (by default the node) of each rank
   * @param setSize ranks in a set, where there are enough failure groups
   */
  public static Placement of(List<String> failureGroupByRank, int setSize) {
    if (setSize < 1) {
      throw new IllegalArgumentException("a set has at least 1 rank, not " + setSize);
    }
    Map<String, Integer> seen = new HashMap<>();
    List<List<Integer>> rows = new ArrayList<>();
    for (int rank = 0; rank < failureGroupByRank.size(); rank++) {
      int row = seen.merge(failureGroupByRank.get(rank), 1, Integer::sum) - 1;
      if (row == rows.size()) {
        rows.add(new ArrayList<>());
      }
      rows.get(row).add(rank);
    }
    Map<Integer, List<Integer>> byLowestRank = new TreeMap<>();
    for (List<Integer> row : rows) {
      for (List<Integer> set : cut(row, setSize)) {
        byLowestRank.put(set.get(0), set);
      }
    }
    return new Placement(new ArrayList<>(byLowestRank.values()), failureGroupByRank.size());
  }

  /** Every rank a set of its own. */
  public static Placement alone(int ranks) {
    List<List<Integer>> sets = new ArrayList<>(ranks);
    for (int rank = 0; rank < ranks; rank++) {
      sets.add(List.of(rank));
    }
    return new Placement(sets, ranks);
  }

  private static List<List<Integer>> cut(List<Integer> row, int setSize) {
    int ranks = row.size();
    int full = ranks / setSize;
    int size = full == 0 ? ranks : setSize + (ranks - full * setSize) / full;
    int larger = ranks % size;
    List<List<Integer>> sets = new ArrayList<>();
    for (int at = 0; at < ranks; ) {
      int take = sets.size() < larger ? size + 1 : size;
      sets.add(List.copyOf(row.subList(at, at + take)));
      at += take;
    }
    return sets;
  }

  /** The ranks of each set, in the order of their membership. */
  public List<List<Integer>> sets() {
    return sets;
  }

  /** The number of the set of {@code rank}, from 0; redset calls it group. */
  public int setOf(int rank) {
    return setOf[rank];
  }

  /** The place of {@code rank} within its set, from 0. */
  public int memberOf(int rank) {
    return memberOf[rank];
  }

  /** The ranks of the set that {@code rank} is in. */
  public List<Integer> members(int rank) {
    return sets.get(setOf[rank]);
  }
}
