package org.scr4j.cluster.alps;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;

/**
 * Arguments of {@code aprun} as the user wrote them, apart from the choice of nodes, which has to
 * follow the health of the nodes.
 *
 * @param programs one, or several that run as one application on nodes of their own ({@code :})
 * @param wanted {@code -L}: nodes to prefer; one that is unusable is replaced by another
 * @param excluded {@code -E}: nodes not to use
 */
record AprunArguments(List<Part> programs, NodeSet wanted, NodeSet excluded) {

  private static final String NAME = "aprun";
  private static final String USAGE = "use: aprun [options] program ...";

  /**
   * One program.
   *
   * @param options all but those that choose nodes, untouched and in their order
   * @param pes {@code -n}: how many processing elements, that is ranks
   * @param perNode {@code -N}: how many of them on each node
   * @param command program and arguments, untouched; at least one word
   */
  record Part(List<String> options, int pes, OptionalInt perNode, List<String> command) {

    /** How many nodes it takes, as far as that can be told: nodes differ in cores. */
    OptionalInt nodes() {
      if (pes == 1) {
        return OptionalInt.of(1);
      }
      return perNode.isPresent()
          ? OptionalInt.of((pes + perNode.getAsInt() - 1) / perNode.getAsInt())
          : OptionalInt.empty();
    }
  }

  /** Reads options up to the program, of each program. */
  static AprunArguments parse(List<String> arguments) throws LauncherUsageException {
    List<Part> programs = new ArrayList<>();
    NodeSet wanted = NodeSet.empty();
    NodeSet excluded = NodeSet.empty();
    int start = 0;
    for (int at = 0; at <= arguments.size(); at++) {
      if (at == arguments.size() || arguments.get(at).equals(":")) {
        Reader reader = new Reader(arguments.subList(start, at));
        programs.add(reader.read());
        wanted = wanted.union(reader.wanted);
        excluded = excluded.union(reader.excluded);
        start = at + 1;
      }
    }
    AprunArguments parsed = new AprunArguments(List.copyOf(programs), wanted, excluded);
    if (programs.size() > 1 && parsed.known().isEmpty()) {
      throw new LauncherUsageException(
          "aprun: with several programs each one needs -n and -N, so that nodes can be dealt out");
    }
    return parsed;
  }

  /** How many nodes all programs take, where that can be told of each. */
  private OptionalInt known() {
    int sum = 0;
    for (Part program : programs) {
      if (program.nodes().isEmpty()) {
        return OptionalInt.empty();
      }
      sum += program.nodes().getAsInt();
    }
    return OptionalInt.of(sum);
  }

  /** How many nodes are asked for, as far as that is said. */
  OptionalInt nodesWanted() {
    OptionalInt known = known();
    if (known.isPresent() || wanted.isEmpty()) {
      return known;
    }
    return OptionalInt.of((int) Math.min(wanted.size(), pes()));
  }

