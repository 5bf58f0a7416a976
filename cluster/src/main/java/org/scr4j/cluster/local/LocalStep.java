package org.scr4j.cluster.local;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessTree;
import org.scr4j.cluster.StepOutcome;

/**
 * A running step. One thread of its own hears of each rank's end, ends the others when one has
 * failed, and when all have ended, ends whatever they left behind.
 */
final class LocalStep implements Launcher.Step {

  /** For survivors to end on TERM when one rank ended by itself. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** Shorter where a rank was killed: the others can only wait for it. */
  private static final Duration GRACE_AFTER_KILL = Duration.ofMillis(500);

  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  private static final int SIGNALS = 64;
  private static final int SIGKILL = 9;

  private final LocalCluster cluster;
  private final LocalStepRecord record;
  private final NodeSet nodes;
  private final Optional<LocalGuard> guard;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final StepOutcome outcome = new StepOutcome();

  private sealed interface Event {}

  private record Ended(int status) implements Event {}

  private record EndWanted(Duration grace) implements Event {}

  private LocalStep(
      LocalCluster cluster, LocalStepRecord record, NodeSet nodes, Optional<LocalGuard> guard) {
    this.cluster = cluster;
    this.record = record;
    this.nodes = nodes;
    this.guard = guard;
  }

  /** A step whose ranks run, each one a child of this process. */
  static LocalStep running(
      LocalCluster cluster,
      LocalStepRecord record,
      NodeSet nodes,
      LocalGuard guard,
      List<Process> ranks) {
    LocalStep step = new LocalStep(cluster, record, nodes, Optional.of(guard));
    for (Process rank : ranks) {
      CompletableFuture<Void> heard =
          rank.onExit().thenAccept(ended -> step.events.add(new Ended(ended.exitValue())));
      heard.exceptionally(step::broken);
    }
    Thread supervisor = new Thread(() -> step.supervise(ranks), "step " + step.id());
    supervisor.setDaemon(true);
    supervisor.start();
    return step;
  }

  /** A step of which no rank runs. */
  static LocalStep notStarted(
      LocalCluster cluster, LocalStepRecord record, NodeSet nodes, String reason) {
    LocalStep step = new LocalStep(cluster, record, nodes, Optional.empty());
    step.outcome.is(new Launcher.NotStarted(reason));
    return step;
  }

  private Void broken(Throwable fault) {
    outcome.failed(fault);
    return null;
  }

  private void supervise(List<Process> ranks) {
    try {
      Launcher.Outcome result = untilAllEnded(ranks);
      finish();
      outcome.is(result);
    } catch (InterruptedException | IOException | RuntimeException e) {
      outcome.failed(e);
    }
  }

  private Launcher.Outcome untilAllEnded(List<Process> ranks) throws InterruptedException {
    Launcher.Outcome first = new Launcher.Exited(0);
    boolean ending = false;
    int left = ranks.size();
    OptionalLong killAt = OptionalLong.empty();
    while (left > 0) {
      Optional<Event> event = next(killAt);
      if (event.isEmpty()) {
        ranks.forEach(Process::destroyForcibly);
        cluster.processes().find(variables()).forEach(ProcessHandle::destroyForcibly);
        killAt = OptionalLong.empty();
      } else if (event.get() instanceof EndWanted wanted) {
        ending = true;
        killAt = OptionalLong.of(terminate(ranks, wanted.grace()));
      } else if (event.get() instanceof Ended ended) {
        left--;
        if (ended.status() != 0 && first.equals(new Launcher.Exited(0))) {
          first = outcomeOf(ended.status());
          if (!ending && left > 0) {
            killAt = OptionalLong.of(terminate(ranks, graceAfter(first)));
          }
        }
      }
    }
    return first;
  }

  private Optional<Event> next(OptionalLong until) throws InterruptedException {
    if (until.isEmpty()) {
      return Optional.of(events.take());
    }
    long left = until.getAsLong() - System.nanoTime();
    return Optional.ofNullable(events.poll(left, TimeUnit.NANOSECONDS));
  }

  /** Sends TERM to all that belongs to the step; returns when KILL is due. */
  private long terminate(List<Process> ranks, Duration grace) {
    long due = System.nanoTime() + grace.toNanos();
    if (!grace.isZero()) {
      ranks.forEach(Process::destroy);
      cluster.processes().find(variables()).stream()
          .filter(handle -> ranks.stream().noneMatch(rank -> rank.pid() == handle.pid()))
          .forEach(ProcessHandle::destroy);
    }
    return due;
  }

  private static Launcher.Outcome outcomeOf(int status) {
    return status > 128 && status <= 128 + SIGNALS
        ? new Launcher.Signalled(status - 128)
        : new Launcher.Exited(status);
  }

  private static Duration graceAfter(Launcher.Outcome failure) {
    return failure.equals(new Launcher.Signalled(SIGKILL)) ? GRACE_AFTER_KILL : GRACE;
  }

  private void finish() throws IOException, InterruptedException {
    cluster.processes().killAll(variables(), KILL_LIMIT);
    guard.ifPresent(LocalGuard::close);
    record.delete(cluster.steps());
  }

  private Map<String, String> variables() {
    return record.variables();
  }

  @Override
  public String id() {
    return cluster.id() + "." + record.number();
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
    if (!outcome.isKnown()) {
      events.add(new EndWanted(grace));
      await();
    }
  }

  @Override
  public boolean awaitClean(Duration limit) throws InterruptedException {
    return ProcessTree.await(limit, () -> cluster.processes().none(variables()));
  }
}
