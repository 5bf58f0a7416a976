package org.scr4j.cluster.local;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.RemoteShell;

/** Runs commands as processes of virtual nodes. A node that is down is unreachable. */
final class LocalShell implements RemoteShell {

  /** Commands at the same time: all nodes are this one machine. */
  private static final int MOST_AT_ONCE = 16;

  /** What shells say of a program that cannot be run. */
  private static final int STATUS_MISSING = 127;

  private final LocalCluster cluster;
  private final Map<String, String> environment;
  private final ProcessRunner runner = new ProcessRunner();

  /** With {@code environment} for every command, and the node's variables besides. */
  LocalShell(LocalCluster cluster, Map<String, String> environment) {
    this.cluster = cluster;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String name() {
    return LocalPlatform.NAME;
  }

  @Override
  public Map<String, Result> run(NodeSet nodes, List<String> command, Duration deadline)
      throws ClusterException, InterruptedException {
    if (nodes.isEmpty()) {
      return Map.of();
    }
    long end = System.nanoTime() + deadline.toNanos();
    int threads = (int) Math.min(MOST_AT_ONCE, nodes.size());
    ExecutorService pool = Executors.newFixedThreadPool(threads, LocalShell::daemon);
    try {
      Map<String, Future<Result>> started = new LinkedHashMap<>();
      for (String node : nodes) {
        started.put(node, pool.submit(() -> run(node, command, end, deadline)));
      }
      Map<String, Result> results = new LinkedHashMap<>();
      for (Map.Entry<String, Future<Result>> one : started.entrySet()) {
        results.put(one.getKey(), result(one.getValue()));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "command on a node");
    thread.setDaemon(true);
    return thread;
  }

  private static Result result(Future<Result> started) throws InterruptedException {
    try {
      return started.get();
    } catch (ExecutionException e) {
      return new Unreachable(String.valueOf(e.getCause().getMessage()));
    }
  }

  private Result run(String name, List<String> command, long end, Duration deadline)
      throws ClusterException, InterruptedException {
    LocalNode node = cluster.node(name);
    if (!node.up()) {
      return new Unreachable("down: " + node.reason());
    }
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      return new TimedOut(deadline);
    }
    ProcessRunner.Outcome outcome =
        runner.run(
            ProcessRunner.Call.of(
                command, LocalVariables.onNode(environment, cluster, node), left));
    LocalNode after = cluster.node(name);
    if (!after.up()) {
      // Whatever the command did, it was ended or its results went with the node.
      cluster.processes().killAll(cluster.variablesOf(name), left);
      return new Unreachable("down: " + after.reason());
    }
    if (outcome instanceof ProcessRunner.Finished done) {
      return new Finished(done.status(), done.out(), done.err(), done.took());
    }
    if (outcome instanceof ProcessRunner.NotStarted not) {
      return new Finished(STATUS_MISSING, "", not.reason() + "\n", Duration.ZERO);
    }
    return new TimedOut(deadline);
  }
}
