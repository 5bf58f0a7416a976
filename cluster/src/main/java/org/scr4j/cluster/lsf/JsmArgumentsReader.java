package org.scr4j.cluster.lsf;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.cluster.ToolText;

/** Goes once through the words behind {@code jsrun} or {@code lrun}. */
final class JsmArgumentsReader {

  /** As many as there are. */
  private static final String ALL = "ALL_HOSTS";

  private final JsmDialect dialect;
  private final List<String> words;
  private final List<String> options = new ArrayList<>();
  private NodeSet excluded = NodeSet.empty();
  private OptionalInt nodes = OptionalInt.empty();
  private OptionalInt pieces = OptionalInt.empty();
  private OptionalInt perNode = OptionalInt.empty();
  private boolean oneNode;
  private boolean programInFile;
  private int at;

  JsmArgumentsReader(JsmDialect dialect, List<String> words) {
    this.dialect = dialect;
    this.words = words;
  }

  JsmArguments read() throws LauncherUsageException {
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
    List<String> program = words.subList(at, words.size());
    if (program.isEmpty() && !programInFile) {
      throw new LauncherUsageException(dialect.program() + ": no program; " + usage());
    }
    return new JsmArguments(
        dialect,
        options,
        count(),
        pieces,
        dialect == JsmDialect.JSRUN ? pieces : OptionalInt.empty(),
        !oneNode,
        excluded,
        program);
  }

  /** Resource sets or tasks, none of which spans nodes, by how many of them are on one node. */
  private OptionalInt count() {
    if (oneNode) {
      return OptionalInt.of(1);
    }
    if (nodes.isPresent()) {
      return nodes;
    }
    return pieces.isPresent() && perNode.isPresent()
        ? OptionalInt.of((pieces.getAsInt() - 1) / perNode.getAsInt() + 1)
        : OptionalInt.empty();
  }

  private String usage() {
    return "use: " + dialect.program() + " [options] program ...";
  }

  private void longOption(String word) throws LauncherUsageException {
    int equals = word.indexOf('=');
    String name = word.substring(2, equals < 0 ? word.length() : equals);
    if (equals >= 0) {
      use(name, "--" + name, word.substring(equals + 1), List.of(word));
    } else if (dialect.takesValue(name)) {
      String value = next(word);
      use(name, word, value, List.of(word, value));
    } else {
      use(name, word, "", List.of(word));
    }
  }

  /** {@code -n4}, {@code -n 4}, {@code -in4}: only the last letter of a word can have a value. */
  private void letters(String word) throws LauncherUsageException {
    StringBuilder flags = new StringBuilder("-");
    for (int i = 1; i < word.length(); i++) {
      char letter = word.charAt(i);
      if (dialect.takesValue(letter)) {
        addFlags(flags);
        String rest = word.substring(i + 1);
        String value = rest.isEmpty() ? next(word) : rest;
        List<String> asWritten =
            rest.isEmpty() ? List.of("-" + letter, value) : List.of("-" + letter + rest);
        use(dialect.nameOf(letter), "-" + letter, value, asWritten);
        return;
      }
      use(dialect.nameOf(letter), "-" + letter, "", List.of());
      flags.append(letter);
    }
    addFlags(flags);
  }

  private void addFlags(StringBuilder flags) {
    if (flags.length() > 1) {
      options.add(flags.toString());
    }
  }

  private String next(String option) throws LauncherUsageException {
    if (at == words.size()) {
      throw new LauncherUsageException(
          dialect.program() + ": " + option + " needs a value; " + usage());
    }
    return words.get(at++);
  }

  private void use(String name, String option, String value, List<String> asWritten)
      throws LauncherUsageException {
    switch (name) {
      case "exclude_hosts" -> {
        excluded = excluded.union(nodeSet(option, value));
        return;
      }
      case "nodes" -> {
        nodes = OptionalInt.of(number(option, value));
        return;
      }
      case "nrs", "np", "ntasks" ->
          pieces = value.equals(ALL) ? OptionalInt.empty() : OptionalInt.of(number(option, value));
      case "rs_per_host", "tasks_per_node" -> perNode = OptionalInt.of(number(option, value));
      case "one_node" -> oneNode = true;
      case "appfile" -> programInFile = true;
      case "erf_input", "use_resources" ->
          throw refused(option, "a file that places tasks on hosts", "say it by -n, -r, -a, -c");
      case "use_reservation", "allocate_only" ->
          throw refused(option, "a reservation of hosts", "leave it out");
      case "immediate" -> throw refused(option, "a step that is not waited for", "leave it out");
      default -> {}
    }
    options.addAll(asWritten);
  }

  private LauncherUsageException refused(String option, String what, String remedy) {
    return new LauncherUsageException(
        dialect.program()
            + ": "
            + option
            + " ("
            + what
            + ") cannot be combined with scr_run, which chooses the nodes of each run; "
            + remedy);
  }

  private int number(String option, String value) throws LauncherUsageException {
    if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < 1) {
      throw new LauncherUsageException(
          dialect.program()
              + ": "
              + option
              + ": '"
              + ToolText.shown(value)
              + "' is not a number from 1 on");
    }
    return Integer.parseInt(value);
  }

  private NodeSet nodeSet(String option, String value) throws LauncherUsageException {
    try {
      return NodeSet.parse(value);
    } catch (NodeSetException e) {
      throw new LauncherUsageException(
          dialect.program() + ": " + option + ": " + e.getMessage(), e);
    }
  }
}
