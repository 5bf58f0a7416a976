package org.scr4j.cluster.flux;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;

/**
 * A job that waits for its nodes. Flux lets it wait for ever where a node is merely drained, and
 * the job then also blocks those behind it; here the wait has an end.
 */
final class FluxQueue {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final FluxTools tools;
  private final FluxJob job;
  private final NodeSet nodes;
  private final long wanted;
  private final Duration look;
  private final Duration patience;

  /**
   * The wait of {@code job}.
   *
   * @param nodes those that it may get
   * @param wanted how many of them it needs
   * @param look how often the nodes are looked at
   * @param patience how long nodes may be in use by other jobs
   */
  FluxQueue(
      FluxTools tools, FluxJob job, NodeSet nodes, long wanted, Duration look, Duration patience) {
    this.tools = tools;
    this.job = job;
    this.nodes = nodes;
    this.wanted = wanted;
    this.look = look;
    this.patience = patience;
  }

  /** Whether the job has its nodes, or waits for them no more, after {@code wait} at the latest. */
  boolean await(String id, Duration wait) throws ClusterException, InterruptedException {
    if (tools.awaitEvent(id, "alloc", wait, wait.plus(LIMIT))) {
      return true;
    }
    FluxEvents events = tools.events(id, LIMIT);
    return events.names().contains("alloc") || events.fatal().isPresent() || events.over();
  }

  /**
   * Waits in a thread of its own, and gives the job up where that makes no sense any more.
   *
   * @param run {@code flux run}, which may not have submitted the job yet
   */
  void watch(ProcessHandle run) {
    Thread thread = new Thread(() -> follow(run), "queue of Flux");
    thread.setDaemon(true);
    thread.start();
  }

  private void follow(ProcessHandle run) {
    try {
      job.awaitId(run, patience);
      Optional<String> id = job.id();
      long start = System.nanoTime();
      boolean over = id.isEmpty();
      while (!over) {
        over = look(id.get(), Duration.ofNanos(System.nanoTime() - start));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean look(String id, Duration waited) throws InterruptedException {
    try {
      if (await(id, look)) {
        return true;
      }
      Optional<String> reason = why(id, waited);
      if (reason.isPresent()) {
        job.giveUp(reason.get());
      }
      return reason.isPresent();
    } catch (ClusterException e) {
      // The instance does not answer: asked again, unless flux run has ended meanwhile.
      return job.hasEnded(look);
    }
  }

  /** Why the job will not get its nodes, if so. */
  private Optional<String> why(String id, Duration waited)
      throws ClusterException, InterruptedException {
    FluxStatus status = tools.status(LIMIT);
    NodeSet usable = status.usable(nodes);
    if (usable.size() < wanted) {
      return Optional.of(
          "flux: job " + id + " wants " + wanted + " nodes, " + obstacles(status, usable));
    }
    // A job that waits for another one or for a time is as its user wishes.
    boolean queued = tools.events(id, LIMIT).names().contains("priority");
    return queued && waited.compareTo(patience) > 0
        ? Optional.of(
            "flux: job "
                + id
                + " got no nodes in "
                + waited.toSeconds()
                + " s; other jobs use them, see flux jobs")
        : Optional.empty();
  }

  private String obstacles(FluxStatus status, NodeSet usable) {
    List<String> others =
        nodes.minus(usable).stream()
            .map(
                node ->
                    node
                        + " ("
                        + (status.of(node).orElse(null) instanceof Health.Failed failed
                            ? failed.reason()
                            : "not known to Flux")
                        + ")")
            .limit(3)
            .toList();
    return usable.size() + " can be had; not " + String.join(", ", others);
  }
}
