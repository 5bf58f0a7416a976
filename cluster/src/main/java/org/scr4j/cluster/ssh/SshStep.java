package org.scr4j.cluster.ssh;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.scr4j.cluster.BlockLayout;
import org.scr4j.cluster.ClosedConnections;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.MarkedProcesses;
import org.scr4j.cluster.MarkedSteps;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Site;
import org.scr4j.cluster.StepMark;
import org.scr4j.cluster.StepOutcome;

/**
 * A running step: a connection to each node. One thread hears of each rank's end and ends the
 * others when one has failed or a connection is lost.
 */
final class SshStep implements Launcher.Step, AgentConnection.Listener {

  /** For survivors to end on TERM when one rank ended by itself. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** Shorter where a rank was killed or a node is gone: the others can only wait for it. */
  private static final Duration GRACE_AFTER_KILL = Duration.ofMillis(500);

  /** For nodes to tell that their ranks are gone after KILL. */
  private static final Duration KILL_LIMIT = Duration.ofSeconds(2);

  private static final Duration TOOL_LIMIT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int SIGNALS = 64;
  private static final int SIGKILL = 9;
  private static final int SSH_FAULT = 255;

  private final Site site;
  private final StepMark mark;
  private final BlockLayout layout;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final StepOutcome outcome = new StepOutcome();
  private final Map<String, AgentConnection> open = new LinkedHashMap<>();
  private final Map<String, Set<Integer>> running = new HashMap<>();
  private final Set<String> up = new HashSet<>();
  private final Set<String> lost = new LinkedHashSet<>();
  private Optional<Launcher.Outcome> first = Optional.empty();
  private OptionalLong killAt = OptionalLong.empty();
  private OptionalLong giveUpAt = OptionalLong.empty();
  private boolean ending;
  private volatile Optional<Process> feeder = Optional.empty();

  private sealed interface Event {}

  private record Said(String node, String line) implements Event {}

  private record Closed(String node, int status) implements Event {}

  private record FeederEnded(int status) implements Event {}

  private record EndWanted(Duration grace) implements Event {}

  SshStep(Site site, StepMark mark, BlockLayout layout) {
    this.site = site;
    this.mark = mark;
    this.layout = layout;
    for (BlockLayout.Place place : layout.places()) {
      running.computeIfAbsent(place.node(), node -> new HashSet<>()).add(place.rank());
    }
  }

  /** The ssh that carries our input to rank 0. */
  void feeder(Process process) {
    feeder = Optional.of(process);
    process
        .onExit()
        .thenAccept(ended -> events.add(new FeederEnded(ended.exitValue())))
        .exceptionally(
            fault -> {
              outcome.failed(fault);
              return null;
            });
  }

  @Override
  public void said(String node, String line) {
    events.add(new Said(node, line));
  }

  @Override
  public void closed(String node, int status) {
    events.add(new Closed(node, status));
  }

  /**
   * Begins to supervise.
   *
   * @param connections one for each node; their events come here
   */
  void start(Map<String, AgentConnection> connections) {
    open.putAll(connections);
    Thread supervisor = new Thread(this::supervise, "step " + id());
    supervisor.setDaemon(true);
    supervisor.start();
  }

  private void supervise() {
    try {
      while (isAwaited()) {
        Optional<Event> event = next();
        if (event.isPresent()) {
          take(event.get());
        } else if (killAt.isPresent()) {
          open.values().forEach(connection -> connection.send("kill"));
          killAt = OptionalLong.empty();
          giveUpAt = OptionalLong.of(System.nanoTime() + KILL_LIMIT.toNanos());
        } else {
          break;
        }
      }
      finish();
      outcome.is(result());
    } catch (InterruptedException | RuntimeException e) {
      outcome.failed(e);
    }
  }

  /** Whether a rank runs that may still tell of its end. */
  private boolean isAwaited() {
    return running.entrySet().stream()
        .anyMatch(node -> !node.getValue().isEmpty() && !(ending && isGone(node.getKey())));
  }

  private boolean isGone(String node) {
    return site.liveness().flatMap(liveness -> liveness.gone(node)).isPresent();
  }

  private Optional<Event> next() throws InterruptedException {
    OptionalLong until = killAt.isPresent() ? killAt : giveUpAt;
    return until.isEmpty()
        ? Optional.of(events.take())
        : Optional.ofNullable(
            events.poll(Math.max(0, until.getAsLong() - System.nanoTime()), TimeUnit.NANOSECONDS));
  }

  private void take(Event event) {
    if (event instanceof EndWanted wanted) {
      ending = true;
      terminate(wanted.grace());
    } else if (event instanceof Said said) {
      take(said);
    } else if (event instanceof Closed closed) {
      take(closed);
    } else if (event instanceof FeederEnded feeder && feeder.status() == SSH_FAULT) {
      // Rank 0 would wait for its input for ever.
      failed(new Launcher.Exited(SSH_FAULT), GRACE_AFTER_KILL);
    }
  }

