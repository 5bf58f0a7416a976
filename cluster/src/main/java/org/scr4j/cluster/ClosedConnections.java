package org.scr4j.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells of nodes with which a connection was lost whether they are lost themselves: those are that
 * give no sign of life either. Two means agree, and nothing more need be proven.
 */
public final class ClosedConnections {

  /** A dying node may close its connections some time before its kernel falls silent. */
  private static final Duration DYING = Duration.ofMillis(800);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private ClosedConnections() {}

  /**
   * The nodes of {@code suspects} that are silent, now or a moment later.
   *
   * @param all nodes whose answers show that the network works
   */
  public static NodeSet lost(Optional<Liveness> liveness, NodeSet suspects, NodeSet all)
      throws InterruptedException {
    if (suspects.isEmpty() || liveness.isEmpty()) {
      return NodeSet.empty();
    }
    long end = System.nanoTime() + DYING.toNanos();
    try {
      NodeSet silent = liveness.get().ask(all, suspects).intersection(suspects);
      while (silent.size() < suspects.size() && System.nanoTime() - end < 0) {
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.interrupted()) {
          throw new InterruptedException("while asking nodes for a sign of life");
        }
        silent = liveness.get().ask(all, suspects).intersection(suspects);
      }
      return silent;
    } catch (ClusterException e) {
      // Not proven: the checks before the next run look at it.
      return NodeSet.empty();
    }
  }
}
