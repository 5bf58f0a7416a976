package org.scr4j.cluster.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.cluster.ToolText;

/**
 * Arguments of {@code srun} as the user wrote them, apart from the choice of nodes, which has to
 * follow the health of the nodes.
 *
 * @param options all other options, untouched and in their order
 * @param nodes {@code -N}
 * @param tasks {@code -n}
 * @param wanted {@code -w}: nodes to prefer; one that is unusable is replaced by another
 * @param excluded {@code -x}: nodes not to use
 * @param program program and arguments, untouched; at least one word
 */
record SrunArguments(
    List<String> options,
    Optional<Count> nodes,
    OptionalInt tasks,
    NodeSet wanted,
    NodeSet excluded,
    List<String> program) {

  /** How many nodes: at least and at most. */
  record Count(int least, int most) {}

  /** Reads options up to the program. */
  static SrunArguments parse(List<String> arguments) throws LauncherUsageException {
    return new Reader(arguments).read();
  }

  /** How many nodes are asked for, as far as that is said. */
  OptionalInt nodesWanted() {
    OptionalInt count =
        nodes.isPresent()
            ? OptionalInt.of(nodes.get().least())
            : wanted.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) wanted.size());
    return count.isPresent() && tasks.isPresent()
        ? OptionalInt.of(Math.min(count.getAsInt(), tasks.getAsInt()))
        : count;
  }

  /**
   * The nodes to run on: wanted ones first, then others.
   *
   * @param usable in the order of preference
   * @throws ClusterException if they are too few
   */
  NodeSet choose(NodeSet usable) throws ClusterException {
    NodeSet from = wanted.intersection(usable).union(usable).minus(excluded);
    int asked = nodesWanted().orElse(1);
    if (from.size() < asked) {
      throw new ClusterException(
          "srun: "
              + asked
              + " nodes wanted, "
              + from.size()
              + " usable"
              + (from.isEmpty() ? "" : " (" + from + ")")
              + (excluded.isEmpty() ? "" : " without those of -x")
              + "; ask for fewer with -N, or allocate more");
    }
    long most =
        nodes.isPresent()
            ? nodes.get().most()
            : wanted.isEmpty() ? from.size() : Math.max(1, wanted.size());
    return from.first(Math.min(most, tasks.isPresent() ? tasks.getAsInt() : most));
  }

  /** The whole command that runs on just {@code chosen}. */
  List<String> command(NodeSet chosen) {
    List<String> command = new ArrayList<>();
    command.add(SrunLauncher.NAME);
    // Always with -N: otherwise SLURM_NNODES counts, and with it the nodes that are lost.
    command.addAll(List.of("-N", Long.toString(chosen.size()), "-w", chosen.compressed()));
    command.addAll(options);
    command.addAll(program);
    return List.copyOf(command);
  }

  /** Goes through the words once. */
  private static final class Reader {

    private static final String USAGE = "use: srun [options] program ...";

    private final List<String> words;
    private final List<String> options = new ArrayList<>();
    private Optional<Count> nodes = Optional.empty();
    private OptionalInt tasks = OptionalInt.empty();
    private NodeSet wanted = NodeSet.empty();
    private NodeSet excluded = NodeSet.empty();
    private int at;

    Reader(List<String> words) {
      this.words = words;
    }

    SrunArguments read() throws LauncherUsageException {
      while (at < words.size() && words.get(at).length() > 1 && words.get(at).startsWith("-")) {
        String word = words.get(at++);
        if (word.equals("--")) {
          options.add(word);
          break;
        }
        if (word.startsWith("--")) {
          longOption(word);
        } else {
          letters(word);
        }
      }
      List<String> program = List.copyOf(words.subList(at, words.size()));
      if (program.isEmpty()) {
        throw new LauncherUsageException("srun: no program; " + USAGE);
      }
      if (program.contains(":")) {
        throw new LauncherUsageException(
            "srun: heterogeneous steps ('program : program') are not supported; start one program,"
                + " or use --multi-prog");
      }
      return new SrunArguments(List.copyOf(options), nodes, tasks, wanted, excluded, program);
    }

    private void longOption(String word) throws LauncherUsageException {
      int equals = word.indexOf('=');
      String name = SrunOptions.fullName(word.substring(2, equals < 0 ? word.length() : equals));
      if (equals >= 0) {
        use(name, word, word.substring(equals + 1), List.of(word));
      } else if (SrunOptions.takesValue(name)) {
        String value = next(word);
        use(name, word, value, List.of(word, value));
      } else {
        use(name, word, "", List.of(word));
      }
    }

    /** {@code -N4}, {@code -N 4}, {@code -lN4}: only the last letter of a word can have a value. */
    private void letters(String word) throws LauncherUsageException {
      StringBuilder flags = new StringBuilder("-");
      for (int i = 1; i < word.length(); i++) {
        char letter = word.charAt(i);
        if (SrunOptions.takesValue(letter)) {
          if (flags.length() > 1) {
            options.add(flags.toString());
          }
          String rest = word.substring(i + 1);
          String value = rest.isEmpty() ? next(word) : rest;
          List<String> asWritten =
              rest.isEmpty() ? List.of("-" + letter, value) : List.of("-" + letter + rest);
          use(nameOf(letter), "-" + letter, value, asWritten);
          return;
        }
        use(nameOf(letter), "-" + letter, "", List.of());
        flags.append(letter);
        if (SrunOptions.takesOptionalValue(letter)) {
          flags.append(word.substring(i + 1));
          break;
        }
      }
      options.add(flags.toString());
    }

    private static String nameOf(char letter) {
      return switch (letter) {
        case 'N' -> "nodes";
        case 'n' -> "ntasks";
        case 'w' -> "nodelist";
        case 'x' -> "exclude";
        case 'F' -> "nodefile";
        case 'r' -> "relative";
        case 'm' -> "distribution";
        case 'E' -> "preserve-env";
        case 'Z' -> "no-allocate";
        default -> Character.toString(letter);
      };
    }

    private String next(String option) throws LauncherUsageException {
      if (at == words.size()) {
        throw new LauncherUsageException("srun: " + option + " needs a value; " + USAGE);
      }
      return words.get(at++);
    }

    private void use(String name, String option, String value, List<String> asWritten)
        throws LauncherUsageException {
      switch (name) {
        case "nodes" -> nodes = Optional.of(count(option, value));
        case "nodelist" -> wanted = nodeSet(option, value);
        case "exclude" -> excluded = nodeSet(option, value);
        case "ntasks" -> {
          tasks = OptionalInt.of(number(option, value));
          options.addAll(asWritten);
        }
        case "nodefile" -> throw refused(option, "name the nodes with -w, or in SCR_NODELIST");
        case "relative" -> throw refused(option, "choose nodes with -w or -x");
        case "het-group", "pack-group" ->
            throw refused(option, "heterogeneous jobs are not supported");
        case "jobid" -> throw refused(option, "scr_run works in the allocation that it is in");
        case "preserve-env", "no-allocate" -> throw refused(option, "leave it out");
        case "distribution" -> {
          if (value.startsWith("arbitrary") || value.startsWith("a")) {
            throw refused(option + "=" + value, "use block or cyclic");
          }
          options.addAll(asWritten);
        }
        default -> options.addAll(asWritten);
      }
    }

    private static LauncherUsageException refused(String option, String remedy) {
      return new LauncherUsageException(
          "srun: " + option + " cannot be combined with scr_run's choice of nodes; " + remedy);
    }

    private static Count count(String option, String value) throws LauncherUsageException {
      String[] parts = value.split("-", -1);
      if (parts.length > 2) {
        throw wrongNumber(option, value);
      }
      int least = number(option, parts[0]);
      int most = parts.length == 2 ? number(option, parts[1]) : least;
      if (most < least) {
        throw wrongNumber(option, value);
      }
      return new Count(least, most);
    }

    private static int number(String option, String value) throws LauncherUsageException {
      if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < 1) {
        throw wrongNumber(option, value);
      }
      return Integer.parseInt(value);
    }

    private static LauncherUsageException wrongNumber(String option, String value) {
      return new LauncherUsageException(
          "srun: " + option + ": '" + ToolText.shown(value) + "' is not a number from 1 on");
    }

    private static NodeSet nodeSet(String option, String value) throws LauncherUsageException {
      if (value.contains("/")) {
        throw new LauncherUsageException(
            "srun: " + option + " with a file is not supported; name the nodes");
      }
      try {
        return NodeSet.parse(value);
      } catch (NodeSetException e) {
        throw new LauncherUsageException("srun: " + option + ": " + e.getMessage(), e);
      }
    }
  }
}
