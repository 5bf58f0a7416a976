package org.scr4j.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A step whose launcher is a program that runs as a child of this process until the step has ended:
 * {@code mpirun}, {@code aprun}, {@code jsrun}, {@code flux run}. Its streams are those of this
 * process, and its tasks carry a {@link StepMark}, so that none of them is left anywhere.
 */
public final class LaunchedStep implements Launcher.Step {

  private static final Duration STREAM_LIMIT = Duration.ofMillis(500);
  private static final Duration GRACE = Duration.ofMillis(500);
  private static final Duration TOOL_LIMIT = Duration.ofSeconds(10);
  private static final Duration PROOF_LIMIT = Duration.ofSeconds(8);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** What one kind of launcher adds. Called from several threads. */
  public interface Behaviour {

    /** The launcher runs as this process; called once, before all others. */
    default void started(ProcessHandle launcher) {}

    /** Whether a line on standard error says that no task has run. */
    default boolean isObstacle(String line) {
      return false;
    }

    /** The step's id as the launcher's own tools print it; nothing while it is not known. */
    default Optional<String> id() throws InterruptedException {
      return Optional.empty();
    }

    /**
     * Has the launcher's own tools kill the step, and never more than the step. Whatever it leaves
     * is killed on the nodes.
     *
     * @throws ClusterException if they cannot
     */
    default void cancel(Duration limit) throws ClusterException, InterruptedException {}

    /**
     * What the launcher's end means.
     *
     * @param status its exit status, or 128 and the signal
     * @param obstacle why no task has run, in its words, if it said so
     */
    Launcher.Outcome outcome(int status, Optional<String> obstacle);

    /** Nodes among {@code nodes} that launcher or scheduler know to be lost. */
    default NodeSet lost(NodeSet nodes) throws InterruptedException {
      return NodeSet.empty();
    }

    /** Whether {@code node} was found lost while the launcher still ran. */
    default boolean isLost(String node) {
      return false;
    }
  }

  private final Process launcher;
  private final NodeSet nodes;
  private final StepMark mark;
  private final Site site;
  private final Behaviour behaviour;
  private final MarkedProcesses processes;
  private final String fallbackId;
  private final StepOutcome outcome = new StepOutcome();
  private final LauncherMessages messages;
  private Optional<String> obstacle = Optional.empty();
  private volatile NodeSet lost = NodeSet.empty();
  private final ReentrantLock ending = new ReentrantLock();
  private volatile boolean clean;

  private LaunchedStep(
      Process launcher,
      NodeSet nodes,
      StepMark mark,
      Site site,
      Behaviour behaviour,
      StepOutput output) {
    this.launcher = launcher;
    this.nodes = nodes;
    this.mark = mark;
    this.site = site;
    this.behaviour = behaviour;
    this.processes = new MarkedProcesses(site.shell());
    this.fallbackId = mark.jobId() + "." + COUNT.getAndIncrement();
    this.messages =
        new LauncherMessages(output.recordingErr(launcher.getErrorStream()), this::read);
  }

  /**
   * Starts {@code command}.
   *
   * @param environment its whole environment; the mark is added
   * @param nodes those that its tasks run on
   * @param output where its output goes
   * @throws ClusterException if it cannot be started
   */
  public static LaunchedStep start(
      List<String> command,
      Map<String, String> environment,
      NodeSet nodes,
      StepMark mark,
      Site site,
      Behaviour behaviour,
      StepOutput output)
      throws ClusterException {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put(StepMark.VARIABLE, mark.text());
    ProcessBuilder builder =
        new ProcessBuilder(SearchPath.located(command, variables))
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(output.redirect());
    builder.environment().clear();
    builder.environment().putAll(variables);
    LaunchedStep step;
    try {
      Process launcher = builder.start();
      behaviour.started(launcher.toHandle());
      output.passOut(launcher);
      step = new LaunchedStep(launcher, nodes, mark, site, behaviour, output);
    } catch (IOException e) {
      throw new ClusterException(
          ProcessRunner.whyNotStarted(command.get(0), Optional.empty(), e), e);
    }
    Thread supervisor = new Thread(step::supervise, "launcher");
    supervisor.setDaemon(true);
    supervisor.start();
    return step;
  }

  private synchronized void read(String line) {
    if (obstacle.isEmpty() && behaviour.isObstacle(line)) {
      obstacle = Optional.of(NodeSetParser.printable(line.strip()));
    }
  }

