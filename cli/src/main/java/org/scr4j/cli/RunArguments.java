package org.scr4j.cli;

import java.io.File;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands behind LAUNCHER in {@code scr_run LAUNCHER ...}: arguments of the launcher, with
 * {@code -rc} and {@code -rs} of ours among them, then the program. From the program on nothing is
 * ours, whatever it looks like.
 */
record RunArguments(
    List<String> launcherArguments, Optional<String> runCommand, Optional<String> restartCommand) {

  /**
   * Takes apart what stands behind the launcher's name.
   *
   * @param launcher its name: {@code flux} has words of its own before its options
   */
  static RunArguments parse(String launcher, List<String> words, Map<String, String> environment)
      throws UsageException {
    List<String> rest = new ArrayList<>();
    Optional<String> run = Optional.empty();
    Optional<String> restart = Optional.empty();
    boolean behindOption = false;
    int verbs = verbs(launcher, words);
    rest.addAll(words.subList(0, verbs));
    Iterator<String> left = words.subList(verbs, words.size()).iterator();
    while (left.hasNext()) {
      String word = left.next();
      if (is(word, "-rc", "--run-cmd")) {
        run = Optional.of(value(word, left));
      } else if (is(word, "-rs", "--restart-cmd")) {
        restart = Optional.of(value(word, left));
      } else {
        rest.add(word);
        if (!word.startsWith("-") && (!behindOption || isProgram(word, environment))) {
          left.forEachRemaining(rest::add);
        }
        behindOption = wantsValue(word);
      }
    }
    return new RunArguments(List.copyOf(rest), run, restart);
  }

  /** {@code flux run}, {@code flux mini run}. */
  private static int verbs(String launcher, List<String> words) {
    int count = 0;
    if (launcher.equals("flux")) {
      count += words.size() > count && words.get(count).equals("mini") ? 1 : 0;
      count += words.size() > count && words.get(count).equals("run") ? 1 : 0;
    }
    return count;
  }

  /** {@code -n 8} may; {@code -n8} and {@code --nodes=4} have theirs. */
  private static boolean wantsValue(String word) {
    boolean attached = word.contains("=") || word.matches("-[A-Za-z]\\d.*");
    return word.startsWith("-") && !attached;
  }

  private static boolean is(String word, String brief, String full) {
    return word.equals(brief)
        || word.equals(full)
        || word.startsWith(brief + "=")
        || word.startsWith(full + "=");
  }

  private static String value(String word, Iterator<String> left) throws UsageException {
    int equals = word.indexOf('=');
    if (equals >= 0) {
      return word.substring(equals + 1);
    }
    if (!left.hasNext()) {
      throw new UsageException(word + " needs a command");
    }
    return left.next();
  }

  /** An option may have a value of its own or none: only what can be run starts the program. */
  private static boolean isProgram(String word, Map<String, String> environment) {
    if (word.contains("/")) {
      return runnable(new File(word));
    }
    for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (!directory.isEmpty() && runnable(new File(directory, word))) {
        return true;
      }
    }
    return false;
  }

  private static boolean runnable(File file) {
    return file.isFile() && file.canExecute();
  }
}
