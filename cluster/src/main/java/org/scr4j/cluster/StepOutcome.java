package org.scr4j.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a step ends with, once it has ended: one thread finds out, others wait. */
public final class StepOutcome {

  private final CompletableFuture<Launcher.Outcome> found = new CompletableFuture<>();

  /** The step has ended so. */
  public void is(Launcher.Outcome outcome) {
    found.complete(outcome);
  }

  /** How it ended cannot be found out, by a fault of ours. */
  public void failed(Throwable fault) {
    found.completeExceptionally(fault);
  }

  /** Whether the step has ended. */
  public boolean isKnown() {
    return found.isDone();
  }

  /**
   * Waits for the end.
   *
   * @throws IllegalStateException after a fault of ours
   */
  public Launcher.Outcome await() throws InterruptedException {
    try {
      return found.get();
    } catch (ExecutionException e) {
      throw fault(e);
    }
  }

  /**
   * As {@link #await()}, for {@code limit} at most.
   *
   * @return nothing where the step still runs after {@code limit}
   */
  public Optional<Launcher.Outcome> await(Duration limit) throws InterruptedException {
    try {
      return Optional.of(found.get(limit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw fault(e);
    }
  }

  private static IllegalStateException fault(ExecutionException e) {
    return new IllegalStateException("the end of a step cannot be told: " + e.getCause(), e);
  }
}
