package org.scr4j.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Collects runs in their order and leaves out what is there already.
 *
 * <p>All names of one shape ({@code rack#node#}) are held in runs over the same number, the pivot,
 * so that a name can be in one run only and is found by one look-up. The pivot is the number that
 * varies fastest in what comes first.
 */
final class NodeSetBuilder {

  /** Bounds what must be told apart piece by piece, so that a short text cannot fill the memory. */
  static final int MAX_PIECES = 1 << 18;

  private final List<NodeRun> runs = new ArrayList<>();
  private final Map<String, Integer> pivots;
  private final Map<NodeRun.Key, NavigableMap<Long, Long>> index = new HashMap<>();

  /** Shapes with a single name so far: where its run is. Their pivot may still change. */
  private final Map<String, Integer> lone = new HashMap<>();

  private long spent;

  NodeSetBuilder() {
    this(Map.of());
  }

  NodeSetBuilder(Map<String, Integer> pivots) {
    this.pivots = new HashMap<>(pivots);
  }

  NodeSet build() {
    return runs.isEmpty()
        ? NodeSet.empty()
        : new NodeSet(List.copyOf(runs), pivots, lone.keySet(), index);
  }

  void addName(String name) {
    NodeName parts = NodeName.split(name);
    String shape = parts.shape();
    Integer pivot = pivots.get(shape);
    if (pivot == null) {
      pivot = parts.numbers().size() - 1;
      pivots.put(shape, pivot);
      lone.put(shape, runs.size());
    } else if (lone.containsKey(shape)) {
      NodeRun first = runs.get(lone.get(shape));
      int differs = parts.lastDifference(NodeName.split(first.name(first.low())));
      if (differs < 0) {
        return;
      }
      pivot = differs;
      settle(shape, pivot);
    }
    add(parts.run(pivot));
  }

  /**
   * Adds all names of a run.
   *
   * @throws NodeSetException if its names are kept by another number and are too many
   */
  void addRun(NodeRun run) {
    if (run.count() == 1) {
      addName(run.name(run.low()));
      return;
    }
    String shape = NodeName.split(run.name(run.low())).shape();
    int varies = NodeName.split(run.prefix()).numbers().size();
    if (pivotFor(shape, varies) == varies) {
      add(run);
      return;
    }
    if (!spend(run.count())) {
      throw new NodeSetException(
          "node set with "
              + run.name(run.low())
              + ": more than "
              + MAX_PIECES
              + " nodes that must be told apart one by one; name fewer");
    }
    for (long n = run.low(); n <= run.high(); n++) {
      addName(run.name(n));
    }
  }

  /** The pivot of {@code shape}, which becomes {@code wanted} where none is settled. */
  int pivotFor(String shape, int wanted) {
    Integer pivot = pivots.get(shape);
    if (pivot == null || lone.containsKey(shape)) {
      settle(shape, wanted);
      return wanted;
    }
    return pivot;
  }

  private void settle(String shape, int pivot) {
    Integer at = lone.remove(shape);
    pivots.put(shape, pivot);
    if (at != null) {
      NodeRun old = runs.get(at);
      index.remove(old.key());
      NodeRun fresh = NodeName.split(old.name(old.low())).run(pivot);
      runs.set(at, fresh);
      enter(fresh);
    }
  }

  /** Adds what is new of a run over the pivot of its shape. */
  void add(NodeRun run) {
    NavigableMap<Long, Long> taken = index.computeIfAbsent(run.key(), k -> new TreeMap<>());
    long next = run.low();
    while (next <= run.high()) {
      Map.Entry<Long, Long> before = taken.floorEntry(next);
      if (before != null && before.getValue() >= next) {
        next = before.getValue() + 1;
        continue;
      }
      Long after = taken.higherKey(next);
      long end = after == null || after > run.high() ? run.high() : after - 1;
      append(run.between(next, end));
      next = end + 1;
    }
  }

  private void append(NodeRun run) {
    int last = runs.size() - 1;
    if (last >= 0 && runs.get(last).isFollowedBy(run)) {
      runs.set(last, runs.get(last).between(runs.get(last).low(), run.high()));
    } else {
      runs.add(run);
    }
    enter(run);
  }

  /** Notes an interval that overlaps none, joined to those that touch it. */
  private void enter(NodeRun run) {
    NavigableMap<Long, Long> taken = index.computeIfAbsent(run.key(), k -> new TreeMap<>());
    long low = run.low();
    long high = run.high();
    Map.Entry<Long, Long> before = taken.lowerEntry(low);
    if (before != null && before.getValue() + 1 == low) {
      low = before.getKey();
    }
    Long after = taken.remove(high + 1);
    taken.put(low, after == null ? high : after);
  }

  /** Whether so many more pieces, that no text stands for one by one, are within bounds. */
  boolean spend(long pieces) {
    if (pieces > MAX_PIECES - spent) {
      return false;
    }
    spent += pieces;
    return true;
  }
}
