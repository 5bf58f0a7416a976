package org.scr4j.redundancy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scr4j.kvtree.KvTree;

/** The sets that a dataset was encoded in, put together from the descriptors that are left. */
final class Layout {

  private static final String KEY = "DESC";

  private final List<Descriptor> byRank;
  private final List<List<Integer>> sets;

  private Layout(List<Descriptor> byRank, List<List<Integer>> sets) {
    this.byRank = byRank;
    this.sets = sets;
  }

  /** Why the descriptors that are left do not make a layout. */
  static final class NoLayoutException extends Exception {
    NoLayoutException(String reason) {
      super(reason);
    }
  }

  /** A rank's descriptor file: its own place, and that of the members before it in its set. */
  static KvTree tree(Descriptor own, List<Descriptor> before) {
    KvTree tree = new KvTree();
    tree.child(Integer.toString(own.rank())).set(KEY, own.toTree());
    for (Descriptor other : before) {
      tree.child(Integer.toString(other.rank())).set(KEY, other.toTree());
    }
    return Trees.sorted(tree);
  }

  /**
   * The layout, from what every rank has in its descriptor file.
   *
   * @param files by rank; empty where a rank has none
   * @throws NoLayoutException in the same words on every rank
   */
  static Layout of(List<KvTree> files) throws NoLayoutException {
    Map<Integer, Descriptor> found = new TreeMap<>();
    for (int holder = 0; holder < files.size(); holder++) {
      for (KvTree.Entry entry : files.get(holder).entries()) {
        String where = "the descriptor of rank " + entry.key() + " with rank " + holder;
        try {
          Descriptor descriptor = Descriptor.parse(Trees.subtree(entry.tree(), KEY, where), where);
          if (!entry.key().equals(Integer.toString(descriptor.rank()))) {
            throw new IOException(where + " is another rank's");
          }
          if (descriptor.rank() == holder) {
            found.put(holder, descriptor);
          } else {
            found.putIfAbsent(descriptor.rank(), descriptor);
          }
        } catch (IOException e) {
          throw new NoLayoutException(e.getMessage());
        }
      }
    }
    return checked(found, files.size());
  }

  private static Layout checked(Map<Integer, Descriptor> found, int ranks)
      throws NoLayoutException {
    List<Descriptor> byRank = new ArrayList<>(ranks);
    List<Integer> without = new ArrayList<>();
    Map<Integer, Map<Integer, Integer>> sets = new TreeMap<>();
    for (int rank = 0; rank < ranks; rank++) {
      Descriptor descriptor = found.get(rank);
      if (descriptor == null) {
        without.add(rank);
        continue;
      }
      if (descriptor.ranks() != ranks) {
        throw new NoLayoutException(
            "it was written by " + descriptor.ranks() + " ranks, this run has " + ranks);
      }
      byRank.add(descriptor);
      sets.computeIfAbsent(descriptor.group(), group -> new TreeMap<>())
          .put(descriptor.member(), rank);
    }
    if (!without.isEmpty()) {
      throw new NoLayoutException(
          Text.ranks(without) + " lost, and no node that is left protects what they had");
    }
    List<List<Integer>> members = new ArrayList<>();
    for (Map<Integer, Integer> set : sets.values()) {
      members.add(List.copyOf(set.values()));
    }
    Layout layout = new Layout(List.copyOf(byRank), members);
    layout.checkSets();
    return layout;
  }

  private void checkSets() throws NoLayoutException {
    if (sets.stream().mapToInt(List::size).sum() != byRank.size()) {
      throw new NoLayoutException("the descriptors put two ranks in the same place");
    }
    for (List<Integer> set : sets) {
      Descriptor first = byRank.get(set.get(0));
      boolean sound = set.size() == first.size() && first.groups() == sets.size();
      for (int rank : set) {
        sound &= byRank.get(rank).sameSet(first);
        sound &= byRank.get(rank).type().equals(byRank.get(0).type());
      }
      if (!sound) {
        throw new NoLayoutException(
            "the descriptors of " + Text.ranks(set) + " contradict each other");
      }
    }
  }

  Descriptor descriptor(int rank) {
    return byRank.get(rank);
  }

  /** The ranks of the set of {@code rank}, by member. */
  List<Integer> members(int rank) {
    return sets.get(byRank.get(rank).group());
  }

  List<List<Integer>> sets() {
    return sets;
  }

  /** What the descriptor file of {@code rank} holds. */
  KvTree tree(int rank) {
    Descriptor own = byRank.get(rank);
    List<Descriptor> before = new ArrayList<>();
    for (int distance = 1; distance <= own.guarded(); distance++) {
      before.add(byRank.get(members(rank).get(own.before(distance))));
    }
    return tree(own, before);
  }
}
