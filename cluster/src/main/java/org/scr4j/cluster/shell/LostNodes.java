package org.scr4j.cluster.shell;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.RemoteShell;

/**
 * Looks beside the commands that run on nodes for those nodes that are gone, and ends the wait for
 * them: ssh takes its whole time for a connection.
 */
final class LostNodes implements AutoCloseable {

  /** To prove that a node is gone takes some seconds; more is not spent on it. */
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private final Map<String, String> gone = new ConcurrentHashMap<>();
  private Optional<Thread> thread = Optional.empty();

  private LostNodes() {}

  /**
   * Begins to look.
   *
   * @param commands those that run, by node; cancelled where the node is gone
   */
  static LostNodes start(
      Optional<Liveness> liveness,
      NodeSet nodes,
      Deadline deadline,
      Map<String, Future<RemoteShell.Result>> commands) {
    LostNodes lost = new LostNodes();
    liveness.ifPresent(
        asked -> {
          Duration left = deadline.left();
          Duration limit = left.compareTo(LIMIT) < 0 ? left : LIMIT;
          Thread thread = new Thread(() -> lost.look(asked, nodes, limit, commands), "lost nodes");
          thread.setDaemon(true);
          thread.start();
          lost.thread = Optional.of(thread);
        });
    return lost;
  }

  private void look(
      Liveness liveness,
      NodeSet nodes,
      Duration limit,
      Map<String, Future<RemoteShell.Result>> commands) {
    try {
      gone.putAll(liveness.find(nodes, nodes, limit));
      gone.keySet().forEach(node -> commands.get(node).cancel(true));
    } catch (ClusterException e) {
      // Without addresses nothing is proven; ssh takes longer to find out.
      return;
    } catch (InterruptedException e) {
      // All commands have ended.
      Thread.currentThread().interrupt();
    }
  }

  /** What a command gave, or that its node is gone. */
  RemoteShell.Result result(String node, Future<RemoteShell.Result> command)
      throws ExecutionException, InterruptedException {
    try {
      return command.get();
    } catch (CancellationException e) {
      return new RemoteShell.Unreachable(gone.getOrDefault(node, "gone"));
    }
  }

  @Override
  public void close() {
    thread.ifPresent(Thread::interrupt);
  }
}
