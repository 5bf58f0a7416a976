package org.scr4j.cluster;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An ordered set of node names, immutable; the order is that of first appearance.
 *
 * <p>Written as Slurm does, {@code a[1-3,007-010],b-[1-2]-x[3,5],login}: any number of brackets in
 * a name, numbers with their leading zeros ({@code 01} is not {@code 1}; the first number of a
 * range says how wide its numbers are), commas or blanks between names. With several brackets the
 * last one runs fastest. No names are held, only runs of numbers: a million nodes cost as much as
 * one.
 *
 * <p>Two sets are equal if they have the same names, in whatever order.
 */
public final class NodeSet implements Iterable<String> {

  private static final NodeSet EMPTY = new NodeSet(List.of(), Map.of(), Set.of(), Map.of());

  private final List<NodeRun> runs;
  private final Map<String, Integer> pivots;

  /** Shapes with one name, whose pivot means nothing yet. */
  private final Set<String> lone;

  private final Map<NodeRun.Key, NavigableMap<Long, Long>> index;

  /** Where each run begins, and behind them the size. */
  private final long[] starts;

  /** The maps are not changed any more by whoever made them. */
  NodeSet(
      List<NodeRun> runs,
      Map<String, Integer> pivots,
      Set<String> lone,
      Map<NodeRun.Key, NavigableMap<Long, Long>> index) {
    this.runs = runs;
    this.pivots = pivots;
    this.lone = lone;
    this.index = index;
    this.starts = new long[runs.size() + 1];
    for (int i = 0; i < runs.size(); i++) {
      starts[i + 1] = starts[i] + runs.get(i).count();
      if (starts[i + 1] < 0) {
        throw new NodeSetException("node set with " + runs.get(i).prefix() + ": too many nodes");
      }
    }
  }

  /**
   * The set that {@code text} describes; blank text is the empty set.
   *
   * @throws NodeSetException naming the position of what is wrong
   */
  public static NodeSet parse(String text) {
    return new NodeSetParser(text).parse();
  }

  /**
   * Plain names, in their order.
   *
   * @throws NodeSetException if one is not a name, such as one with brackets (see {@link #parse})
   */
  public static NodeSet of(String... names) {
    return of(Arrays.asList(names));
  }

  /** As {@link #of(String...)}. */
  public static NodeSet of(Collection<String> names) {
    NodeSetBuilder builder = new NodeSetBuilder();
    for (String name : names) {
      if (name.isEmpty()
          || name.length() > NodeName.MAX_LENGTH
          || name.charAt(0) == '-'
          || !name.chars().allMatch(c -> NodeSetParser.isNameCharacter((char) c))) {
        throw new NodeSetException(
            "'" + NodeSetParser.printable(name) + "' is not the name of a node");
      }
      builder.addName(name);
    }
    return builder.build();
  }

  /** No nodes. */
  public static NodeSet empty() {
    return EMPTY;
  }

  List<NodeRun> runs() {
    return runs;
  }

  /** How many nodes. */
  public long size() {
    return starts[runs.size()];
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return runs.isEmpty();
  }

  /** Whether the node {@code name} belongs to it. */
  public boolean contains(String name) {
    NodeName parts = NodeName.split(name);
    Integer pivot = pivots.get(parts.shape());
    if (pivot == null || pivot >= parts.numbers().size()) {
      return false;
    }
    NodeRun run = parts.run(pivot);
    NavigableMap<Long, Long> taken = index.get(run.key());
    Map.Entry<Long, Long> found = taken == null ? null : taken.floorEntry(run.low());
    return found != null && found.getValue() >= run.low();
  }

  /** In Slurm's style, as short as the order allows; {@link #parse} reads it back. */
  public String compressed() {
    return NodeSetPrinter.print(runs);
  }

  /** The same as {@link #compressed()}. */
  @Override
  public String toString() {
    return compressed();
  }

  /** All names in order, made one after the other. */
  public Stream<String> stream() {
    int traits =
        Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.IMMUTABLE;
    return StreamSupport.stream(Spliterators.spliterator(iterator(), size(), traits), false);
  }

  /** All names in order. */
  public List<String> toList() {
    return stream().toList();
  }

  @Override
  public Iterator<String> iterator() {
    return new Iterator<>() {
      private int at = 0;
      private long next = runs.isEmpty() ? 0 : runs.get(0).low();

      @Override
      public boolean hasNext() {
        return at < runs.size();
      }

      @Override
      public String next() {
        if (!hasNext()) {
          throw new NoSuchElementException("no more nodes");
        }
        NodeRun run = runs.get(at);
        String name = run.name(next);
        if (next < run.high()) {
          next++;
        } else if (++at < runs.size()) {
          next = runs.get(at).low();
        }
        return name;
      }
    };
  }

