package org.scr4j.cluster.shell;

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
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.SearchPath;

/** Runs commands by ssh, a process for each node, a bounded number of them at the same time. */
public final class SshShell implements RemoteShell {

  /** Its name, and that of its program. */
  public static final String NAME = "ssh";

  private static final int MOST_AT_ONCE = 64;

  private final Map<String, String> environment;
  private final Optional<Liveness> liveness;
  private final ProcessRunner runner =
      new ProcessRunner(ProcessRunner.DEFAULT_LIMIT, Duration.ofMillis(500));

  /**
   * A shell.
   *
   * @param environment for ssh; the commands have that of a login on their node
   * @param liveness tells of nodes that are gone sooner than ssh does
   */
  public SshShell(Map<String, String> environment, Optional<Liveness> liveness) {
    this.environment = SshOptions.environment(environment);
    this.liveness = liveness;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Result> run(NodeSet nodes, List<String> command, Duration deadline)
      throws ClusterException, InterruptedException {
    return run(nodes, command, Deadline.in(deadline));
  }

  Map<String, Result> run(NodeSet nodes, List<String> command, Deadline deadline)
      throws ClusterException, InterruptedException {
    if (nodes.isEmpty()) {
      return Map.of();
    }
    String mark = "scr4j-" + UUID.randomUUID();
    String line =
        RemoteCommand.line(
            RemoteCommand.script(RemoteCommand.plain(), mark, command, deadline.left()));
    ExecutorService pool =
        Executors.newFixedThreadPool((int) Math.min(MOST_AT_ONCE, nodes.size()), SshShell::daemon);
    Map<String, Future<Result>> started = new LinkedHashMap<>();
    for (String node : nodes) {
      started.put(node, pool.submit(() -> one(node, line, mark, deadline)));
    }
    try (LostNodes gone = LostNodes.start(liveness, nodes, deadline, started)) {
      Map<String, Result> results = new LinkedHashMap<>();
      for (Map.Entry<String, Future<Result>> one : started.entrySet()) {
        results.put(one.getKey(), gone.result(one.getKey(), one.getValue()));
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

  private Result one(String node, String line, String mark, Deadline deadline)
      throws ClusterException, InterruptedException {
    if (deadline.over()) {
      return new TimedOut(deadline.limit());
    }
    ProcessRunner.Outcome outcome =
        runner.run(
            ProcessRunner.Call.of(
                SearchPath.located(command(node, line, deadline.left()), environment),
                environment,
                deadline.left()));
    if (outcome instanceof ProcessRunner.Finished done) {
      return result(done, mark);
    }
    if (outcome instanceof ProcessRunner.NotStarted not) {
      throw new ClusterException(not.reason());
    }
    return new TimedOut(deadline.limit());
  }

  static List<String> command(String node, String line, Duration limit) {
    List<String> command = new ArrayList<>(List.of(NAME, "-T", "-a", "-x"));
    command.addAll(SshOptions.of(limit));
    command.addAll(List.of(node, line));
    return List.copyOf(command);
  }

  /** What one ssh's end means. */
  static Result result(ProcessRunner.Finished done, String mark) {
    if (done.status() != RemoteCommand.AMBIGUOUS) {
      return new Finished(done.status(), done.out(), done.err(), done.took());
    }
    int at = done.err().lastIndexOf(mark + "\n");
    if (at >= 0) {
      String err = done.err().substring(0, at) + done.err().substring(at + mark.length() + 1);
      return new Finished(done.status(), done.out(), err, done.took());
    }
    Optional<String> why = SshMessages.obstacle(done.err().lines().toList());
    return new Unreachable(
        why.or(() -> Optional.of(SshMessages.shown(done.err())).filter(said -> !said.isEmpty()))
            .orElse("ssh: the connection was lost"));
  }
}