  /** How many ranks the application has. */
  int pes() {
    return programs.stream().mapToInt(Part::pes).sum();
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
          "aprun: "
              + asked
              + " nodes wanted, "
              + from.size()
              + " usable"
              + (from.isEmpty() ? "" : " (" + from + ")")
              + (excluded.isEmpty() ? "" : " without those of -E")
              + "; ask for fewer with -n and -N, or allocate more");
    }
    return from.first(nodesWanted().orElse((int) Math.min(from.size(), pes())));
  }

  /**
   * The whole command that runs on just {@code chosen}.
   *
   * @param program aprun as the user calls it
   */
  List<String> command(String program, NodeSet chosen) {
    List<String> command = new ArrayList<>(List.of(program));
    long next = 0;
    for (Part part : programs) {
      if (next > 0) {
        command.add(":");
      }
      long count = programs.size() == 1 ? chosen.size() : part.nodes().orElse(1);
      command.addAll(List.of("-L", Nids.list(chosen.slice(next, next + count))));
      command.addAll(part.options());
      command.addAll(part.command());
      next += count;
    }
    return List.copyOf(command);
  }

  /** Goes through the words of one program once. */
  private static final class Reader {

    private final List<String> words;
    private final List<String> options = new ArrayList<>();
    private int pes = 1;
    private OptionalInt perNode = OptionalInt.empty();
    private NodeSet wanted = NodeSet.empty();
    private NodeSet excluded = NodeSet.empty();
    private int at;

    Reader(List<String> words) {
      this.words = words;
    }

    Part read() throws LauncherUsageException {
      while (at < words.size() && words.get(at).length() > 1 && words.get(at).startsWith("-")) {
        String word = words.get(at++);
        if (word.equals("--")) {
          options.add(word);
          break;
        }
        option(word);
      }
      List<String> command = List.copyOf(words.subList(at, words.size()));
      if (command.isEmpty()) {
        throw new LauncherUsageException("aprun: no program; " + USAGE);
      }
      return new Part(List.copyOf(options), pes, perNode, command);
    }

    /** {@code -n4}, {@code -n 4}, {@code -cc 0,1}, {@code --pes=4}, {@code --pes 4}. */
    private void option(String word) throws LauncherUsageException {
      boolean isLong = word.startsWith("--");
      String body = word.substring(isLong ? 2 : 1);
      boolean isPair = !isLong && AprunOptions.isPair(body);
      int equals = isLong ? body.indexOf('=') : -1;
      String name =
          isLong ? body.substring(0, equals < 0 ? body.length() : equals) : shortName(body, isPair);
      Optional<String> attached =
          isLong
              ? Optional.of(body)
                  .filter(text -> equals >= 0)
                  .map(text -> text.substring(equals + 1))
              : Optional.of(body.substring(name.length())).filter(text -> !text.isEmpty());
      if (attached.isPresent() || !AprunOptions.takesValue(name)) {
        use(name, word, attached.orElse(""), List.of(word));
      } else if (at < words.size()) {
        String value = words.get(at++);
        use(name, word, value, List.of(word, value));
      } else {
        throw new LauncherUsageException("aprun: " + word + " needs a value; " + USAGE);
      }
    }

    private static String shortName(String body, boolean isPair) {
      return isPair ? body : body.substring(0, 1);
    }

    private void use(String name, String option, String value, List<String> asWritten)
        throws LauncherUsageException {
      switch (AprunOptions.fullName(name)) {
        case "pes" -> {
          pes = number(option, value);
          options.addAll(asWritten);
        }
        case "pes-per-node" -> {
          perNode = OptionalInt.of(number(option, value));
          options.addAll(asWritten);
        }
        case "node-list" -> wanted = nodes(option, value);
        case "exclude-node-list" -> excluded = nodes(option, value);
        case "node-list-file" -> throw refused(option, "name the nodes with -L");
        case "exclude-node-list-file" -> throw refused(option, "name the nodes with -E");
        case "batch-args" -> throw refused(option, "say how many ranks with -n and -N");
        default -> options.addAll(asWritten);
      }
    }

    private static LauncherUsageException refused(String option, String remedy) {
      return new LauncherUsageException(
          NAME + ": " + option + " cannot be combined with scr_run's choice of nodes; " + remedy);
    }

    private static int number(String option, String value) throws LauncherUsageException {
      if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < 1) {
        throw new LauncherUsageException(
            NAME + ": " + option + ": '" + value + "' is not a number from 1 on");
      }
      return Integer.parseInt(value);
    }

    private static NodeSet nodes(String option, String value) throws LauncherUsageException {
      try {
        return Nids.parse(value).orElseThrow(() -> wrongNodes(option, value));
      } catch (NodeSetException e) {
        throw new LauncherUsageException(NAME + ": " + option + ": " + e.getMessage(), e);
      }
    }

    private static LauncherUsageException wrongNodes(String option, String value) {
      return new LauncherUsageException(
          NAME + ": " + option + ": '" + value + "' is no list of nodes, such as 1,3-5,17");
    }
  }
}
