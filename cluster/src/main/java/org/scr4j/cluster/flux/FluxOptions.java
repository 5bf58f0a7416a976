package org.scr4j.cluster.flux;

import java.util.Set;

/**
 * Which options of {@code flux run} take a value: flux-run(1), flux-core 0.48 to 0.88. An option
 * that is not listed is taken to have none, or one behind an equal sign.
 */
final class FluxOptions {

  private static final String LETTERS_WITH_VALUE = "BqtoSnNcg";

  private static final Set<String> WITH_VALUE =
      Set.of(
          "bank",
          "queue",
          "time-limit",
          "urgency",
          "job-name",
          "setopt",
          "setattr",
          "add-file",
          "dependency",
          "requires",
          "require",
          "begin-time",
          "env",
          "env-remove",
          "env-file",
          "rlimit",
          "input",
          "output",
          "error",
          "cwd",
          "flags",
          "signal",
          "taskmap",
          "nodes",
          "ntasks",
          "cores-per-task",
          "gpus-per-task",
          "cores",
          "tasks-per-node",
          "tasks-per-core",
          "gpus-per-node",
          "wait-event",
          "shape");

  private FluxOptions() {}

  static boolean takesValue(char letter) {
    return LETTERS_WITH_VALUE.indexOf(letter) >= 0;
  }

  static boolean takesValue(String name) {
    return WITH_VALUE.contains(name);
  }

  /** The long name of a letter that is of interest here; the letter itself where it has none. */
  static String nameOf(char letter) {
    return switch (letter) {
      case 'N' -> "nodes";
      case 'n' -> "ntasks";
      default -> Character.toString(letter);
    };
  }
}
