package org.scr4j.cluster.ssh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.cluster.BlockLayout;
import org.scr4j.cluster.BlockRequest;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;

/**
 * Arguments of launcher {@code ssh}: {@code [-N nodes] [-n tasks] [-w NODESET] [-x NAME[=VALUE]]...
 * PROGRAM [ARGS]}.
 *
 * @param nodes how many nodes, as far as said
 * @param tasks how many ranks, as far as said
 * @param wanted the nodes to use, as far as said
 * @param variables to pass to the ranks; an empty value is that of scr_run's own variable
 * @param program program and arguments, untouched; at least one
 */
record SshArguments(
    OptionalInt nodes,
    OptionalInt tasks,
    Optional<NodeSet> wanted,
    Map<String, Optional<String>> variables,
    List<String> program) {

  private static final String USAGE =
      "use: ssh [-N nodes] [-n tasks] [-w nodeset] [-x NAME[=VALUE]] program ...";

  private static final int MOST = 1_000_000;

  SshArguments {
    program = List.copyOf(program);
  }

  /** Reads options up to the program. */
  static SshArguments parse(List<String> arguments) throws ClusterException {
    OptionalInt nodes = OptionalInt.empty();
    OptionalInt tasks = OptionalInt.empty();
    Optional<NodeSet> wanted = Optional.empty();
    Map<String, Optional<String>> variables = new LinkedHashMap<>();
    int at = 0;
    while (at < arguments.size() && arguments.get(at).startsWith("-")) {
      String argument = arguments.get(at++);
      if (argument.equals("--")) {
        break;
      }
      Option option = Option.of(argument);
      String value = option.value();
      if (value.isEmpty()) {
        if (at >= arguments.size()) {
          throw wrong(argument + " needs a value");
        }
        value = arguments.get(at++);
      }
      switch (option.name()) {
        case 'N' -> nodes = OptionalInt.of(number(argument, value));
        case 'n' -> tasks = OptionalInt.of(number(argument, value));
        case 'x' -> addVariable(variables, value);
        default -> wanted = Optional.of(nodeSet(argument, value));
      }
    }
    if (at >= arguments.size()) {
      throw wrong("no program");
    }
    return new SshArguments(
        nodes, tasks, wanted, variables, arguments.subList(at, arguments.size()));
  }

  private record Option(char name, String value) {

    private static final Map<String, Character> LONG =
        Map.of("--nodes", 'N', "--ntasks", 'n', "--nodelist", 'w', "--export", 'x');

    static Option of(String argument) throws ClusterException {
      if (argument.startsWith("--")) {
        String[] parts = argument.split("=", 2);
        if (!LONG.containsKey(parts[0])) {
          throw wrong("unknown option " + argument);
        }
        return new Option(LONG.get(parts[0]), parts.length > 1 ? parts[1] : "");
      }
      if (argument.length() < 2 || "Nnwx".indexOf(argument.charAt(1)) < 0) {
        throw wrong("unknown option " + argument);
      }
      String rest = argument.substring(2);
      return new Option(argument.charAt(1), rest.startsWith("=") ? rest.substring(1) : rest);
    }
  }

  private static LauncherUsageException wrong(String what) {
    return new LauncherUsageException("ssh: " + what + "; " + USAGE);
  }

  private static void addVariable(Map<String, Optional<String>> variables, String text)
      throws ClusterException {
    String[] parts = text.split("=", 2);
    if (!parts[0].matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw wrong(
          "-x: '" + parts[0].replaceAll("\\p{Cc}", "?") + "' is not the name of a variable");
    }
    variables.put(parts[0], parts.length > 1 ? Optional.of(parts[1]) : Optional.empty());
  }

  private static int number(String option, String value) throws ClusterException {
    if (!value.matches("[0-9]{1,9}")
        || Integer.parseInt(value) < 1
        || Integer.parseInt(value) > MOST) {
      throw wrong(option + ": '" + value + "' is not a number from 1 to " + MOST);
    }
    return Integer.parseInt(value);
  }

  private static NodeSet nodeSet(String option, String value) throws ClusterException {
    NodeSet set;
    try {
      set = NodeSet.parse(value);
    } catch (NodeSetException e) {
      throw new LauncherUsageException("ssh: " + option + ": " + e.getMessage(), e);
    }
    if (set.isEmpty()) {
      throw wrong(option + ": no nodes");
    }
    return set;
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
    return request().layout(usable, "");
  }

  private BlockRequest request() {
    return new BlockRequest("ssh", nodes, tasks, wanted);
  }

  /** The whole command with every choice made. */
  static List<String> command(BlockLayout layout, SshArguments arguments) {
    List<String> command = new ArrayList<>(List.of("ssh"));
    command.addAll(List.of("-N", Long.toString(layout.nodes().size())));
    command.addAll(List.of("-n", Integer.toString(layout.places().size())));
    command.addAll(List.of("-w", layout.nodes().compressed()));
    arguments.variables().keySet().forEach(name -> command.addAll(List.of("-x", name)));
    command.addAll(arguments.program());
    return List.copyOf(command);
  }
}
