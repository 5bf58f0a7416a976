package org.scr4j.cluster.slurm;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeSet;

/**
 * Where nodes can be asked for a sign of life: at the port of the echo service, which refuses
 * without a trace in any log, and at slurmd's, which is open wherever srun works.
 */
final class SlurmAddresses implements Liveness.Addresses {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int ECHO = 7;
  private static final int SLURMD = 6818;
  private static final int MOST_AT_ONCE = 16;

  private final SlurmTools tools;
  private final Map<String, List<InetSocketAddress>> known = new ConcurrentHashMap<>();

  SlurmAddresses(SlurmTools tools) {
    this.tools = tools;
  }

  @Override
  public Map<String, List<InetSocketAddress>> of(NodeSet nodes)
      throws ClusterException, InterruptedException {
    NodeSet missing = NodeSet.of(nodes.stream().filter(node -> !known.containsKey(node)).toList());
    if (!missing.isEmpty()) {
      lookUp(missing);
    }
    Map<String, List<InetSocketAddress>> found = new LinkedHashMap<>();
    for (String node : nodes) {
      List<InetSocketAddress> addresses = known.getOrDefault(node, List.of());
      if (!addresses.isEmpty()) {
        found.put(node, addresses);
      }
    }
    return found;
  }

  private void lookUp(NodeSet nodes) throws ClusterException, InterruptedException {
    Map<String, SlurmNode> told = tools.nodes(nodes, LIMIT);
    int slurmd = slurmdPort();
    ExecutorService pool = Executors.newFixedThreadPool(MOST_AT_ONCE, SlurmAddresses::daemon);
    try {
      Map<String, Future<InetAddress>> asked = new LinkedHashMap<>();
      told.forEach(
          (name, node) ->
              asked.put(name, pool.submit(() -> InetAddress.getByName(node.address()))));
      for (Map.Entry<String, Future<InetAddress>> one : asked.entrySet()) {
        known.put(one.getKey(), addresses(one.getValue(), slurmd));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** A node without an address is one that cannot be judged. */
  private static List<InetSocketAddress> addresses(Future<InetAddress> asked, int slurmd)
      throws InterruptedException, ClusterException {
    try {
      InetAddress address = asked.get();
      return List.of(new InetSocketAddress(address, ECHO), new InetSocketAddress(address, slurmd));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException) {
        return List.of();
      }
      throw new ClusterException("cannot look up the address of a node: " + e.getCause(), e);
    }
  }

  private int slurmdPort() throws ClusterException, InterruptedException {
    Optional<String> port = tools.setting("SlurmdPort", LIMIT);
    return port.filter(text -> text.matches("[0-9]{1,5}"))
        .map(Integer::valueOf)
        .filter(number -> number > 0 && number < 1 << 16)
        .orElse(SLURMD);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "address of a node");
    thread.setDaemon(true);
    return thread;
  }
}
