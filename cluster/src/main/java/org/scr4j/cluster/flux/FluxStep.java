package org.scr4j.cluster.flux;

import java.time.Duration;
import java.util.Optional;
import org.scr4j.cluster.LaunchedStep;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;

/**
 * A step of {@code flux run}.
 *
 * @param step its program
 * @param nodes those that Flux chose for it
 */
record FluxStep(LaunchedStep step, NodeSet nodes) implements Launcher.Step {

  @Override
  public String id() {
    return step.id();
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
    return step.awaitClean(limit);
  }
}
