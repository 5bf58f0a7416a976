package org.scr4j.cluster.lsf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.cluster.NodeSet;

/**
 * Arguments of {@code jsrun} or {@code lrun} as the user wrote them, apart from the choice of
 * nodes, which has to follow the health of the nodes.
 *
 * @param dialect which of the two
 * @param options all other options, untouched and in their order
 * @param count how many nodes they ask for; nothing where that depends on what the nodes have
 * @param most more nodes cannot be used; nothing where all can
 * @param sets how many resource sets jsrun makes; nothing where that is not known
 * @param counted whether lrun is told how many nodes there are
 * @param excluded nodes not to use
 * @param program program and arguments, untouched; empty where a file names them
 */
record JsmArguments(
    JsmDialect dialect,
    List<String> options,
    OptionalInt count,
    OptionalInt most,
    OptionalInt sets,
    boolean counted,
    NodeSet excluded,
    List<String> program) {

  /** Copies the lists. */
  JsmArguments {
    options = List.copyOf(options);
    program = List.copyOf(program);
  }

  /** Reads options up to the program. */
  static JsmArguments parse(JsmDialect dialect, List<String> arguments)
      throws LauncherUsageException {
    return new JsmArgumentsReader(dialect, arguments).read();
  }

  /**
   * The nodes to run on: as many of the first ones as the arguments ask for, all where they do not
   * say.
   *
   * @param usable in the order of preference
   * @throws ClusterException if they are too few
   */
  NodeSet choose(NodeSet usable) throws ClusterException {
    NodeSet from = usable.minus(excluded);
    int asked = count.orElse(1);
    if (from.size() < asked) {
      throw new ClusterException(
          dialect.program()
              + ": "
              + asked
              + " nodes wanted, "
              + from.size()
              + " usable"
              + (from.isEmpty() ? "" : " (" + from + ")")
              + (excluded.isEmpty() ? "" : " without those of --exclude_hosts")
              + "; ask for fewer, or allocate more");
    }
    long used = count.isPresent() ? asked : from.size();
    return from.first(most.isPresent() ? Math.min(used, most.getAsInt()) : used);
  }

  /**
   * The whole command that runs on just {@code chosen}: jsrun takes no list of hosts to use, only
   * one of hosts to leave out.
   *
   * @param launcher the program as the user called it
   * @param all nodes that the step could run on if nothing were said
   */
  List<String> command(String launcher, NodeSet chosen, NodeSet all) {
    List<String> command = new ArrayList<>(List.of(launcher));
    Optional<String> others =
        Optional.of(String.join(",", all.minus(chosen).union(excluded).toList()))
            .filter(names -> !names.isEmpty());
    if (dialect == JsmDialect.LRUN) {
      // Its own options take no blank.
      others.ifPresent(names -> command.add("--exclude_hosts=" + names));
      if (counted) {
        // Otherwise it counts the nodes of the job, and with them those that are lost.
        command.add("-N" + chosen.size());
      }
    } else {
      others.ifPresent(names -> command.addAll(List.of("--exclude_hosts", names)));
    }
    command.addAll(options);
    command.addAll(program);
    return List.copyOf(command);
  }
}
