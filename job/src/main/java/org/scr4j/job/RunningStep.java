package org.scr4j.job;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeChecks;
import org.scr4j.cluster.NodeSet;

/**
 * A step while it runs: waits for its end, and brings it about where {@code scr_halt --immediate}
 * or the watchdog asks for it, or where a node of it is gone.
 */
final class RunningStep {

  /** How often a running step is looked at for requests and for progress. */
  private static final Duration WATCH = Duration.ofMillis(500);

  /** For asking whether its nodes are still there, after a step that is said to have succeeded. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(6);

  /** For asking why nodes are lost that the launcher names: it holds up the next run. */
  private static final Duration REASONS = Duration.ofSeconds(1);

  private static final int SIGTERM = 15;

  private final JobContext job;
  private final Launcher.Step step;
  private final NodeSet others;
  private Optional<String> ended = Optional.empty();

  /**
   * Looks after {@code step}.
   *
   * @param others nodes of the allocation that should be alive too
   */
  RunningStep(JobContext job, Launcher.Step step, NodeSet others) {
    this.job = job;
    this.step = step;
    this.others = others;
  }

  /**
   * How it ended.
   *
   * @param lost nodes that were lost under it, each with the reason
   * @param ended why it was ended from here, where it was
   */
  record End(Launcher.Outcome outcome, Map<String, String> lost, Optional<String> ended) {}

  /** Waits for the end. */
  End await() throws IOException, InterruptedException {
    try (StepMonitor monitor = StepMonitor.start(job, step, others)) {
      Launcher.Outcome told = watch();
      Map<String, String> lost = monitor.lost();
      if (told instanceof Launcher.NodesLost nodes) {
        withReasons(nodes.nodes().minus(NodeSet.of(lost.keySet()))).forEach(lost::put);
      } else if (told.equals(new Launcher.Exited(0)) && lost.isEmpty()) {
        lost.putAll(lostInSilence());
      }
      return new End(
          lost.isEmpty() || told instanceof Launcher.NodesLost
              ? told
              : new Launcher.NodesLost(NodeSet.of(lost.keySet()), Outcomes.exitCode(told)),
          lost,
          ended);
    }
  }

  /** A launcher tells which nodes it lost; why, the scheduler may know, if it answers at once. */
  private Map<String, String> withReasons(NodeSet nodes) throws InterruptedException {
    Map<String, String> reasons = new LinkedHashMap<>();
    nodes.forEach(node -> reasons.put(node, "lost while the program ran on it"));
    failed(nodes, REASONS).forEach((node, why) -> reasons.merge(node, why, (a, b) -> a + ": " + b));
    return reasons;
  }

  /** Those of {@code nodes} that the scheduler holds to have failed, each with the reason. */
  private Map<String, String> failed(NodeSet nodes, Duration limit) throws InterruptedException {
    Map<String, String> failed = new LinkedHashMap<>();
    NodeChecks.all(job.platform().checks(), nodes, limit)
        .forEach(
            (node, health) -> {
              if (health instanceof Health.Failed dead) {
                failed.put(node, dead.reason());
              }
            });
    return failed;
  }

  private Launcher.Outcome watch() throws IOException, InterruptedException {
    Optional<Watchdog> watchdog = Watchdog.start(job);
    while (true) {
      Optional<Launcher.Outcome> outcome = step.await(WATCH);
      if (outcome.isPresent()) {
        return outcome.get();
      }
      if (ImmediateHalt.requested(job.layout())) {
        ImmediateHalt.clear(job.layout());
        job.log().halted("scr_halt --immediate");
        Launcher.Outcome told = end("scr_halt --immediate");
        return told.equals(new Launcher.Exited(0)) ? told : endedByUs(told);
      }
      Optional<String> hangs =
          watchdog.isPresent() ? watchdog.get().look() : Optional.<String>empty();
      if (hangs.isPresent()) {
        // A program that ends well when it is told to end has not finished.
        return endedByUs(end("watchdog: " + hangs.get()));
      }
    }
  }

  /** Launchers that are told to end have statuses of their own, which are not the program's. */
  private static Launcher.Outcome endedByUs(Launcher.Outcome told) {
    return told instanceof Launcher.Exited ? new Launcher.Signalled(SIGTERM) : told;
  }

  private Launcher.Outcome end(String why) throws InterruptedException {
    ended = Optional.of(why);
    job.messages().say(why + ": ending step " + step.id());
    step.end(job.limits().grace());
    return step.await();
  }

  /**
   * Some launchers return 0 although a node is lost: the scheduler and the nodes themselves are
   * asked. Who gives no answer is not lost.
   */
  private Map<String, String> lostInSilence() throws InterruptedException {
    Map<String, String> lost = failed(step.nodes(), LAST_LOOK);
    Optional<Liveness> liveness = job.platform().liveness();
    if (liveness.isPresent() && lost.isEmpty()) {
      try {
        lost.putAll(liveness.get().find(step.nodes(), others, LAST_LOOK));
      } catch (ClusterException e) {
        job.messages().detail("nodes were not asked after the step: " + e.getMessage());
      }
    }
    return lost;
  }
}
