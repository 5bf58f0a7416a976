package org.scr4j.cluster.alps;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.pbs.PbsText;

/**
 * Commands on compute nodes by {@code aprun}: one for all nodes that are not known to be down. One
 * node that fails takes all along; what has not answered is asked again in halves.
 *
 * <p>ALPS lets no second application onto a node that has one, unless a site allows it. Beside an
 * application of this job a command is therefore refused at once, and not waited for; commands of
 * this process take turns.
 */
final class AprunShell implements RemoteShell {

  private static final Duration STATE_LIMIT = Duration.ofSeconds(10);
  private static final Duration APSTAT_LIMIT = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final AlpsTools tools;
  private final Optional<Liveness> liveness;
  private final String jobId;
  private final ReentrantLock turn = new ReentrantLock(true);

  AprunShell(AlpsTools tools, Optional<Liveness> liveness, String jobId) {
    this.tools = tools;
    this.liveness = liveness;
    this.jobId = jobId;
  }

  /** What is asked, and what has come of it. */
  private record Call(
      List<String> command, Duration deadline, long end, Map<String, Result> results) {

    Duration left() {
      return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    boolean over() {
      return end - System.nanoTime() <= 0;
    }

    NodeSet open(NodeSet nodes) {
      return nodes.minus(NodeSet.of(results.keySet()));
    }
  }

  @Override
  public String name() {
    return AprunLauncher.NAME;
  }

  @Override
  public Map<String, Result> run(NodeSet nodes, List<String> command, Duration deadline)
      throws ClusterException, InterruptedException {
    Call call =
        new Call(command, deadline, System.nanoTime() + deadline.toNanos(), new LinkedHashMap<>());
    if (!nodes.isEmpty() && turn.tryLock(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
      try {
        known(nodes, call);
        together(call.open(nodes), call);
      } finally {
        turn.unlock();
      }
    }
    for (String node : call.open(nodes)) {
      call.results().put(node, new TimedOut(deadline));
    }
    return call.results();
  }

  /** Nodes on which aprun would fail, or wait. */
  private void known(NodeSet nodes, Call call) throws InterruptedException {
    for (String node : nodes) {
      Optional<String> gone = liveness.flatMap(one -> one.gone(node));
      if (Nids.number(node).isEmpty()) {
        gone = Optional.of("not a compute node of ALPS, such as nid00012");
      }
      gone.ifPresent(reason -> call.results().put(node, new Unreachable(reason)));
    }
    NodeSet open = call.open(nodes);
    Duration half = call.left().dividedBy(2);
    try {
      tools
          .states(open, half.compareTo(STATE_LIMIT) < 0 ? half : STATE_LIMIT)
          .forEach(
              (node, health) -> {
                if (health instanceof Health.Failed failed) {
                  call.results().put(node, new Unreachable(failed.reason()));
                }
              });
    } catch (ClusterException e) {
      // What is down is not known: aprun itself will show.
      return;
    }
  }

  /** Asks all of {@code nodes} by one aprun, then those that have not answered by several. */
  private void together(NodeSet nodes, Call call) throws ClusterException, InterruptedException {
    if (nodes.isEmpty() || call.over()) {
      return;
    }
    AprunFanOut answers = new AprunFanOut("scr4j-" + UUID.randomUUID());
    long start = System.nanoTime();
    Optional<String> said = ask(answers, nodes, call);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    for (String node : nodes) {
      answers
          .answer(node)
          .ifPresent(
              one ->
                  call.results().put(node, new Finished(one.status(), one.out(), one.err(), took)));
    }
    NodeSet open = call.open(nodes);
    if (nodes.size() == 1 && said.isPresent() && !open.isEmpty()) {
      String reason = said.get().isEmpty() ? "aprun gave no result" : "aprun: " + said.get();
      call.results().put(nodes.get(0).orElseThrow(), new Unreachable(reason));
    } else if (nodes.size() > 1) {
      long half = open.size() == nodes.size() ? (open.size() + 1) / 2 : open.size();
      together(open.slice(0, half), call);
      together(open.slice(half, open.size()), call);
    }
  }

  /**
   * Runs aprun, again while its claim is refused.
   *
   * @return what it said last if it ended, nothing if its time ran out
   */
  private Optional<String> ask(AprunFanOut answers, NodeSet nodes, Call call)
      throws ClusterException, InterruptedException {
    // Where one node makes all be refused there is to be time to find out which.
    long end = System.nanoTime() + call.left().dividedBy(2).toNanos();
    do {
      ProcessRunner.Outcome outcome =
          tools.aprun(answers.command(nodes, call.command()), call.left());
      if (outcome instanceof ProcessRunner.NotStarted not) {
        throw new ClusterException(not.reason());
      }
      if (outcome instanceof ProcessRunner.TimedOut late) {
        answers.read(late.out());
        return Optional.empty();
      }
      ProcessRunner.Finished done = (ProcessRunner.Finished) outcome;
      answers.read(done.out());
      if (!AprunMessages.isRefusal(done.err())) {
        return Optional.of(PbsText.lastLine(done.err()));
      }
      refuseBesideAnother(done.err());
      // An application that has just ended keeps its nodes for a moment.
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for nodes to be free for aprun");
      }
    } while (System.nanoTime() - end < 0);
    return Optional.empty();
  }

  private void refuseBesideAnother(String said) throws ClusterException, InterruptedException {
    Optional<String> other =
        tools.applications(APSTAT_LIMIT).stream()
            .filter(one -> one.isOf(jobId))
            .map(AlpsApplication::apid)
            .findFirst();
    if (other.isPresent()) {
      throw new ClusterException(
          "ALPS starts nothing beside application "
              + other.get()
              + ", which has the nodes ("
              + PbsText.lastLine(said)
              + "); ask again when it has ended");
    }
  }
}
