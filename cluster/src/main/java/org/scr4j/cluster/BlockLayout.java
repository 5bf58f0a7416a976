package org.scr4j.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * Which rank runs on which node.
 *
 * @param nodes the nodes that are used, in their order
 * @param places one for each rank, in the order of the ranks
 */
public record BlockLayout(NodeSet nodes, List<Place> places) {

  /**
   * Where a rank runs.
   *
   * @param onNode its number among the ranks of its node, from 0
   */
  public record Place(int rank, String node, int onNode) {}

  /**
   * Blocks of neighbouring ranks, the first nodes having one more where it does not come out even.
   */
  public static BlockLayout blocks(NodeSet nodes, int tasks) {
    List<Place> places = new ArrayList<>();
    int count = Math.toIntExact(nodes.size());
    int at = 0;
    for (String node : nodes) {
      int here = tasks / count + (at++ < tasks % count ? 1 : 0);
      for (int i = 0; i < here; i++) {
        places.add(new Place(places.size(), node, i));
      }
    }
    return new BlockLayout(nodes, List.copyOf(places));
  }
}
