package org.scr4j.library;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.scr4j.dataset.PrefixFlush;
import org.scr4j.dataset.Throttle;

/** The copy of this rank's files of one dataset, on another thread, which calls no other rank. */
final class BackgroundCopy {

  private final Throttle throttle;
  private final Ranks.Answer<PrefixFlush.Copied> work;
  private final CompletableFuture<PrefixFlush.Copied> copied = new CompletableFuture<>();
  private Optional<Thread> worker = Optional.empty();
  private boolean stopped;

  /**
   * A copy that begins once {@code thread} comes to it.
   *
   * @param throttle holds {@code work} back
   */
  BackgroundCopy(ExecutorService thread, Throttle throttle, Ranks.Answer<PrefixFlush.Copied> work) {
    this.throttle = throttle;
    this.work = work;
    thread.execute(this::run);
  }

  private void run() {
    synchronized (this) {
      if (stopped) {
        return;
      }
      worker = Optional.of(Thread.currentThread());
    }
    try {
      copied.complete(work.get());
    } catch (IOException | RuntimeException | Error failure) {
      copied.completeExceptionally(failure);
    } finally {
      synchronized (this) {
        worker = Optional.empty();
        // An interrupt that was for this copy must not reach the next one.
        if (Thread.interrupted() && !stopped) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** Whether it has ended, well or not. */
  boolean ended() {
    return copied.isDone();
  }

  /** Nothing is held back any more. */
  void hurry() {
    throttle.lift();
  }

  /** Waits until it has ended; throws what it failed with. */
  PrefixFlush.Copied result() throws IOException {
    try {
      return copied.get();
    } catch (ExecutionException failure) {
      Throwable why = failure.getCause();
      throw why instanceof IOException cause ? cause : new IOException(why.toString(), why);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a copy in the background", interrupted);
    }
  }

  /** Ends it where it is, and waits until no thread works on it. */
  void stop() {
    synchronized (this) {
      stopped = true;
      if (worker.isEmpty()) {
        copied.completeExceptionally(new IOException("it was called off"));
      } else {
        worker.get().interrupt();
      }
    }
    copied.handle((done, failure) -> failure).join();
  }
}
