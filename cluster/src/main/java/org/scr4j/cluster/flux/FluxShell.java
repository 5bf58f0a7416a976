package org.scr4j.cluster.flux;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LineProgram;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.SearchPath;

/**
 * Runs commands on nodes by one {@code flux exec} for all of them, which the brokers start without
 * the scheduler. Nodes that Flux knows to be lost are told at once; for a silent one flux exec
 * would wait until Flux gives it up, so such nodes are looked for meanwhile. The commands have the
 * environment and the working directory of this process.
 */
final class FluxShell implements RemoteShell {

  /** How often silence is looked into while an answer is missing. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Their answers show that the network works. */
  private static final int WITNESSES = 8;

  private static final Duration TOOL_LIMIT = Duration.ofSeconds(10);

  private final FluxTools tools;
  private final Liveness liveness;
  private final Map<String, String> environment;
  private Map<String, Integer> ranks = Map.of();

  FluxShell(FluxTools tools, Liveness liveness, Map<String, String> environment) {
    this.tools = tools;
    this.liveness = liveness;
    this.environment = FluxVariables.forHelpers(environment);
  }

  @Override
  public String name() {
    return FluxPlatform.NAME;
  }

  private record Call(List<String> command, Duration deadline, long end) {

    Duration left() {
      return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    Duration left(Duration most) {
      Duration left = left();
      return left.compareTo(most) < 0 ? left : most;
    }

    boolean over() {
      return end - System.nanoTime() <= 0;
    }
  }

  @Override
  public Map<String, Result> run(NodeSet nodes, List<String> command, Duration deadline)
      throws ClusterException, InterruptedException {
    if (nodes.isEmpty()) {
      return Map.of();
    }
    Call call = new Call(command, deadline, System.nanoTime() + deadline.toNanos());
    Map<String, Integer> known = ranks(call);
    Map<String, Result> results = new LinkedHashMap<>();
    nodes.stream()
        .filter(node -> !known.containsKey(node))
        .forEach(node -> results.put(node, new Unreachable("is not in this instance of Flux")));
    NodeSet members = nodes.minus(NodeSet.of(results.keySet()));
    members.forEach(
        node -> liveness.gone(node).ifPresent(why -> results.put(node, new Unreachable(why))));
    Map<String, Integer> open = new LinkedHashMap<>();
    members.stream()
        .filter(node -> !results.containsKey(node))
        .forEach(node -> open.put(node, known.get(node)));
    results.putAll(together(open, call));
    return results;
  }

  /** Ranks stay as they are while an instance lives. */
  private synchronized Map<String, Integer> ranks(Call call)
      throws ClusterException, InterruptedException {
    if (ranks.isEmpty()) {
      ranks = tools.instance(call.left(TOOL_LIMIT)).ranks();
    }
    return ranks;
  }

  private Map<String, Result> together(Map<String, Integer> nodes, Call call)
      throws ClusterException, InterruptedException {
    Map<String, Result> results = new LinkedHashMap<>();
    if (nodes.isEmpty()) {
      return results;
    }
    FluxFanOut answers = new FluxFanOut("scr4j-" + UUID.randomUUID());
    long start = System.nanoTime();
    boolean ended = !call.over() && follow(answers, nodes, call);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    nodes.forEach(
        (node, rank) -> results.put(node, result(answers, node, rank, ended, took, call)));
    return results;
  }

  private Result result(
      FluxFanOut answers, String node, int rank, boolean ended, Duration took, Call call) {
    if (answers.answer(rank).isPresent()) {
      FluxFanOut.Answer answer = answers.answer(rank).get();
      return new Finished(answer.status(), answer.out(), answer.err(), took);
    }
    if (liveness.gone(node).isPresent()) {
      return new Unreachable(liveness.gone(node).get());
    }
    if (!ended && !answers.hasEnded(rank)) {
      return new TimedOut(call.deadline());
    }
    // Without a word about this rank it may be the instance that does not answer.
    String complaint = answers.complaint(rank);
    return answers.hasEnded(rank)
        ? new Unreachable("flux exec: " + complaint)
        : new Undecided(complaint.isEmpty() ? "flux exec gave no result" : complaint);
  }

  /** Waits for flux exec as long as it makes sense; returns whether it ended by itself. */
  private boolean follow(FluxFanOut answers, Map<String, Integer> nodes, Call call)
      throws ClusterException, InterruptedException {
    List<Integer> all = new ArrayList<>(nodes.values());
    List<String> command = answers.command(FluxTools.FLUX, all, call.command());
    LineProgram exec =
        LineProgram.start(
            SearchPath.located(command, environment), environment, answers::out, answers::err);
    boolean ended = false;
    try {
      while (!ended && !call.over()) {
        ended = exec.await(call.left(LOOK));
        if (!ended && !hope(answers, nodes, ranks(call))) {
          break;
        }
      }
      if (!ended) {
        // TERM is passed on to the nodes; whatever minds it not is killed by the brokers.
        exec.end();
      }
      return ended;
    } catch (InterruptedException e) {
      exec.kill();
      throw e;
    }
  }

  /** Whether a node that has not answered yet may still do so. */
  private boolean hope(
      FluxFanOut answers, Map<String, Integer> nodes, Map<String, Integer> instance)
      throws InterruptedException {
    try {
      NodeSet others = NodeSet.of(instance.keySet()).first(WITNESSES);
      liveness.ask(NodeSet.of(nodes.keySet()).union(others));
    } catch (ClusterException e) {
      return true;
    }
    return nodes.entrySet().stream()
        .anyMatch(
            node -> !answers.hasEnded(node.getValue()) && liveness.gone(node.getKey()).isEmpty());
  }
}
