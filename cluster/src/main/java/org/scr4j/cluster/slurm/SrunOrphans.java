package org.scr4j.cluster.slurm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessTree;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.ThisHost;

/**
 * Steps whose {@code scr_run} is dead. Only what an {@code scr_run} started is ended: its srun, and
 * every task of the step, carry {@link #OWNER}.
 */
final class SrunOrphans {

  /** Who started an srun, {@code <pid>.<milliseconds since 1970>}; inherited by its tasks. */
  static final String OWNER = "SCR_RUN_PROCESS";

  private static final Duration GRACE = Duration.ofMillis(500);
  private static final long START_SLACK_MILLIS = 2000;

  /** Prints the owner that tasks of a step have on a node: job and step are its arguments. */
  private static final String OWNERS =
      "for f in $(grep -slzx \"SLURM_STEPID=$2\" /proc/[0-9]*/environ); do"
          + " grep -sqzx \"SLURM_JOB_ID=$1\" \"$f\" && grep -shz '^"
          + OWNER
          + "=' \"$f\" | tr '\\0' '\\n'; done | sort -u";

  private final SlurmTools tools;
  private final RemoteShell shell;
  private final String jobId;

  SrunOrphans(SlurmTools tools, RemoteShell shell, String jobId) {
    this.tools = tools;
    this.shell = shell;
    this.jobId = jobId;
  }

  /** The variable's value for {@code process}. */
  static String owner(ProcessHandle process) {
    return process.pid() + "." + started(process);
  }

  /** The step's srun, while it runs; it must be of this host. */
  static Optional<ProcessHandle> process(SlurmStep step) {
    return ProcessHandle.of(step.pid().getAsLong()).filter(ProcessTree::isRunning);
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /**
   * Ends them.
   *
   * @param granted nodes of the allocation, lost ones too
   * @param ended is told the id of each
   * @return a line for each
   */
  List<String> end(NodeSet granted, Duration limit, Consumer<String> ended)
      throws ClusterException, InterruptedException {
    String host = ThisHost.name();
    List<String> lines = new ArrayList<>();
    for (SlurmStep step : tools.steps(jobId, limit)) {
      boolean here = step.pid().isPresent() && step.isOf(host, step.pid().getAsLong());
      Optional<ProcessHandle> srun = here ? process(step) : Optional.empty();
      Optional<String> gone =
          srun.isPresent() ? deadOwner(srun.get()) : goneSrun(step, here, granted, limit);
      if (gone.isPresent() && tools.kill(step.id(), limit)) {
        lines.add("step " + step.id() + " on " + step.nodes() + ": " + gone.get() + " is gone");
        ended.accept(step.id());
        if (srun.isPresent()) {
          ProcessTree.end(srun.get(), GRACE);
        }
      }
    }
    return lines;
  }

  /** What is gone of a step whose srun does not run here, if it was a step of an scr_run. */
  private Optional<String> goneSrun(SlurmStep step, boolean here, NodeSet granted, Duration limit)
      throws ClusterException, InterruptedException {
    if (step.pid().isEmpty()) {
      return Optional.empty();
    }
    String host = SlurmStep.plain(step.host());
    boolean lost =
        !here
            && granted.contains(host)
            && !tools.job(jobId, limit).map(SlurmJob::nodes).orElse(granted).contains(host);
    return (here || lost) && isOurs(step, limit)
        ? Optional.of(here ? "its srun" : "node " + host + " with its srun")
        : Optional.empty();
  }

  /** Whether any task of the step, on a node that answers, was started by an scr_run. */
  private boolean isOurs(SlurmStep step, Duration limit)
      throws ClusterException, InterruptedException {
    String number = step.id().substring(step.id().indexOf('.') + 1);
    List<String> command = List.of("sh", "-c", OWNERS, "scr4j", jobId, number);
    return shell.run(step.nodes(), command, limit).values().stream()
        .anyMatch(
            result ->
                result instanceof RemoteShell.Finished done
                    && done.out().lines().anyMatch(line -> line.startsWith(OWNER + "=")));
  }

  /** The scr_run that started this srun, if it runs no more. */
  private static Optional<String> deadOwner(ProcessHandle srun) {
    Optional<String> owner = variable(srun.pid());
    if (owner.isEmpty() || !owner.get().matches("[0-9]{1,10}\\.[0-9]{1,18}")) {
      return Optional.empty();
    }
    String[] parts = owner.get().split("\\.");
    long started = Long.parseLong(parts[1]);
    boolean alive =
        ProcessHandle.of(Long.parseLong(parts[0]))
            .filter(process -> Math.abs(started(process) - started) <= START_SLACK_MILLIS)
            .filter(ProcessTree::isRunning)
            .isPresent();
    return alive ? Optional.empty() : Optional.of("its scr_run (process " + parts[0] + ")");
  }

  private static Optional<String> variable(long pid) {
    try {
      String all =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
      for (String variable : all.split("\0")) {
        if (variable.startsWith(OWNER + "=")) {
          return Optional.of(variable.substring(OWNER.length() + 1));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      // Gone meanwhile, or another user's: no business of ours.
      return Optional.empty();
    }
  }
}
