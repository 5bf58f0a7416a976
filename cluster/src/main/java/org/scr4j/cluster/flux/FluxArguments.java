package org.scr4j.cluster.flux;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.StepMark;

/**
 * Arguments of {@code flux} as the user wrote them: {@code run -N4 -n8 ./app}. Everything is passed
 * on but for constraints, which have to follow the health of the nodes.
 *
 * @param options all options but {@code --requires}, untouched and in their order
 * @param nodes {@code -N}
 * @param tasks {@code -n}
 * @param requires {@code --requires}, each
 * @param program program and arguments, untouched; at least one word
 */
record FluxArguments(
    List<String> options,
    OptionalInt nodes,
    OptionalInt tasks,
    List<String> requires,
    List<String> program) {

  /** Reads options up to the program. */
  static FluxArguments parse(List<String> arguments) throws LauncherUsageException {
    return new Reader(arguments).read();
  }

  /** How many nodes are asked for, as far as that is said. */
  OptionalInt nodesWanted() {
    // One task needs one node; how many more need is for Flux to say.
    return nodes.isEmpty() && tasks.isPresent() && tasks.getAsInt() == 1 ? tasks : nodes;
  }

  /** Whether {@link #choose} tells all nodes of the step, and not just those that it may get. */
  boolean isExact() {
    return nodes.isPresent() && requires.isEmpty();
  }

  /**
   * The nodes that the step may get: just as many as it needs, where that is known.
   *
   * @param usable in the order of preference
   * @throws ClusterException if they are too few, before Flux waits for more
   */
  NodeSet choose(NodeSet usable) throws ClusterException {
    int asked = nodesWanted().orElse(1);
    if (usable.size() < asked) {
      throw new ClusterException(
          "flux: "
              + asked
              + " nodes wanted, "
              + usable.size()
              + " usable"
              + (usable.isEmpty() ? "" : " (" + usable + "; several brokers on a host count once)")
              + "; ask for fewer with -N, or allocate more");
    }
    return isExact() ? usable.first(asked) : usable;
  }

  /**
   * The whole command, which runs on {@code chosen} only.
   *
   * @param flux the program of Flux
   * @param mark by which the job is found again
   */
  List<String> command(String flux, NodeSet chosen, StepMark mark) {
    List<String> command =
        new ArrayList<>(List.of(flux, "run", "--setattr=" + FluxJob.attribute(mark)));
    // Several constraints are joined by blanks, which bind more than "or" in one of them.
    requires.forEach(one -> command.add("--requires=(" + one + ")"));
    command.add("--requires=host:" + chosen.compressed());
    command.addAll(options);
    command.addAll(program);
    return List.copyOf(command);
  }

  /** Goes through the words once. */
  private static final class Reader {

    private static final String USAGE = "use: flux run [options] program ...";

    /** What starts a step; the two of LLNL's scripts are run just so. */
    private static final Set<String> RUN = Set.of("run", "submit");

    private static final Set<String> OTHERS =
        Set.of(
            "alloc",
            "batch",
            "bulksubmit",
            "cancel",
            "exec",
            "job",
            "jobs",
            "kvs",
            "proxy",
            "resource",
            "start",
            "top",
            "watch");

    private final List<String> words;
    private final List<String> options = new ArrayList<>();
    private final List<String> requires = new ArrayList<>();
    private OptionalInt nodes = OptionalInt.empty();
    private OptionalInt tasks = OptionalInt.empty();
    private int at;

    Reader(List<String> words) {
      this.words = words;
    }

    FluxArguments read() throws LauncherUsageException {
      command();
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
        throw new LauncherUsageException("flux: no program; " + USAGE);
      }
      return new FluxArguments(List.copyOf(options), nodes, tasks, List.copyOf(requires), program);
    }

    /** {@code run}, {@code mini run} of old scripts, or nothing. */
    private void command() throws LauncherUsageException {
      if (at < words.size() && words.get(at).equals("mini")) {
        at++;
      }
      if (at < words.size() && RUN.contains(words.get(at))) {
        at++;
      } else if (at > 0 || (at < words.size() && OTHERS.contains(words.get(at)))) {
        throw new LauncherUsageException(
            "flux: '"
                + String.join(" ", words.subList(0, Math.min(at + 1, words.size())))
                + "' starts no step; "
                + USAGE);
      }
    }

    private void longOption(String word) throws LauncherUsageException {
      int equals = word.indexOf('=');
      String name = word.substring(2, equals < 0 ? word.length() : equals);
      if (equals >= 0) {
        use(name, word.substring(0, equals), word.substring(equals + 1), List.of(word));
      } else if (FluxOptions.takesValue(name)) {
        String value = next(word);
        use(name, word, value, List.of(word, value));
      } else {
        use(name, word, "", List.of(word));
      }
    }

    /** {@code -N4}, {@code -N 4}, {@code -lN4}: the last letter with its value. */
    private void letters(String word) throws LauncherUsageException {
      for (int i = 1; i < word.length(); i++) {
        char letter = word.charAt(i);
        if (FluxOptions.takesValue(letter)) {
          String rest = word.substring(i + 1);
          String value = rest.isEmpty() ? next(word) : rest;
          List<String> asWritten = rest.isEmpty() ? List.of(word, value) : List.of(word);
          // argparse takes -N=4 as well.
          String plain = rest.startsWith("=") ? rest.substring(1) : value;
          use(FluxOptions.nameOf(letter), "-" + letter, plain, asWritten);
          return;
        }
      }
      options.add(word);
    }

    private String next(String option) throws LauncherUsageException {
      if (at == words.size()) {
        throw new LauncherUsageException("flux: " + option + " needs a value; " + USAGE);
      }
      return words.get(at++);
    }

    private void use(String name, String option, String value, List<String> asWritten)
        throws LauncherUsageException {
      switch (name) {
        case "requires", "require" -> requires.add(value);
        case "nodes" -> {
          nodes = OptionalInt.of(number(option, value));
          options.addAll(asWritten);
        }
        case "ntasks" -> {
          tasks = OptionalInt.of(number(option, value));
          options.addAll(asWritten);
        }
        case "dry-run", "dry" ->
            throw new LauncherUsageException(
                "flux: " + option + " starts no step; use scr_run --dry-run");
        default -> options.addAll(asWritten);
      }
    }

    private static int number(String option, String value) throws LauncherUsageException {
      if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < 1) {
        throw new LauncherUsageException(
            "flux: " + option + ": '" + FluxText.shown(value) + "' is not a number from 1 on");
      }
      return Integer.parseInt(value);
    }
  }
}
