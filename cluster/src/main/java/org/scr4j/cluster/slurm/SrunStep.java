package org.scr4j.cluster.slurm;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.StepOutcome;
import org.scr4j.cluster.StepOutput;

/** A running step: its srun, and what the scheduler knows of it. */
final class SrunStep implements Launcher.Step {

  private static final Duration TOOL_LIMIT = Duration.ofSeconds(10);
  private static final Duration STREAM_LIMIT = Duration.ofMillis(500);

  /** A killed step with all its nodes ends sooner; where one is dead srun waits for KillWait. */
  private static final Duration SRUN_LIMIT = Duration.ofMillis(300);

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);

  /** As Slurm calls a step that has no number yet. */
  private static final String NO_NUMBER = ".TBD";

  private final SlurmTools tools;
  private final RemoteShell shell;
  private final String jobId;
  private final NodeSet nodes;
  private final Process srun;
  private final SrunMessages messages;
  private final String host;
  private final StepOutcome outcome = new StepOutcome();
  private volatile Optional<String> id = Optional.empty();

  private SrunStep(
      SlurmTools tools,
      RemoteShell shell,
      String jobId,
      NodeSet nodes,
      Process srun,
      String host,
      StepOutput output) {
    this.tools = tools;
    this.shell = shell;
    this.jobId = jobId;
    this.nodes = nodes;
    this.srun = srun;
    this.host = host;
    this.messages = new SrunMessages(output.recordingErr(srun.getErrorStream()));
  }

  /** The step that {@code srun}, a process of this host, runs on {@code nodes}. */
  static SrunStep of(
      SlurmTools tools,
      RemoteShell shell,
      String jobId,
      NodeSet nodes,
      Process srun,
      String host,
      StepOutput output) {
    output.passOut(srun);
    SrunStep step = new SrunStep(tools, shell, jobId, nodes, srun, host, output);
    Thread supervisor = new Thread(step::supervise, "srun");
    supervisor.setDaemon(true);
    supervisor.start();
    return step;
  }

  private void supervise() {
    try {
      int status = srun.waitFor();
      messages.await(STREAM_LIMIT);
      outcome.is(SrunMessages.outcome(status, messages.obstacle(), lost()));
    } catch (InterruptedException | RuntimeException e) {
      outcome.failed(e);
    }
  }

  /** Nodes of the step that have left the job. */
  private NodeSet lost() throws InterruptedException {
    try {
      return tools
          .job(jobId, TOOL_LIMIT)
          .map(SlurmJob::nodes)
          .filter(members -> !members.isEmpty())
          .map(nodes::minus)
          .orElse(NodeSet.empty());
    } catch (ClusterException e) {
      // The scheduler is away: srun's status alone counts, and the checks before the next run.
      return NodeSet.empty();
    }
  }

  /** Waits until the scheduler has given the step a number, for {@code limit} at most. */
  void awaitNumber(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (find().isEmpty() && System.nanoTime() - end < 0) {
      if (srun.waitFor(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  /** The step's id, once the scheduler lists a step of our srun. */
  private Optional<String> find() throws InterruptedException {
    if (id.isPresent()) {
      return id;
    }
    try {
      id =
          tools.steps(jobId, TOOL_LIMIT).stream()
              .filter(step -> step.isOf(host, srun.pid()))
              .map(SlurmStep::id)
              .findFirst();
    } catch (ClusterException e) {
      // The scheduler is away: asked again when it matters.
      return Optional.empty();
    }
    return id;
  }

  @Override
  public String id() {
    return id.orElse(jobId + NO_NUMBER);
  }

  @Override
  public NodeSet nodes() {
    return nodes;
  }

  @Override
  public Launcher.Outcome await() throws InterruptedException {
    return outcome.await();
  }

  @Override
  public Optional<Launcher.Outcome> await(Duration limit) throws InterruptedException {
    return outcome.await(limit);
  }

  @Override
  public void end(Duration grace) throws InterruptedException {
    if (outcome.isKnown()) {
      return;
    }
    Optional<String> step = find();
    if (step.isEmpty()) {
      // No number, no tasks: srun gives up waiting for it.
      srun.destroy();
    } else if (!grace.isZero() && endedByTerm(step.get(), grace)) {
      return;
    } else {
      kill(step.get());
    }
    abandon();
    await();
  }

  private boolean endedByTerm(String step, Duration grace) throws InterruptedException {
    long end = System.nanoTime() + grace.toNanos();
    try {
      tools.terminate(step, grace);
    } catch (ClusterException e) {
      // The scheduler or a node does not answer: KILL goes another way.
      return false;
    }
    return await(Duration.ofNanos(Math.max(0, end - System.nanoTime()))).isPresent();
  }

  private void kill(String step) throws InterruptedException {
    try {
      tools.kill(step, TOOL_LIMIT);
    } catch (ClusterException e) {
      // The scheduler is away: srun itself knows the nodes.
      srun.destroy();
    }
  }

  /**
   * After KILL only srun is left to end. It waits long for a node that is dead; that is cut short
   * as soon as no process is left on the others.
   */
  private void abandon() throws InterruptedException {
    if (!srun.waitFor(SRUN_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
      awaitClean(TOOL_LIMIT);
      srun.destroyForcibly();
    }
  }

  @Override
  public boolean awaitClean(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    if (id.isEmpty()) {
      return !srun.isAlive();
    }
    for (int look = 0; System.nanoTime() - end < 0; look++) {
      // The scheduler forgets a step once all its nodes have told that it is over; it waits for
      // dead ones too, so that after some time the others are asked themselves.
      if (!isListed() || (look > 0 && noneLeft(end))) {
        return true;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for the end of step " + id());
      }
    }
    return false;
  }

  private boolean isListed() throws InterruptedException {
    try {
      return tools.steps(jobId, TOOL_LIMIT).stream().anyMatch(step -> step.id().equals(id()));
    } catch (ClusterException e) {
      return true;
    }
  }

  private boolean noneLeft(long end) throws InterruptedException {
    Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    Duration limit = left.compareTo(PROBE_LIMIT) < 0 ? left : PROBE_LIMIT;
    try {
      Map<String, RemoteShell.Result> pids = shell.run(nodes, StepProcesses.command(id()), limit);
      return pids.values().stream().allMatch(StepProcesses::none);
    } catch (ClusterException e) {
      return false;
    }
  }
}
