package org.scr4j.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several checks as one. */
public final class NodeChecks {

  /** What a check may take longer than the deadline that it is given, to sum up what it knows. */
  private static final Duration SLACK = Duration.ofSeconds(4);

  private NodeChecks() {}

  /**
   * Asks all checks at the same time.
   *
   * <p>A node is failed if any check says so, for the reason of the first one in the list that
   * does; else unknown if any check came to no result; else unfit if any says so; else healthy. A
   * check that cannot be made, or does not keep to the deadline, leaves every node unknown.
   *
   * @param deadline for all checks and nodes together
   * @return a finding for each node, in their order
   */
  public static Map<String, Health> all(List<NodeCheck> checks, NodeSet nodes, Duration deadline)
      throws InterruptedException {
    if (checks.isEmpty() || nodes.isEmpty()) {
      return summary(nodes, List.of());
    }
    long end = System.nanoTime() + deadline.plus(SLACK).toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(checks.size(), NodeChecks::daemon);
    try {
      List<Future<Map<String, Health>>> asked = new ArrayList<>();
      for (NodeCheck check : checks) {
        asked.add(threads.submit(() -> check.check(nodes, deadline)));
      }
      List<Map<String, Health>> found = new ArrayList<>();
      for (int i = 0; i < checks.size(); i++) {
        found.add(answer(checks.get(i), asked.get(i), nodes, end, deadline));
      }
      return summary(nodes, found);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "node check");
    thread.setDaemon(true);
    return thread;
  }

  private static Map<String, Health> answer(
      NodeCheck check,
      Future<Map<String, Health>> asked,
      NodeSet nodes,
      long end,
      Duration deadline)
      throws InterruptedException {
    try {
      return asked.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      asked.cancel(true);
      return unknown(nodes, "check " + check.name() + ": no answer in " + seconds(deadline));
    } catch (ExecutionException e) {
      return unknown(nodes, "check " + check.name() + ": " + e.getCause().getMessage());
    }
  }

  private static Map<String, Health> unknown(NodeSet nodes, String reason) {
    Map<String, Health> all = new LinkedHashMap<>();
    Health health = new Health.Unknown(reason);
    nodes.forEach(node -> all.put(node, health));
    return all;
  }

  private static Map<String, Health> summary(NodeSet nodes, List<Map<String, Health>> found) {
    Map<String, Health> summary = new LinkedHashMap<>();
    for (String node : nodes) {
      Health worst = new Health.Healthy();
      for (Map<String, Health> findings : found) {
        Health one =
            findings.getOrDefault(node, new Health.Unknown("a check said nothing about it"));
        worst = worse(worst, one);
      }
      summary.put(node, worst);
    }
    return summary;
  }

  /** The finding that counts more; the first where they count the same. */
  public static Health worse(Health first, Health second) {
    return severity(second) > severity(first) ? second : first;
  }

  private static int severity(Health health) {
    if (health instanceof Health.Failed) {
      return 3;
    }
    // What no check could ask is not said to answer, even if it is unfit anyway.
    return health instanceof Health.Unknown ? 2 : health instanceof Health.Unfit ? 1 : 0;
  }

  static String seconds(Duration duration) {
    // What is left of a time-out of some seconds is told as that.
    long millis = duration.toMillis();
    return millis >= 2000 || millis % 1000 == 0
        ? Math.round(millis / 1000.0) + " s"
        : millis / 1000.0 + " s";
  }
}
