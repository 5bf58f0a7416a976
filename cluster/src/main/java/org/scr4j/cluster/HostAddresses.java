package org.scr4j.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Where nodes can be asked for a sign of life, by their names: at a port that is closed on most
 * hosts, which the kernel itself refuses, then at others.
 */
public final class HostAddresses implements Liveness.Addresses {

  /** Echo: closed nearly everywhere, so that nobody is woken up. */
  private static final int ECHO = 7;

  private static final int SSH = 22;
  private static final int MOST_AT_ONCE = 16;

  private final Map<String, List<InetSocketAddress>> known = new ConcurrentHashMap<>();

  @Override
  public Map<String, List<InetSocketAddress>> of(NodeSet nodes)
      throws ClusterException, InterruptedException {
    lookUp(NodeSet.of(nodes.stream().filter(node -> !known.containsKey(node)).toList()));
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
    if (nodes.isEmpty()) {
      return;
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            (int) Math.min(MOST_AT_ONCE, nodes.size()), HostAddresses::daemon);
    try {
      Map<String, Future<InetAddress>> asked = new LinkedHashMap<>();
      nodes.forEach(node -> asked.put(node, pool.submit(() -> InetAddress.getByName(node))));
      for (Map.Entry<String, Future<InetAddress>> one : asked.entrySet()) {
        known.put(one.getKey(), addresses(one.getValue()));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** A node without an address is one that cannot be judged. */
  private static List<InetSocketAddress> addresses(Future<InetAddress> asked)
      throws InterruptedException, ClusterException {
    try {
      InetAddress address = asked.get();
      return List.of(new InetSocketAddress(address, ECHO), new InetSocketAddress(address, SSH));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException) {
        return List.of();
      }
      throw new ClusterException("cannot look up the address of a node: " + e.getCause(), e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "address of a node");
    thread.setDaemon(true);
    return thread;
  }
}
