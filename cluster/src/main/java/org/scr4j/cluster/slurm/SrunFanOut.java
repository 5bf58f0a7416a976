package org.scr4j.cluster.slurm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.cluster.NodeSet;

/**
 * One command on many nodes by one {@code srun}: how it is asked for, and whose is which part of
 * what comes back.
 *
 * <p>srun marks each line with the number of its task. When the command has ended, a line with a
 * mark that nobody can guess tells the task's node and the command's exit status. What srun writes
 * itself has no number.
 */
final class SrunFanOut {

  /** Runs the command that it is given, then tells how it ended; in POSIX sh. */
  private static final String SCRIPT =
      "m=$1; shift; \"$@\"; s=$?; printf '\\n%s %s %s\\n' \"$m\" \"$SLURMD_NODENAME\" \"$s\"";

  private static final Pattern LINE = Pattern.compile(" *([0-9]{1,9}): ?(.*)", Pattern.DOTALL);

  private final String mark;
  private final Map<Integer, List<String>> out = new HashMap<>();
  private final Map<Integer, List<String>> err = new HashMap<>();
  private final Map<String, Integer> tasks = new LinkedHashMap<>();
  private final Map<String, Integer> statuses = new HashMap<>();
  private final List<String> messages = new ArrayList<>();

  /**
   * What one node gave.
   *
   * @param status of the command
   */
  record Answer(int status, String out, String err) {}

  /** A fan-out whose marks hold {@code mark}: one word, different each time. */
  SrunFanOut(String mark) {
    this.mark = mark;
  }

  /** The step's name, by which it can be found again. */
  String stepName() {
    return mark;
  }

  /** The whole command. */
  List<String> command(NodeSet nodes, List<String> program) {
    String count = Long.toString(nodes.size());
    List<String> command = new ArrayList<>(List.of(SrunLauncher.NAME));
    // It must neither wait for the application's CPUs, memory and devices nor take them away, and
    // one task that fails, or a node that does, must not end the others.
    command.addAll(
        List.of("--overlap", "-N", count, "-n", count, "--ntasks-per-node=1", "-c", "1"));
    command.addAll(List.of("--mem=0", "--gres=none", "--mpi=none", "--export=ALL"));
    command.addAll(List.of("--input=none", "--label", "--no-kill", "--kill-on-bad-exit=0"));
    command.addAll(List.of("--wait=0", "-J", mark, "-w", nodes.compressed()));
    command.addAll(List.of("sh", "-c", SCRIPT, "scr4j", mark));
    command.addAll(program);
    return List.copyOf(command);
  }

  /** Takes a line of srun's standard output. */
  synchronized void out(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return;
    }
    int task = Integer.parseInt(parts.group(1));
    String text = parts.group(2);
    Optional<String[]> end = end(text);
    if (end.isEmpty()) {
      out.computeIfAbsent(task, key -> new ArrayList<>()).add(text);
    } else {
      tasks.put(end.get()[1], task);
      statuses.put(end.get()[1], Integer.parseInt(end.get()[2]));
    }
  }

  private Optional<String[]> end(String text) {
    String[] words = text.split(" ", -1);
    return words.length == 3 && words[0].equals(mark) && words[2].matches("[0-9]{1,3}")
        ? Optional.of(words)
        : Optional.empty();
  }

  /** Takes a line of srun's standard error. */
  synchronized void err(String line) {
    Matcher parts = LINE.matcher(line);
    if (parts.matches()) {
      err.computeIfAbsent(Integer.parseInt(parts.group(1)), key -> new ArrayList<>())
          .add(parts.group(2));
    } else if (!line.isBlank()) {
      messages.add(line.strip());
    }
  }

  /** Whether the command on {@code node} has ended. */
  synchronized boolean hasEnded(String node) {
    return tasks.containsKey(node);
  }

  /** How many nodes have told that the command has ended. */
  synchronized int ended() {
    return tasks.size();
  }

  /** What {@code node} gave, once its command has ended. */
  synchronized Optional<Answer> answer(String node) {
    Integer task = tasks.get(node);
    return task == null
        ? Optional.empty()
        : Optional.of(
            new Answer(
                statuses.get(node),
                text(out.getOrDefault(task, List.of()), true),
                text(err.getOrDefault(task, List.of()), false)));
  }

  /** The mark begins on a line of its own: the line end before it is not the command's. */
  private static String text(List<String> lines, boolean marked) {
    String joined = String.join("\n", lines);
    return marked || lines.isEmpty() ? joined : joined + "\n";
  }

  /** What srun itself said of {@code node}; one line. */
  synchronized Optional<String> complaintOf(String node) {
    Pattern name = Pattern.compile("(^|[^\\w.-])" + Pattern.quote(node) + "($|[^\\w.-])");
    return errors().stream()
        .filter(line -> name.matcher(line).find())
        .findFirst()
        .map(SlurmText::shown);
  }

  /** What srun itself said first; one line, empty where it said nothing. */
  synchronized String complaint() {
    return errors().stream().findFirst().map(SlurmText::shown).orElse("");
  }

  private List<String> errors() {
    return messages.stream()
        .filter(line -> line.startsWith("srun: error: ") || line.startsWith("srun: fatal: "))
        .map(line -> line.replaceFirst("srun: (error|fatal): ", ""))
        .toList();
  }
}
