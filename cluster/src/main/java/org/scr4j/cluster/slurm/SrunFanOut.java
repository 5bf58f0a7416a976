package org.scr4j.cluster.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.scr4j.cluster.FanOutAnswers;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ToolText;

/**
 * One command on many nodes by one {@code srun}: how it is asked for, and whose is which part of
 * what comes back.
 *
 * <p>srun marks each line with the number of its task. When the command has ended, a line with a
 * mark that nobody can guess tells the task's node and the command's exit status. What srun writes
 * itself has no number.
 */
final class SrunFanOut {

  private static final String SCRIPT = FanOutAnswers.script("$SLURMD_NODENAME");

  private static final Pattern LINE = Pattern.compile(" *([0-9]{1,9}): ?(.*)", Pattern.DOTALL);

  private final String mark;
  private final FanOutAnswers answers;

  /** A fan-out whose marks hold {@code mark}: one word, different each time. */
  SrunFanOut(String mark) {
    this.mark = mark;
    this.answers = new FanOutAnswers(mark, LINE);
  }

  /** What the nodes have given until now. */
  FanOutAnswers answers() {
    return answers;
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

  /** What srun itself said of {@code node}; one line. */
  Optional<String> complaintOf(String node) {
    Pattern name = Pattern.compile("(^|[^\\w.-])" + Pattern.quote(node) + "($|[^\\w.-])");
    return errors().stream()
        .filter(line -> name.matcher(line).find())
        .findFirst()
        .map(ToolText::shown);
  }

  /** What srun itself said first; one line, empty where it said nothing. */
  String complaint() {
    return errors().stream().findFirst().map(ToolText::shown).orElse("");
  }

  private List<String> errors() {
    return answers.messages().stream()
        .filter(line -> line.startsWith("srun: error: ") || line.startsWith("srun: fatal: "))
        .map(line -> line.replaceFirst("srun: (error|fatal): ", ""))
        .toList();
  }
}
