package org.scr4j.cluster.mpi;

import java.util.stream.Collectors;
import org.scr4j.cluster.NodeSet;

/**
 * The nodes of a step. Slots are always said: without, Open MPI takes the number of cores, and
 * leaves nodes unused.
 *
 * @param slots processes for each node
 */
record MpiHosts(NodeSet nodes, int slots) {

  /** The text of a host file, {@code mpirun(1)} and Hydra's {@code -f}. */
  String file(MpiFamily family) {
    String slotsOf = family == MpiFamily.OPEN_MPI ? " slots=" : ":";
    StringBuilder text = new StringBuilder();
    nodes.forEach(node -> text.append(node).append(slotsOf).append(slots).append('\n'));
    return text.toString();
  }

  /** The same as a value of {@code -H} or {@code -hosts}. */
  String inline() {
    return nodes.stream().map(node -> node + ":" + slots).collect(Collectors.joining(","));
  }
}