  /**
   * The name at {@code position}, counted from 0.
   *
   * @return nothing where there are fewer
   */
  public Optional<String> get(long position) {
    if (position < 0 || position >= size()) {
      return Optional.empty();
    }
    int at = runAt(position);
    NodeRun run = runs.get(at);
    return Optional.of(run.name(run.low() + position - starts[at]));
  }

  private int runAt(long position) {
    int found = Arrays.binarySearch(starts, position);
    return found >= 0 ? found : -found - 2;
  }

  /** The first {@code count} nodes, or all where there are fewer. */
  public NodeSet first(long count) {
    return slice(0, count);
  }

  /** The nodes from position {@code from} to before {@code to}, as far as there are any. */
  public NodeSet slice(long from, long to) {
    long start = Math.max(0, from);
    long end = Math.min(size(), to);
    if (start >= end) {
      return EMPTY;
    }
    if (start == 0 && end == size()) {
      return this;
    }
    NodeSetBuilder builder = new NodeSetBuilder(pivots);
    for (int i = runAt(start); i < runs.size() && starts[i] < end; i++) {
      NodeRun run = runs.get(i);
      long low = run.low() + Math.max(0, start - starts[i]);
      long high = run.low() + Math.min(run.count(), end - starts[i]) - 1;
      builder.add(run.between(low, high));
    }
    return builder.build();
  }

  /**
   * The nodes of this set and then those that only {@code other} has.
   *
   * @throws NodeSetException if both hold very many nodes that vary in different places
   */
  public NodeSet union(NodeSet other) {
    if (other.isEmpty()) {
      return this;
    }
    // The larger set keeps its runs as they are; the smaller one is taken apart where they differ.
    Map<String, Integer> settled = new HashMap<>();
    for (NodeSet set : size() < other.size() ? List.of(this, other) : List.of(other, this)) {
      set.pivots.forEach((shape, pivot) -> set.putSettled(settled, shape, pivot));
    }
    NodeSetBuilder builder = new NodeSetBuilder(settled);
    runs.forEach(builder::addRun);
    other.runs.forEach(builder::addRun);
    return builder.build();
  }

  private void putSettled(Map<String, Integer> settled, String shape, int pivot) {
    if (!lone.contains(shape)) {
      settled.put(shape, pivot);
    }
  }

  /**
   * The nodes of this set that {@code other} has not.
   *
   * @throws NodeSetException as {@link #union}
   */
  public NodeSet minus(NodeSet other) {
    return select(other, false);
  }

  /**
   * The nodes of this set that {@code other} has too.
   *
   * @throws NodeSetException as {@link #union}
   */
  public NodeSet intersection(NodeSet other) {
    return select(other, true);
  }

  private NodeSet select(NodeSet other, boolean shared) {
    NodeSetBuilder builder = new NodeSetBuilder(pivots);
    for (NodeRun run : runs) {
      String shape = NodeName.split(run.name(run.low())).shape();
      Integer pivot = pivots.get(shape);
      Integer otherPivot = other.pivots.get(shape);
      if (otherPivot == null || otherPivot.equals(pivot)) {
        select(run, other.index.getOrDefault(run.key(), new TreeMap<>()), shared, builder);
      } else if (run.count() <= NodeSetBuilder.MAX_PIECES && run.count() <= other.size()) {
        LongStream.rangeClosed(run.low(), run.high())
            .filter(n -> other.contains(run.name(n)) == shared)
            .forEach(n -> builder.add(run.between(n, n)));
      } else {
        return select(other.keptBy(pivots), shared);
      }
    }
    return builder.build();
  }

  /** Adds what {@code taken} covers of a run, or what it leaves. */
  private static void select(
      NodeRun run, NavigableMap<Long, Long> taken, boolean shared, NodeSetBuilder builder) {
    long next = run.low();
    while (next <= run.high()) {
      Map.Entry<Long, Long> before = taken.floorEntry(next);
      boolean covered = before != null && before.getValue() >= next;
      Long after = taken.higherKey(next);
      long limit = covered ? before.getValue() : after == null ? run.high() : after - 1;
      long end = Math.min(run.high(), limit);
      if (covered == shared) {
        builder.add(run.between(next, end));
      }
      next = end + 1;
    }
  }

  private NodeSet keptBy(Map<String, Integer> wanted) {
    NodeSetBuilder builder = new NodeSetBuilder(wanted);
    runs.forEach(builder::addRun);
    return builder.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeSet set
        && size() == set.size()
        && (runs.equals(set.runs) || minus(set).isEmpty());
  }

  /** From the number of names of each shape, which does not depend on how they are kept. */
  @Override
  public int hashCode() {
    int hash = 0;
    for (NodeRun run : runs) {
      hash += NodeName.split(run.name(run.low())).shape().hashCode() * (int) run.count();
    }
    return hash;
  }
}