  private void take(Said said) {
    String[] words = said.line().split(" ", 3);
    switch (words[0]) {
      case "up" -> up.add(said.node());
      case "rank" -> {
        if (said.line().matches("rank [0-9]{1,9} [0-9]{1,3}")) {
          ended(said.node(), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        }
      }
      default ->
          failed(
              new Launcher.NotStarted(
                  "node " + said.node() + ": " + said.line().replaceFirst("^no ", "")),
              GRACE_AFTER_KILL);
    }
  }

  private void ended(String node, int rank, int status) {
    boolean known = running.getOrDefault(node, Set.of()).remove(rank);
    if (known && status != 0) {
      Launcher.Outcome how =
          status > 128 && status <= 128 + SIGNALS
              ? new Launcher.Signalled(status - 128)
              : new Launcher.Exited(status);
      failed(how, how.equals(new Launcher.Signalled(SIGKILL)) ? GRACE_AFTER_KILL : GRACE);
    }
  }

  private void take(Closed closed) {
    AgentConnection connection = open.remove(closed.node());
    Set<Integer> left = running.getOrDefault(closed.node(), Set.of());
    if (connection == null || left.isEmpty()) {
      return;
    }
    left.clear();
    if (up.contains(closed.node())) {
      lost.add(closed.node());
      // The ranks that are left can only wait for those that are lost.
      failed(
          new Launcher.Exited(closed.status() == 0 ? SSH_FAULT : closed.status()), Duration.ZERO);
    } else {
      String said = connection.complaint();
      failed(
          new Launcher.NotStarted(
              "node "
                  + closed.node()
                  + ": "
                  + (said.isEmpty() ? "ssh ended with status " + closed.status() : said)
                  + "; see whether this works: ssh -oBatchMode=yes "
                  + closed.node()
                  + " true"),
          GRACE_AFTER_KILL);
    }
  }

  /** The first failure counts; the ranks that are left are ended. */
  private void failed(Launcher.Outcome how, Duration grace) {
    if (first.isEmpty()) {
      first = Optional.of(how);
      if (!ending) {
        terminate(grace);
      }
    }
  }

  private void terminate(Duration grace) {
    if (giveUpAt.isPresent()) {
      return;
    }
    if (!grace.isZero()) {
      open.values().forEach(connection -> connection.send("end"));
    }
    killAt = OptionalLong.of(System.nanoTime() + grace.toNanos());
  }

  private void finish() throws InterruptedException {
    feeder.ifPresent(Process::destroyForcibly);
    for (Map.Entry<String, AgentConnection> one : open.entrySet()) {
      if (running.getOrDefault(one.getKey(), Set.of()).isEmpty()) {
        one.getValue().send("done");
      }
    }
    long end = System.nanoTime() + KILL_LIMIT.toNanos();
    for (Map.Entry<String, AgentConnection> one : open.entrySet()) {
      if (running.getOrDefault(one.getKey(), Set.of()).isEmpty()) {
        one.getValue().close(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      } else {
        one.getValue().kill();
      }
    }
  }

  private Launcher.Outcome result() throws InterruptedException {
    Launcher.Outcome how = first.orElse(new Launcher.Exited(0));
    boolean unanswered = running.values().stream().anyMatch(ranks -> !ranks.isEmpty());
    if (first.isEmpty() && unanswered) {
      how = new Launcher.Signalled(SIGKILL);
    }
    NodeSet gone = ClosedConnections.lost(site.liveness(), NodeSet.of(lost), layout.nodes());
    int status = how instanceof Launcher.Exited exited ? exited.status() : SSH_FAULT;
    return gone.isEmpty() ? how : new Launcher.NodesLost(gone, status);
  }

  @Override
  public String id() {
    return MarkedSteps.id(mark);
  }

  @Override
  public NodeSet nodes() {
    return layout.nodes();
  }

  @Override
  public Launcher.Outcome await() throws InterruptedException {
    return outcome.await();
  }

  @Override
  public Optional<Launcher.Outcome> await(Duration limit) throws InterruptedException {
    return outcome.await(limit);
  }

  @Override
  public void end(Duration grace) throws InterruptedException {
    if (!outcome.isKnown()) {
      events.add(new EndWanted(grace));
      await();
    }
  }

  @Override
  public boolean awaitClean(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    MarkedProcesses processes = new MarkedProcesses(site.shell());
    for (boolean again = false; System.nanoTime() - end < 0; again = true) {
      Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
      Duration tool = left.compareTo(TOOL_LIMIT) < 0 ? left : TOOL_LIMIT;
      try {
        if (again) {
          processes.kill(reachable(), mark, tool);
        }
        if (processes.none(reachable(), mark, tool)) {
          return true;
        }
      } catch (ClusterException e) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for the end of step " + id());
      }
    }
    return false;
  }

  /** Without those that are known to be gone, for which one could only wait. */
  private NodeSet reachable() {
    return NodeSet.of(
        layout.nodes().stream()
            .filter(node -> !lost.contains(node))
            .filter(node -> site.liveness().flatMap(liveness -> liveness.gone(node)).isEmpty())
            .toList());
  }
}
