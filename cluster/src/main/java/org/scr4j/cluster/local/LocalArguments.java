package org.scr4j.cluster.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.cluster.BlockLayout;
import org.scr4j.cluster.BlockRequest;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;

/**
 * Arguments of launcher {@code local}: {@code [-N nodes] [-n tasks] [-w NODESET] PROGRAM [ARGS]}.
 *
 * @param nodes how many nodes, as far as said
 * @param tasks how many ranks, as far as said
 * @param wanted the nodes to use, as far as said
 * @param program program and arguments, untouched; at least one
 */
record LocalArguments(
    OptionalInt nodes, OptionalInt tasks, Optional<NodeSet> wanted, List<String> program) {

  private static final String USAGE = "use: local [-N nodes] [-n tasks] [-w nodeset] program ...";

  /** All ranks are processes of this machine. */
  private static final int MOST = 4096;

  /** Reads options up to the program. */
  static LocalArguments parse(List<String> arguments) throws ClusterException {
    OptionalInt nodes = OptionalInt.empty();
    OptionalInt tasks = OptionalInt.empty();
    Optional<NodeSet> wanted = Optional.empty();
    int at = 0;
    while (at < arguments.size() && arguments.get(at).startsWith("-")) {
      String argument = arguments.get(at++);
      if (argument.equals("--")) {
        break;
      }
      Option option = split(argument);
      String value;
      if (option.value().isPresent()) {
        value = option.value().get();
      } else if (at < arguments.size()) {
        value = arguments.get(at++);
      } else {
        throw new LauncherUsageException("local: " + argument + " needs a value; " + USAGE);
      }
      switch (option.name()) {
        case 'N' -> nodes = OptionalInt.of(number(argument, value));
        case 'n' -> tasks = OptionalInt.of(number(argument, value));
        default -> wanted = Optional.of(nodeSet(argument, value));
      }
    }
    if (at == arguments.size()) {
      throw new LauncherUsageException("local: no program; " + USAGE);
    }
    return new LocalArguments(
        nodes, tasks, wanted, List.copyOf(arguments.subList(at, arguments.size())));
  }

  private record Option(char name, Optional<String> value) {}

  private static Option split(String argument) throws ClusterException {
    if (argument.startsWith("--")) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      Optional<String> value =
          equals < 0 ? Optional.empty() : Optional.of(argument.substring(equals + 1));
      return switch (name) {
        case "--nodes" -> new Option('N', value);
        case "--ntasks" -> new Option('n', value);
        case "--nodelist" -> new Option('w', value);
        default -> throw unknown(argument);
      };
    }
    if (argument.length() < 2 || "Nnw".indexOf(argument.charAt(1)) < 0) {
      throw unknown(argument);
    }
    String rest = argument.substring(2);
    return new Option(
        argument.charAt(1),
        rest.isEmpty()
            ? Optional.empty()
            : Optional.of(rest.startsWith("=") ? rest.substring(1) : rest));
  }

  private static ClusterException unknown(String argument) {
    return new LauncherUsageException("local: unknown option " + argument + "; " + USAGE);
  }

  private static int number(String option, String value) throws ClusterException {
    if (!value.matches("[0-9]{1,9}")
        || Integer.parseInt(value) < 1
        || Integer.parseInt(value) > MOST) {
      throw new LauncherUsageException(
          "local: " + option + ": '" + value + "' is not a number from 1 to " + MOST);
    }
    return Integer.parseInt(value);
  }

  private static NodeSet nodeSet(String option, String value) throws ClusterException {
    try {
      NodeSet set = NodeSet.parse(value);
      if (set.isEmpty()) {
        throw new LauncherUsageException("local: " + option + ": no nodes; " + USAGE);
      }
      return set;
    } catch (NodeSetException e) {
      throw new LauncherUsageException("local: " + option + ": " + e.getMessage(), e);
    }
  }

  /** How many nodes are asked for: never more than there are ranks. */
  OptionalInt nodesWanted() {
    return request().nodesWanted();
  }

  /**
   * Puts ranks on nodes of {@code usable}: without {@code -N} on as many as there are, without
   * {@code -n} one on each.
   *
   * @throws ClusterException if there are too few nodes, or other ones are asked for
   */
  BlockLayout layout(NodeSet usable) throws ClusterException {
    return request().layout(usable, ", or: scr_local repair NODE");
  }

  private BlockRequest request() {
    return new BlockRequest("local", nodes, tasks, wanted);
  }

  /** The whole command with every choice made. */
  static List<String> command(BlockLayout layout, List<String> program) {
    List<String> command = new ArrayList<>();
    command.add("local");
    command.addAll(List.of("-N", Long.toString(layout.nodes().size())));
    command.addAll(List.of("-n", Integer.toString(layout.places().size())));
    command.addAll(List.of("-w", layout.nodes().compressed()));
    command.addAll(program);
    return List.copyOf(command);
  }
}