  private synchronized Optional<String> obstacle() {
    return obstacle;
  }

  private void supervise() {
    try {
      int status = launcher.waitFor();
      messages.await(STREAM_LIMIT);
      lost = behaviour.lost(nodes);
      if (lost.isEmpty() && status == 0) {
        lost = silent();
      }
      outcome.is(
          lost.isEmpty()
              ? behaviour.outcome(status, obstacle())
              : new Launcher.NodesLost(lost, status));
    } catch (InterruptedException | RuntimeException e) {
      outcome.failed(e);
    }
  }

  /** Some launchers return 0 although a node of theirs has died. */
  private NodeSet silent() throws InterruptedException {
    if (site.liveness().isEmpty()) {
      return NodeSet.empty();
    }
    Liveness liveness = site.liveness().get();
    try {
      return liveness.ask(nodes).isEmpty()
          ? NodeSet.empty()
          : NodeSet.of(liveness.find(nodes, NodeSet.empty(), PROOF_LIMIT).keySet());
    } catch (ClusterException e) {
      // Nothing can be proven: the status counts, and the checks before the next run.
      return NodeSet.empty();
    }
  }

  @Override
  public String id() {
    try {
      return behaviour.id().orElse(fallbackId);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fallbackId;
    }
  }

  /** The launcher's process. */
  public ProcessHandle process() {
    return launcher.toHandle();
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
    if (!grace.isZero()) {
      launcher.destroy();
      if (await(grace).isPresent()) {
        return;
      }
    }
    ending.lock();
    try {
      quietly(() -> behaviour.cancel(TOOL_LIMIT));
      ProcessTree.end(launcher.toHandle(), GRACE);
      // Without its launcher no task starts any more: what is found now is all there is.
      quietly(() -> clean = processes.kill(reachable(), mark, TOOL_LIMIT) && !launcher.isAlive());
    } finally {
      ending.unlock();
    }
    await();
  }

  private interface Action {
    void run() throws ClusterException, InterruptedException;
  }

  /** One way of several to the same end; {@link #awaitClean} tells whether it was reached. */
  private static void quietly(Action action) throws InterruptedException {
    try {
      action.run();
    } catch (ClusterException e) {
      return;
    }
  }

  /** Without those that are known to be gone, for which one could only wait. */
  private NodeSet reachable() {
    Predicate<String> gone =
        node ->
            lost.contains(node)
                || behaviour.isLost(node)
                || site.liveness().flatMap(liveness -> liveness.gone(node)).isPresent();
    return NodeSet.of(nodes.stream().filter(gone.negate()).toList());
  }

  @Override
  public boolean awaitClean(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    if (!ending.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    ending.unlock();
    for (int look = 0; !clean && System.nanoTime() - end < 0; look++) {
      if (look > 0) {
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.interrupted()) {
          throw new InterruptedException("while waiting for the end of step " + id());
        }
      }
      clean = !launcher.isAlive() && noneLeft(look > 0, end);
    }
    return clean;
  }

  /** What outlives its launcher is of no use to anybody. */
  private boolean noneLeft(boolean kill, long end) throws InterruptedException {
    Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    Duration limit = left.compareTo(TOOL_LIMIT) < 0 ? left : TOOL_LIMIT;
    try {
      if (kill) {
        processes.kill(reachable(), mark, limit);
      }
      return processes.none(reachable(), mark, limit);
    } catch (ClusterException e) {
      return false;
    }
  }

  /**
   * Kills what dead starters have left on the nodes of {@code allocation}.
   *
   * @return one line for each step that was found
   */
  public static List<String> endOrphans(Site site, Allocation allocation, Duration limit)
      throws ClusterException, InterruptedException {
    String host = ThisHost.name();
    MarkedProcesses processes = new MarkedProcesses(site.shell());
    List<String> lines = new ArrayList<>();
    for (Map.Entry<StepMark, NodeSet> found :
        processes.marks(allocation.nodes(), limit).entrySet()) {
      StepMark mark = found.getKey();
      if (mark.isOf(allocation.jobId(), host) && !mark.isStarterAlive()) {
        processes.kill(found.getValue(), mark, limit);
        lines.add(
            "processes on "
                + found.getValue()
                + ": their scr_run (process "
                + mark.pid()
                + ") is gone");
      }
    }
    return lines;
  }
}
