package org.scr4j.cluster.mpi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.scr4j.cluster.ClosedConnections;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LaunchedStep;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.MarkedProcesses;
import org.scr4j.cluster.MarkedSteps;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Site;
import org.scr4j.cluster.StepMark;

/**
 * Reads along what mpirun says, and ends it where it would wait for nothing: Hydra does so for ever
 * for a node that ssh cannot reach, Open MPI for two seconds where a connection was closed.
 */
final class MpiWatch implements LaunchedStep.Behaviour {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final MpiFamily family;
  private final Site site;
  private final NodeSet nodes;
  private final StepMark mark;
  private final Path hostFile;
  private final MpiMessages messages = new MpiMessages();
  private final Set<String> suspected = ConcurrentHashMap.newKeySet();
  private final Set<String> gone = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<LaunchedStep> step = new CompletableFuture<>();

  /**
   * A watch.
   *
   * @param hostFile removed when mpirun has ended
   */
  MpiWatch(MpiFamily family, Site site, NodeSet nodes, StepMark mark, Path hostFile) {
    this.family = family;
    this.site = site;
    this.nodes = nodes;
    this.mark = mark;
    this.hostFile = hostFile;
  }

  /** The step that it watches. */
  void watch(LaunchedStep started) {
    step.complete(started);
  }

  @Override
  public Optional<String> id() {
    return Optional.of(MarkedSteps.id(mark));
  }

  @Override
  public boolean isObstacle(String line) {
    Optional<String> trouble = MpiMessages.nodeInTrouble(line);
    // The ranks write to the same stream, and may use ssh for hosts of their own.
    boolean obstacle =
        messages.isObstacle(line)
            && (!MpiMessages.isHopeless(line) || trouble.map(nodes::contains).orElse(true));
    trouble
        .filter(nodes::contains)
        .filter(suspected::add)
        .ifPresent(node -> follow(node, MpiMessages.isHopeless(line)));
    return obstacle;
  }

  private void follow(String node, boolean hopeless) {
    Thread thread = new Thread(() -> endWhereGone(node, hopeless), "suspicion of a node");
    thread.setDaemon(true);
    thread.start();
  }

  private void endWhereGone(String node, boolean hopeless) {
    try {
      LaunchedStep started = step.get();
      long end = System.nanoTime() + LIMIT.toNanos();
      boolean useless = false;
      while (!useless && System.nanoTime() - end < 0 && started.await(PAUSE).isEmpty()) {
        useless = hopeless ? isUnused(node) : isGone(node);
      }
      if (useless) {
        started.end(Duration.ZERO);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the step was never told", e);
    }
  }

  /** Those that are suspected with it are asked too: nodes that die together are found together. */
  private boolean isGone(String node) throws InterruptedException {
    NodeSet suspects = NodeSet.of(suspected).minus(NodeSet.of(gone));
    gone.addAll(ClosedConnections.lost(site.liveness(), suspects, nodes).toList());
    return gone.contains(node);
  }

  @Override
  public boolean isLost(String node) {
    return gone.contains(node);
  }

  /** Whether no process of the step runs on {@code node}, which a line alone does not prove. */
  private boolean isUnused(String node) throws InterruptedException {
    try {
      return new MarkedProcesses(site.shell()).none(NodeSet.of(node), mark, LIMIT);
    } catch (ClusterException e) {
      return false;
    }
  }

  @Override
  public Launcher.Outcome outcome(int status, Optional<String> obstacle) {
    return messages.outcome(family, status, obstacle);
  }

  /** Its connection was closed, and it does not answer: two means agree. */
  @Override
  public NodeSet lost(NodeSet all) throws InterruptedException {
    try {
      Files.deleteIfExists(hostFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<String> closed = messages.lost();
    NodeSet suspects = NodeSet.of(all.stream().filter(closed::contains).toList());
    NodeSet known = NodeSet.of(all.stream().filter(gone::contains).toList());
    return known.union(ClosedConnections.lost(site.liveness(), suspects.minus(known), all));
  }
}
