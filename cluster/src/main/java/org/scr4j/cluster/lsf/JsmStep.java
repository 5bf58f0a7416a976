package org.scr4j.cluster.lsf;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job step as {@code jslist} prints it.
 *
 * @param id its number in the job, from 1
 * @param sets how many resource sets it has; nothing where that is not told as a number
 * @param state such as {@code Running}
 */
record JsmStep(int id, OptionalInt sets, String state) {

  /** Above the rows. The words over it differ between versions, and some are those of rows. */
  private static final Pattern RULE = Pattern.compile("\\s*={10,}\\s*");

  /** Number, parent, resource sets, CPUs and GPUs of each, exit status, state. */
  private static final Pattern ROW =
      Pattern.compile(
          "\\s*([1-9]\\d{0,8})\\s+\\d{1,9}\\s+(\\S+)\\s+\\S+\\s+\\S+\\s+-?\\S+\\s+([A-Z][a-z]+)\\s*");

  /** The arguments that ask for the steps of this job. */
  static List<String> command() {
    return List.of("jslist");
  }

  /** Reads the answer; a step is what stands below the rule and has all columns. */
  static List<JsmStep> parse(String output) {
    List<JsmStep> steps = new ArrayList<>();
    boolean below = false;
    for (String line : output.lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (RULE.matcher(line).matches()) {
        below = true;
      } else if (below && row.matches()) {
        String sets = row.group(2);
        steps.add(
            new JsmStep(
                Integer.parseInt(row.group(1)),
                sets.matches("\\d{1,9}")
                    ? OptionalInt.of(Integer.parseInt(sets))
                    : OptionalInt.empty(),
                row.group(3)));
      }
    }
    return steps;
  }

  /** Whether it still has, or waits for, resources of the job. */
  boolean isAlive() {
    return !state.equals("Complete") && !state.equals("Killed");
  }
}
