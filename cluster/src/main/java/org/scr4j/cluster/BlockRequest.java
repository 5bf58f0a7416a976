package org.scr4j.cluster;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How many ranks on which nodes a launcher of ours is asked to start, as far as it is said.
 *
 * @param launcher its name, for messages
 * @param nodes how many nodes
 * @param tasks how many ranks
 * @param wanted the nodes to use
 */
public record BlockRequest(
    String launcher, OptionalInt nodes, OptionalInt tasks, Optional<NodeSet> wanted) {

  /** How many nodes are asked for: never more than there are ranks. */
  public OptionalInt nodesWanted() {
    OptionalInt said = nodes;
    if (said.isEmpty() && wanted.isPresent()) {
      said = OptionalInt.of((int) Math.min(Integer.MAX_VALUE, wanted.get().size()));
    }
    if (said.isPresent() && tasks.isPresent()) {
      return OptionalInt.of(Math.min(said.getAsInt(), tasks.getAsInt()));
    }
    return said;
  }

  /**
   * Puts ranks on nodes of {@code usable}: where the number of nodes is not said on as many as
   * there are, where that of ranks is not said one on each.
   *
   * @param more what to do where there are too few nodes
   * @throws ClusterException if there are too few nodes, or other ones are asked for
   */
  public BlockLayout layout(NodeSet usable, String more) throws ClusterException {
    NodeSet from = wanted.orElse(usable);
    NodeSet unusable = from.minus(usable);
    if (!unusable.isEmpty()) {
      throw new ClusterException(
          launcher + ": cannot run on " + unusable + ", only on " + usable + "; change -w");
    }
    int available = (int) Math.min(Integer.MAX_VALUE, from.size());
    int count = nodesWanted().orElse(Math.min(available, tasks.orElse(available)));
    if (count > available || available == 0) {
      throw new ClusterException(
          launcher
              + ": "
              + count
              + " nodes wanted, "
              + available
              + " usable ("
              + from
              + "); ask for fewer with -N"
              + more);
    }
    return BlockLayout.blocks(from.first(count), tasks.orElse(count));
  }
}
