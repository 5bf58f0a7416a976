package org.scr4j.cluster.lsf;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The two commands that start steps of JSM, and which of their options take a value: IBM's page on
 * jsrun, LLNL's on lrun, and the option tables of LLNL's Spindle, which starts programs through
 * both. An option that is not listed is taken to have none, or one behind an equal sign.
 */
final class JsmDialect {

  /** IBM's jsrun. */
  static final JsmDialect JSRUN =
      new JsmDialect(
          "jsrun",
          Map.ofEntries(
              Map.entry('a', "tasks_per_rs"),
              Map.entry('p', "np"),
              Map.entry('c', "cpu_per_rs"),
              Map.entry('d', "launch_distribution"),
              Map.entry('g', "gpu_per_rs"),
              Map.entry('K', "rs_per_socket"),
              Map.entry('l', "latency_priority"),
              Map.entry('m', "memory_per_rs"),
              Map.entry('n', "nrs"),
              Map.entry('r', "rs_per_host"),
              Map.entry('e', "stdio_mode"),
              Map.entry('f', "appfile"),
              Map.entry('I', "stdin_rank"),
              Map.entry('k', "stdio_stderr"),
              Map.entry('o', "stdio_stdout"),
              Map.entry('t', "stdio_input"),
              Map.entry('h', "chdir"),
              Map.entry('A', "allocate_only"),
              Map.entry('H', "launch_node_task"),
              Map.entry('J', "use_reservation"),
              Map.entry('L', "use_spindle"),
              Map.entry('M', "smpiargs"),
              Map.entry('P', "pre_post_exec"),
              Map.entry('S', "save_resources"),
              Map.entry('U', "use_resources"),
              Map.entry('x', "exclude_hosts"),
              Map.entry('X', "exit_on_error"),
              Map.entry('Z', "progress"),
              Map.entry('b', "bind"),
              Map.entry('D', "env_no_propagate"),
              Map.entry('E', "env"),
              Map.entry('F', "env_eval")),
          Map.of('i', "immediate", '?', "help", 'V', "version"),
          Set.of("erf_input", "erf_output", "erf_output_pidx", "print_placement"));

  /**
   * LLNL's lrun, which computes arguments for jsrun and passes on those of jsrun that it is given.
   */
  static final JsmDialect LRUN =
      new JsmDialect(
          "lrun",
          Map.of('n', "ntasks", 'N', "nodes", 'T', "tasks_per_node", 'W', "minutes", 'p', "ntasks"),
          Map.of('1', "one_node", 'v', "verbose"),
          Set.of());

  private final String program;
  private final Map<Character, String> withValue;
  private final Map<Character, String> flags;
  private final Set<String> longOnly;

  private JsmDialect(
      String program,
      Map<Character, String> withValue,
      Map<Character, String> flags,
      Set<String> longOnly) {
    this.program = program;
    this.withValue = withValue;
    this.flags = flags;
    this.longOnly = longOnly;
  }

  /** Its usual name. */
  String program() {
    return program;
  }

  private List<JsmDialect> tables() {
    return this == LRUN ? List.of(LRUN, JSRUN) : List.of(JSRUN);
  }

  /** The long name of the option with this letter; the letter where there is none. */
  String nameOf(char letter) {
    return tables().stream()
        .flatMap(table -> Stream.of(table.withValue.get(letter), table.flags.get(letter)))
        .filter(name -> name != null)
        .findFirst()
        .orElse(Character.toString(letter));
  }

  /** Whether the option with this letter takes a value, attached or in the next word. */
  boolean takesValue(char letter) {
    for (JsmDialect table : tables()) {
      if (table.withValue.containsKey(letter)) {
        return true;
      }
      if (table.flags.containsKey(letter)) {
        return false;
      }
    }
    return false;
  }

  /** Whether the option with this long name takes a value, in the next word where it has no "=". */
  boolean takesValue(String name) {
    return tables().stream()
        .anyMatch(table -> table.longOnly.contains(name) || table.withValue.containsValue(name));
  }
}
