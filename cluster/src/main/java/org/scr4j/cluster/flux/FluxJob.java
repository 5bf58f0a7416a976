package org.scr4j.cluster.flux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LaunchedStep;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessTree;
import org.scr4j.cluster.StepMark;

/** The job behind a {@code flux run}: found, watched, cancelled by its id. */
final class FluxJob implements LaunchedStep.Behaviour {

  /** Under it the job knows the {@link StepMark} of its step. */
  static final String ATTRIBUTE = "user.scr_step_mark";

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final String REASON = "ended by scr_run";
  private static final int SIGNALS = 64;

  /** {@code flux run} itself, its parser, and the scheduler's answer that flux run passes on. */
  private static final Pattern OBSTACLE =
      Pattern.compile(
          "flux(-run|: run| run)?: (ERROR|error): .*"
              + "|[0-9.]+s: job\\.exception \\S+ type=(alloc|validate|depend|submit) severity=0.*"
              + "|flux: .* is not a flux command.*");

  private final FluxTools tools;
  private final Optional<Liveness> liveness;
  private final NodeSet nodes;
  private final StepMark mark;
  private Optional<ProcessHandle> launcher = Optional.empty();
  private Optional<String> id = Optional.empty();
  private Optional<String> given = Optional.empty();
  private Optional<FluxEvents> events = Optional.empty();

  /**
   * A job that is about to be started.
   *
   * @param nodes those that it may get
   */
  FluxJob(FluxTools tools, Optional<Liveness> liveness, NodeSet nodes, StepMark mark) {
    this.tools = tools;
    this.liveness = liveness;
    this.nodes = nodes;
    this.mark = mark;
  }

  /** The attribute of the job by which it is found again, {@code name=value}. */
  static String attribute(StepMark mark) {
    return ATTRIBUTE + "=" + mark.text();
  }

  /** Waits until {@code flux run} has submitted the job, has ended, or {@code limit} is over. */
  void awaitId(ProcessHandle run, Duration limit) throws InterruptedException {
    synchronized (this) {
      launcher = Optional.of(run);
    }
    long end = System.nanoTime() + limit.toNanos();
    while (id().isEmpty() && run.isAlive() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException("while flux run submitted a job");
      }
    }
  }

  /** Whether {@code flux run} has ended, after {@code wait} at the latest. */
  boolean hasEnded(Duration wait) throws InterruptedException {
    Optional<ProcessHandle> run;
    synchronized (this) {
      run = launcher;
    }
    return run.isEmpty() || ProcessTree.await(wait, () -> !ProcessTree.isRunning(run.get()));
  }

  @Override
  public synchronized Optional<String> id() {
    if (id.isEmpty()) {
      id = launcher.flatMap(FluxJob::attached);
    }
    return id;
  }

  /** Once {@code flux run} has a job it becomes {@code flux-job attach ... ID}. */
  private static Optional<String> attached(ProcessHandle process) {
    try {
      Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return attached(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // It has ended.
      return Optional.empty();
    }
  }

  /** The job that a command line, words ended by NUL in ISO 8859-1, is attached to. */
  static Optional<String> attached(String commandLine) {
    List<String> words = List.of(commandLine.split("\0"));
    int verb = words.indexOf("attach");
    boolean attach =
        verb > 0 && verb < words.size() - 1 && words.get(verb - 1).endsWith("flux-job");
    String last = words.isEmpty() ? "" : words.get(words.size() - 1);
    String text = new String(last.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return attach ? FluxText.jobId(text) : Optional.empty();
  }

  /** As {@link #id()}; a job that was never seen while its {@code flux run} lived is looked for. */
  private Optional<String> anyId(String filter) throws InterruptedException {
    Optional<String> known = id();
    if (known.isPresent()) {
      return known;
    }
    try {
      for (String job : tools.jobs(filter, LIMIT)) {
        if (FluxMarks.in(tools.specification(job, LIMIT)).equals(Optional.of(mark))) {
          synchronized (this) {
            id = Optional.of(job);
          }
          return id();
        }
      }
    } catch (ClusterException e) {
      // Flux does not answer: there is nothing to be known.
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** The job is cancelled because it would wait in the queue without end. */
  void giveUp(String reason) throws ClusterException, InterruptedException {
    synchronized (this) {
      given = Optional.of(reason);
    }
    Optional<String> job = id();
    if (job.isPresent()) {
      tools.cancel(job.get(), reason, LIMIT);
    }
  }

  @Override
  public boolean isObstacle(String line) {
    return OBSTACLE.matcher(line).matches();
  }

  @Override
  public void cancel(Duration limit) throws ClusterException, InterruptedException {
    Optional<String> job = anyId("pending,running");
    if (job.isEmpty()) {
      return;
    }
    tools.cancel(job.get(), REASON, limit);
    tools.kill(job.get(), limit);
    disconnectGone(limit);
  }

  /** Flux would wait for nodes that have fallen silent. */
  private void disconnectGone(Duration limit) throws ClusterException, InterruptedException {
    List<String> gone =
        nodes.stream().filter(node -> liveness.flatMap(one -> one.gone(node)).isPresent()).toList();
    if (gone.isEmpty()) {
      return;
    }
    Map<String, Integer> ranks = tools.instance(limit).ranks();
    for (String node : gone) {
      if (ranks.containsKey(node)) {
        tools.disconnect(ranks.get(node), limit);
      }
    }
  }

  /** Called once {@code flux run} has ended. */
  @Override
  public NodeSet lost(NodeSet among) throws InterruptedException {
    Optional<String> job = anyId("pending,running,inactive");
    if (job.isEmpty()) {
      return NodeSet.empty();
    }
    try {
      FluxEvents last = tools.events(job.get(), LIMIT);
      if (!last.over()) {
        last = finished(job.get());
      }
      synchronized (this) {
        events = Optional.of(last);
      }
      NodeSet failed = last.lost().intersection(among);
      if (!failed.isEmpty() || !last.started()) {
        return failed;
      }
      NodeSet ran = tools.nodesOf(job.get(), LIMIT).orElse(among).intersection(among);
      return tools.status(LIMIT).lost(ran);
    } catch (ClusterException e) {
      // Flux is away: the status of flux run counts, and the checks before the next run.
      return NodeSet.empty();
    }
  }

  /** flux run returns shortly before the job gives back its nodes; one that was killed, at once. */
  private FluxEvents finished(String job) throws ClusterException, InterruptedException {
    Duration wait = Duration.ofSeconds(1);
    if (!tools.events(job, LIMIT).names().contains("finish")
        || !tools.awaitEvent(job, "clean", wait, LIMIT)) {
      tools.cancel(job, REASON, LIMIT);
      tools.kill(job, LIMIT);
      tools.awaitEvent(job, "clean", LIMIT, LIMIT.plus(wait));
    }
    return tools.events(job, LIMIT);
  }

  @Override
  public synchronized Launcher.Outcome outcome(int status, Optional<String> obstacle) {
    if (given.isPresent()) {
      return new Launcher.NotStarted(given.get());
    }
    if (status != 0 && events.isPresent() && !events.get().started()) {
      return new Launcher.NotStarted(
          "flux: " + events.get().fatal().or(() -> obstacle).orElse("the job did not start"));
    }
    if (status != 0 && id.isEmpty()) {
      return new Launcher.NotStarted(
          obstacle.orElse("flux run ended with status " + status + " before it had a job"));
    }
    return status > 128 && status <= 128 + SIGNALS
        ? new Launcher.Signalled(status - 128)
        : new Launcher.Exited(status);
  }
}
