package org.scr4j.cluster.slurm;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.SchedulerCommands;
import org.scr4j.cluster.ToolText;

/** Runs Slurm's commands for one job, each with a deadline. */
final class SlurmTools {

  /** Ten thousand nodes are some megabytes of text. */
  private static final int OUTPUT_LIMIT = 64 << 20;

  private static final int STATUS_GONE = 225;

  private final SchedulerCommands commands;

  SlurmTools(Map<String, String> environment) {
    this.commands =
        new SchedulerCommands(
            SlurmVariables.forTools(environment),
            OUTPUT_LIMIT,
            tool -> "see whether slurmctld runs: scontrol ping");
  }

  /**
   * What the scheduler says of job {@code id} now.
   *
   * @return nothing where it has ended
   */
  Optional<SlurmJob> job(String id, Duration limit) throws ClusterException, InterruptedException {
    ProcessRunner.Finished done = run(SlurmJob.command(id), limit);
    if (done.status() != 0 && done.err().contains("Invalid job id")) {
      return Optional.empty();
    }
    return SlurmJob.parse(good("squeue", done), ZoneId.systemDefault());
  }

  /** What the scheduler says of {@code nodes}; those that it does not know are left out. */
  Map<String, SlurmNode> nodes(NodeSet nodes, Duration limit)
      throws ClusterException, InterruptedException {
    if (nodes.isEmpty()) {
      return Map.of();
    }
    ProcessRunner.Finished done = run(SlurmNode.command(nodes), limit);
    Map<String, SlurmNode> found = SlurmNode.parse(done.out());
    if (found.isEmpty()) {
      good("scontrol", done);
    }
    return found;
  }

  /** The steps of job {@code id} that the scheduler knows now. */
  List<SlurmStep> steps(String id, Duration limit) throws ClusterException, InterruptedException {
    ProcessRunner.Finished done = run(SlurmStep.command(id), limit);
    // It fails where there is no step.
    boolean none = done.status() != 0 && (done.out() + done.err()).contains("not found");
    return none ? List.of() : SlurmStep.parse(good("scontrol", done));
  }

  /**
   * Asks the processes of a step to end. It reaches the nodes one way only, so that a dead node
   * among them takes all of {@code limit}.
   *
   * @return whether there was such a step
   */
  boolean terminate(String stepId, Duration limit) throws ClusterException, InterruptedException {
    return cancelled(run(List.of("scancel", "--signal=TERM", checked(stepId)), limit));
  }

  /**
   * Kills a step. Without {@code --signal} the scheduler does it, and waits for no node.
   *
   * @return whether there was such a step
   */
  boolean kill(String stepId, Duration limit) throws ClusterException, InterruptedException {
    return cancelled(run(List.of("scancel", checked(stepId)), limit));
  }

  private static String checked(String stepId) throws ClusterException {
    if (!stepId.matches("[0-9]+\\.[0-9]+")) {
      // Without the dot it would be the allocation.
      throw new ClusterException("'" + ToolText.shown(stepId) + "' is not the id of a step");
    }
    return stepId;
  }

  private static boolean cancelled(ProcessRunner.Finished done) throws ClusterException {
    boolean gone =
        done.status() == STATUS_GONE
            || done.err().contains("Invalid job id")
            || done.err().contains("already completing");
    if (!gone) {
      good("scancel", done);
    }
    return !gone;
  }

  /** A setting of the cluster's configuration. */
  Optional<String> setting(String name, Duration limit)
      throws ClusterException, InterruptedException {
    ProcessRunner.Finished done = run(List.of("scontrol", "show", "config"), limit);
    return good("scontrol", done)
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(line.indexOf('=') + 1).strip())
        .findFirst();
  }

  private ProcessRunner.Finished run(List<String> command, Duration limit)
      throws ClusterException, InterruptedException {
    return commands.run(command, limit);
  }

  private static String good(String tool, ProcessRunner.Finished done) throws ClusterException {
    return SchedulerCommands.good(tool, done);
  }
}
