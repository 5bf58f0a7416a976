package org.scr4j.job;

import java.util.Optional;

/**
 * Lets another thread, such as a shutdown hook, end what this one waits for, but only between
 * {@link #enter} and {@link #leave}.
 */
final class Interruption {

  private Optional<Thread> waiting = Optional.empty();
  private boolean requested;

  /** From here on {@link #request} interrupts this thread; at once if it has been called. */
  synchronized void enter() throws InterruptedException {
    if (requested) {
      throw new InterruptedException();
    }
    waiting = Optional.of(Thread.currentThread());
  }

  /** From here on {@link #request} changes nothing. */
  synchronized void leave() {
    waiting = Optional.empty();
    if (Thread.interrupted()) {
      requested = true;
    }
  }

  /** Interrupts the waiting thread, if there is one, and keeps others from waiting. */
  synchronized void request() {
    requested = true;
    waiting.ifPresent(Thread::interrupt);
  }
}
