package org.scr4j.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks after nodes while a step runs on them, in a thread of its own, and tells of those that are
 * gone beyond doubt. No launcher notices a silent death in time.
 */
public final class NodeMonitor implements AutoCloseable {

  /** Between two looks at nodes of which one has just been silent. */
  private static final Duration SUSPICIOUS = Duration.ofMillis(100);

  /** Looks without an answer that mean anything before that is told: a short cut is no news. */
  private static final int DEAF = 3;

  /** What is done with the news. */
  public interface Listener {
    /**
     * Nodes are gone. Called once, from the monitor's thread.
     *
     * @param nodes each with the reason
     */
    void gone(Map<String, String> nodes) throws InterruptedException;

    /** The monitor cannot do its work: the reason, in one line. Called once for each spell. */
    void blind(String reason);
  }

  private final Liveness liveness;
  private final NodeSet watched;
  private final NodeSet others;
  private final Duration period;
  private final Listener listener;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Starts looking.
   *
   * @param watched nodes of the step
   * @param others nodes whose answers show that the network works
   * @param period between two looks
   */
  public NodeMonitor(
      Liveness liveness, NodeSet watched, NodeSet others, Duration period, Listener listener) {
    this.liveness = liveness;
    this.watched = watched;
    this.others = others;
    this.period = period;
    this.listener = listener;
    Thread thread = new Thread(this::watch, "node monitor");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      NodeSet all = watched.union(others);
      boolean blind = false;
      int deaf = 0;
      Duration pause = Duration.ZERO;
      while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          Liveness.Round look = liveness.round(all);
          pause = look.suspicious().isEmpty() ? period : SUSPICIOUS;
          blind = false;
          deaf = look.mute().isEmpty() || !look.suspicious().isEmpty() ? 0 : deaf + 1;
          if (deaf == DEAF) {
            listener.blind(
                "no answer from " + look.mute() + "; it may be this host that is cut off");
          }
        } catch (ClusterException e) {
          if (!blind) {
            listener.blind(e.getMessage());
          }
          blind = true;
          pause = period;
        }
        Map<String, String> gone = gone();
        if (!gone.isEmpty()) {
          if (closed.getCount() > 0) {
            listener.gone(gone);
          }
          return;
        }
      }
    } catch (InterruptedException e) {
      // The listener was not let finish; there is nobody else to tell.
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, String> gone() {
    Map<String, String> gone = new LinkedHashMap<>();
    for (String node : watched) {
      liveness.gone(node).ifPresent(reason -> gone.put(node, reason));
    }
    return gone;
  }

  /** Ends looking; a look that is under way has no effect any more. */
  @Override
  public void close() {
    closed.countDown();
  }
}
