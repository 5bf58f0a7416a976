package org.scr4j.cluster.alps;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LaunchedStep;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Site;
import org.scr4j.cluster.StepMark;
import org.scr4j.cluster.StepOutput;

/**
 * An application of ALPS. It lists an application until nothing of it runs on any node, so that no
 * node need be asked for what is left.
 */
final class AlpsStep implements Launcher.Step {

  private static final Duration TOOL_LIMIT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final LaunchedStep step;
  private final AprunBehaviour behaviour;
  private final AlpsTools tools;

  private AlpsStep(LaunchedStep step, AprunBehaviour behaviour, AlpsTools tools) {
    this.step = step;
    this.behaviour = behaviour;
    this.tools = tools;
  }

  static AlpsStep start(
      List<String> command,
      Map<String, String> environment,
      NodeSet nodes,
      StepMark mark,
      Site site,
      AprunBehaviour behaviour,
      StepOutput output)
      throws ClusterException {
    return new AlpsStep(
        LaunchedStep.start(command, environment, nodes, mark, site, behaviour, output),
        behaviour,
        behaviour.tools());
  }

  /** Waits until ALPS lists the application, for {@code limit} at most. */
  void awaitNumber(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    boolean over = false;
    while (!over && behaviour.find().isEmpty() && System.nanoTime() - end < 0) {
      over = step.await(PAUSE).isPresent();
    }
  }

  @Override
  public String id() {
    return step.id();
  }

  @Override
  public NodeSet nodes() {
    return step.nodes();
  }

  @Override
  public Launcher.Outcome await() throws InterruptedException {
    return step.await();
  }

  @Override
  public Optional<Launcher.Outcome> await(Duration limit) throws InterruptedException {
    return step.await(limit);
  }

  @Override
  public void end(Duration grace) throws InterruptedException {
    step.end(grace);
  }

  @Override
  public boolean awaitClean(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    Optional<String> apid = behaviour.id();
    while (apid.isPresent() && System.nanoTime() - end < 0) {
      try {
        if (!tools.runs(apid.get(), TOOL_LIMIT)) {
          return true;
        }
      } catch (ClusterException e) {
        // apstat is away: the nodes themselves are asked.
        break;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for the end of application " + apid.get());
      }
    }
    return step.awaitClean(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
  }
}
