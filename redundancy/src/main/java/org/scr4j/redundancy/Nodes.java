package org.scr4j.redundancy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which ranks share a node's storage, and which of them writes what they have in common. */
final class Nodes {

  private final List<String> nameByRank;
  private final Map<String, List<Integer>> ranksByName = new LinkedHashMap<>();

  Nodes(List<String> nameByRank) {
    this.nameByRank = nameByRank;
    for (int rank = 0; rank < nameByRank.size(); rank++) {
      ranksByName.computeIfAbsent(nameByRank.get(rank), name -> new ArrayList<>()).add(rank);
    }
  }

  /** The ranks on the node of {@code rank}. */
  List<Integer> together(int rank) {
    return ranksByName.get(nameByRank.get(rank));
  }

  /** The lowest rank on the node of {@code rank}. */
  int leader(int rank) {
    return together(rank).get(0);
  }

  boolean leads(int rank) {
    return leader(rank) == rank;
  }

  String name(int rank) {
    return nameByRank.get(rank);
  }
}
