package org.scr4j.job;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.scr4j.cluster.Launcher;

/**
 * The wish to end a job, told by another thread such as a shutdown hook. It ends the running step
 * and interrupts nothing else: an interrupt in the middle of a launch, or of writing a state file,
 * would leave either half done.
 */
final class Termination {

  private Optional<Signal> requested = Optional.empty();
  private Optional<Launcher.Step> running = Optional.empty();
  private boolean launching;
  private int waiting;

  /** Launches a step. */
  interface Launch {
    /** Does it. */
    Launcher.Step launch() throws IOException, InterruptedException;
  }

  /**
   * Launches a step that can be ended from its first moment on: who asks for the end meanwhile
   * waits until the step is known, and then ends it.
   */
  Launcher.Step launch(Launch launch, Duration grace) throws IOException, InterruptedException {
    synchronized (this) {
      launching = true;
    }
    try {
      Launcher.Step step = launch.launch();
      started(step, grace);
      return step;
    } finally {
      synchronized (this) {
        launching = false;
        notifyAll();
      }
    }
  }

  /**
   * Ends the running step, if there is one, and lets no other start; only the first call counts.
   */
  void request(Signal signal, Duration grace) {
    Optional<Launcher.Step> step;
    synchronized (this) {
      if (requested.isEmpty()) {
        requested = Optional.of(signal);
      }
      awaitLaunch();
      step = running;
    }
    if (step.isPresent()) {
      end(step.get(), grace);
    }
  }

  private synchronized void awaitLaunch() {
    waiting++;
    try {
      while (launching) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting--;
    }
  }

  /** {@code step} has been launched; ends it at once where that was asked for before. */
  void started(Launcher.Step step, Duration grace) {
    boolean late;
    synchronized (this) {
      running = Optional.of(step);
      late = requested.isPresent() && waiting == 0;
    }
    if (late) {
      end(step, grace);
    }
  }

  /** The step has ended. */
  synchronized void ended() {
    running = Optional.empty();
  }

  /** What the job is to end for; nothing where it is not. */
  synchronized Optional<Signal> requested() {
    return requested;
  }

  private static void end(Launcher.Step step, Duration grace) {
    try {
      step.end(grace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
