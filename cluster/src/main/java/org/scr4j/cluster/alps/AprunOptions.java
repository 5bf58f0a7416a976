package org.scr4j.cluster.alps;

import java.util.Map;
import java.util.Set;

/**
 * Which options of {@code aprun} take a value: its manual, and the option tables that other
 * programs have for it. An option that is not listed is taken to have none, or one behind an equal
 * sign.
 */
final class AprunOptions {

  /** Letters with a value, attached or in the next word. */
  private static final String WITH_VALUE = "aDdeEFjLlmNnpRrStP";

  /** Words of two letters with a value in the next word. */
  private static final Set<String> PAIRS = Set.of("cc", "cp", "sl", "sn");

  /** Those of two letters without. */
  private static final Set<String> PAIRS_WITHOUT = Set.of("ss");

  private static final Set<String> LONG_WITH_VALUE =
      Set.of(
          ("pes pes-per-node cpus-per-pe cpus-per-cu CPUs node-list node-list-file"
                  + " exclude-node-list exclude-node-list-file debug environment-override"
                  + " cpu-binding cpu-binding-file memory-per-pe specialized-cpus"
                  + " pes-per-numa-node numa-node-list numa-nodes-per-node cpu-time-limit"
                  + " protection-domain architecture access-mode relaunch wdir pmi")
              .split(" "));

  /** The long names of the options that matter here. */
  private static final Map<String, String> NAMES =
      Map.of(
          "n", "pes",
          "N", "pes-per-node",
          "L", "node-list",
          "l", "node-list-file",
          "E", "exclude-node-list",
          "B", "batch-args");

  private AprunOptions() {}

  /** Whether the word after the dash is an option of two letters. */
  static boolean isPair(String word) {
    return PAIRS.contains(word) || PAIRS_WITHOUT.contains(word);
  }

  static boolean takesValue(String name) {
    return name.length() == 1
        ? WITH_VALUE.contains(name)
        : PAIRS.contains(name) || LONG_WITH_VALUE.contains(name);
  }

  /** The long name where it matters, else the name itself. */
  static String fullName(String name) {
    return NAMES.getOrDefault(name, name);
  }
}
