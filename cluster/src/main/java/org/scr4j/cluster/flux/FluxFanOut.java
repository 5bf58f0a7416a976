package org.scr4j.cluster.flux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One command on many nodes by one {@code flux exec}: how it is asked for, and whose is which part
 * of what comes back.
 *
 * <p>flux exec marks each line with the broker's rank. When the command has ended, a word that
 * nobody can guess and its exit status end the line: an empty line before them would make flux-core
 * 0.88 complain on the instance's standard error. What flux exec writes itself has no mark, such as
 * {@code flux-exec: Error: rank 2: sh: No route to host}.
 */
final class FluxFanOut {

  /** Runs the command that it is given, then tells how it ended; in POSIX sh. */
  private static final String SCRIPT = "m=$1; shift; \"$@\"; printf '%s %s\\n' \"$m\" $?";

  private static final Pattern LINE = Pattern.compile("([0-9]{1,9}): ?(.*)", Pattern.DOTALL);
  private static final Pattern ERROR =
      Pattern.compile("flux-exec: (?:Error: )?rank ([0-9]{1,9}): (?:.*: )?([^:]+)");

  private final String word;
  private final Map<Integer, StringBuilder> out = new HashMap<>();
  private final Map<Integer, StringBuilder> err = new HashMap<>();
  private final Map<Integer, Integer> statuses = new HashMap<>();
  private final Map<Integer, String> errors = new HashMap<>();
  private String message = "";

  /**
   * What one rank gave.
   *
   * @param status of the command
   */
  record Answer(int status, String out, String err) {}

  /** A fan-out whose last lines hold {@code word}: different each time. */
  FluxFanOut(String word) {
    this.word = word;
  }

  /** The whole command. */
  List<String> command(String flux, List<Integer> ranks, List<String> program) {
    String idset = ranks.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
    List<String> command = new ArrayList<>(List.of(flux, "exec", "-n", "-l", "-r", idset));
    command.addAll(List.of("sh", "-c", SCRIPT, "scr4j", word));
    command.addAll(program);
    return List.copyOf(command);
  }

  /** Takes a line of flux exec's standard output. */
  synchronized void out(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return;
    }
    int rank = Integer.parseInt(parts.group(1));
    String text = parts.group(2);
    int at = text.lastIndexOf(word + " ");
    String status = at < 0 ? "" : text.substring(at + word.length() + 1);
    StringBuilder sofar = out.computeIfAbsent(rank, key -> new StringBuilder());
    if (status.matches("[0-9]{1,3}")) {
      statuses.put(rank, Integer.parseInt(status));
      sofar.append(text, 0, at);
    } else {
      sofar.append(text).append('\n');
    }
  }

  /** Takes a line of flux exec's standard error. */
  synchronized void err(String line) {
    Matcher parts = LINE.matcher(line);
    Matcher error = ERROR.matcher(line);
    if (parts.matches()) {
      err.computeIfAbsent(Integer.parseInt(parts.group(1)), key -> new StringBuilder())
          .append(parts.group(2))
          .append('\n');
    } else if (error.matches()) {
      errors.put(Integer.parseInt(error.group(1)), FluxText.shown(error.group(2)));
    } else if (!line.isBlank()) {
      message = FluxText.shown(line);
    }
  }

  /** Whether nothing more will come from {@code rank}. */
  synchronized boolean hasEnded(int rank) {
    return statuses.containsKey(rank) || errors.containsKey(rank);
  }

  /** What {@code rank} gave, once its command has ended. */
  synchronized Optional<Answer> answer(int rank) {
    Integer status = statuses.get(rank);
    return status == null
        ? Optional.empty()
        : Optional.of(
            new Answer(
                status,
                out.getOrDefault(rank, new StringBuilder()).toString(),
                err.getOrDefault(rank, new StringBuilder()).toString()));
  }

  /** What flux exec itself said of {@code rank}, or at all; empty where it said nothing. */
  synchronized String complaint(int rank) {
    return errors.getOrDefault(rank, message);
  }
}
