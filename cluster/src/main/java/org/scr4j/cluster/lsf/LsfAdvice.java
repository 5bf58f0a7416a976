package org.scr4j.cluster.lsf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What LSF and JSM read when a job starts, and what keeps the job when a node of it fails: {@code
 * DJOB_COMMFAIL_ACTION} as a variable, {@code FAULT_TOLERANCE} in {@code ~/.jsm.conf}.
 */
final class LsfAdvice {

  private static final String ACTION = "LSB_DJOB_COMMFAIL_ACTION";
  private static final String KILL_TASKS = "KILL_TASKS";
  private static final String CONFIGURATION = ".jsm.conf";
  private static final String TOLERANT = "\\s*FAULT_TOLERANCE\\s*=\\s*1\\s*(#.*)?";
  private static final long LONGEST_FILE = 1 << 20;

  private LsfAdvice() {}

  /** One line for each thing that is missing. */
  static List<String> of(Map<String, String> environment) {
    List<String> lines = new ArrayList<>();
    if (!LsfVariables.find(ACTION, environment).equals(Optional.of(KILL_TASKS))) {
      lines.add(
          ACTION
              + " is not "
              + KILL_TASKS
              + ": LSF may end the whole job when a node of it fails; submit it with bsub -env"
              + " \"all, "
              + ACTION
              + "="
              + KILL_TASKS
              + "\"");
    }
    if (LsfHostList.hasJobSteps(environment) && !isTolerant(environment)) {
      lines.add(
          "~/"
              + CONFIGURATION
              + " does not say FAULT_TOLERANCE=1: jsrun may start nothing more once a node has"
              + " failed; copy the site's jsm.conf there and set it before the job starts");
    }
    return lines;
  }

  private static boolean isTolerant(Map<String, String> environment) {
    Path file = Path.of(environment.getOrDefault("HOME", "/"), CONFIGURATION);
    try {
      return Files.isRegularFile(file)
          && Files.size(file) <= LONGEST_FILE
          && Files.readString(file, StandardCharsets.ISO_8859_1)
              .lines()
              .anyMatch(line -> line.matches(TOLERANT));
    } catch (IOException e) {
      // What cannot be read by the user cannot be read by JSM on his behalf either.
      return false;
    }
  }
}
