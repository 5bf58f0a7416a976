package org.scr4j.cluster.slurm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.FanOutAnswers;
import org.scr4j.cluster.LineProgram;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.SearchPath;

/**
 * Runs a command on nodes of the job by {@code srun}: one for all nodes that give a sign of life,
 * then one for each node that has not answered. A command may therefore run twice on a node with
 * which the connection was lost.
 */
final class SrunShell implements RemoteShell {

  private static final int MOST_AT_ONCE = 32;
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration CLEAN_UP = Duration.ofSeconds(5);

  /** A busy scheduler may take some seconds; one that is away must not take all the time. */
  private static final Duration SCHEDULER_LIMIT = Duration.ofSeconds(15);

  /** To prove that a node is gone takes some seconds; more is not spent on it. */
  private static final Duration PROOF_LIMIT = Duration.ofSeconds(8);

  private final SlurmTools tools;
  private final Liveness liveness;
  private final Map<String, String> environment;
  private final String jobId;

  SrunShell(SlurmTools tools, Liveness liveness, Map<String, String> environment, String jobId) {
    this.tools = tools;
    this.liveness = liveness;
    this.environment = SlurmVariables.forHelpers(environment);
    this.jobId = jobId;
  }

  @Override
  public String name() {
    return SrunLauncher.NAME;
  }

  @Override
  public Map<String, Result> run(NodeSet nodes, List<String> command, Duration deadline)
      throws ClusterException, InterruptedException {
    if (nodes.isEmpty()) {
      return Map.of();
    }
    Call call = new Call(command, deadline, System.nanoTime() + deadline.toNanos());
    Map<String, Result> results = new LinkedHashMap<>();
    NodeSet members;
    try {
      members = members(nodes, call);
    } catch (ClusterException e) {
      // srun has the scheduler confirm the allocation first: it would only wait longer.
      Undecided away = new Undecided("the scheduler does not answer: " + e.getMessage());
      nodes.forEach(node -> results.put(node, away));
      return results;
    }
    nodes.minus(members).forEach(node -> results.put(node, new Unreachable("has left the job")));
    Map<String, String> gone = gone(nodes.intersection(members), members, call);
    gone.forEach((node, reason) -> results.put(node, new Unreachable(reason)));
    NodeSet open = nodes.minus(NodeSet.of(results.keySet()));
    results.putAll(together(open, call));
    results.putAll(oneByOne(nodes.minus(NodeSet.of(results.keySet())), call));
    return results;
  }

  private record Call(List<String> command, Duration deadline, long end) {

    Duration left() {
      return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    boolean over() {
      return end - System.nanoTime() <= 0;
    }
  }

  /** The job's nodes: srun refuses all nodes where one is not among them. */
  private NodeSet members(NodeSet nodes, Call call) throws ClusterException, InterruptedException {
    Duration half = call.left().dividedBy(2);
    Duration limit = half.compareTo(SCHEDULER_LIMIT) < 0 ? half : SCHEDULER_LIMIT;
    return tools.job(jobId, limit).map(SlurmJob::nodes).orElse(nodes);
  }

  private Map<String, String> gone(NodeSet nodes, NodeSet others, Call call)
      throws InterruptedException {
    Duration half = call.left().dividedBy(2);
    try {
      return liveness.find(nodes, others, half.compareTo(PROOF_LIMIT) < 0 ? half : PROOF_LIMIT);
    } catch (ClusterException e) {
      // Without addresses nothing is proven; srun takes longer to find out.
      return Map.of();
    }
  }

  /** The nodes that have answered one srun for all, each with what it gave. */
  private Map<String, Result> together(NodeSet nodes, Call call)
      throws ClusterException, InterruptedException {
    Map<String, Result> results = new LinkedHashMap<>();
    if (nodes.isEmpty()) {
      return results;
    }
    if (call.over()) {
      nodes.forEach(node -> results.put(node, new TimedOut(call.deadline())));
      return results;
    }
    SrunFanOut fanOut = new SrunFanOut("scr4j-" + UUID.randomUUID());
    long start = System.nanoTime();
    boolean ended = follow(fanOut, nodes, call);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    for (String node : nodes) {
      Optional<FanOutAnswers.Answer> answer = fanOut.answers().answer(node);
      if (answer.isPresent()) {
        results.put(
            node,
            new Finished(answer.get().status(), answer.get().out(), answer.get().err(), took));
      } else if (liveness.gone(node).isPresent()) {
        results.put(node, new Unreachable(liveness.gone(node).get()));
      } else if (!ended || call.over()) {
        results.put(node, new TimedOut(call.deadline()));
      } else if (nodes.size() == 1) {
        results.put(node, judge(fanOut, node));
      }
    }
    return results;
  }

  /** What srun's own words say of a node: only where they name it they are about it. */
  static Result judge(SrunFanOut fanOut, String node) {
    Optional<String> ofNode = fanOut.complaintOf(node);
    if (ofNode.isPresent()) {
      return new Unreachable("srun: " + ofNode.get());
    }
    String any = fanOut.complaint();
    return new Undecided(any.isEmpty() ? "srun gave no result" : "srun cannot start it: " + any);
  }

  /** Waits for srun as long as it makes sense; returns whether it ended by itself. */
  private boolean follow(SrunFanOut fanOut, NodeSet nodes, Call call)
      throws ClusterException, InterruptedException {
    LineProgram step =
        LineProgram.start(
            SearchPath.located(fanOut.command(nodes, call.command()), environment),
            environment,
            fanOut.answers()::out,
            fanOut.answers()::err);
    boolean ended = false;
    try {
      while (!ended && !call.over()) {
        Duration left = call.left();
        ended = step.await(left.compareTo(LOOK) < 0 ? left : LOOK);
        if (!ended && fanOut.answers().ended() < nodes.size() && !hope(fanOut, nodes)) {
          break;
        }
      }
      if (!ended) {
        step.end();
        cancel(fanOut.stepName());
      }
      return ended;
    } catch (InterruptedException e) {
      step.kill();
      throw e;
    }
  }

  /** Whether a node that has not answered yet may still do so. */
  private boolean hope(SrunFanOut fanOut, NodeSet nodes) throws InterruptedException {
    try {
      liveness.ask(nodes);
    } catch (ClusterException e) {
      return true;
    }
    for (String node : nodes) {
      if (!fanOut.answers().hasEnded(node) && liveness.gone(node).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** A step whose srun was ended in the midst of a launch may live on. */
  private void cancel(String name) throws ClusterException, InterruptedException {
    for (SlurmStep step : tools.steps(jobId, CLEAN_UP)) {
      if (step.name().equals(name)) {
        tools.kill(step.id(), CLEAN_UP);
      }
    }
  }

  private Map<String, Result> oneByOne(NodeSet nodes, Call call)
      throws ClusterException, InterruptedException {
    Map<String, Result> results = new LinkedHashMap<>();
    if (nodes.isEmpty()) {
      return results;
    }
    ExecutorService pool =
        Executors.newFixedThreadPool((int) Math.min(MOST_AT_ONCE, nodes.size()), SrunShell::daemon);
    try {
      List<Future<Map<String, Result>>> started = new ArrayList<>();
      for (String node : nodes) {
        started.add(pool.submit(() -> together(NodeSet.of(node), call)));
      }
      for (Future<Map<String, Result>> one : started) {
        results.putAll(one.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new ClusterException(String.valueOf(e.getCause().getMessage()), e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "command on a node");
    thread.setDaemon(true);
    return thread;
  }
}
