package org.scr4j.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Tells whether nodes give any sign of life on the network, long before a scheduler notices that
 * one is gone.
 *
 * <p>A node is held to be gone only beyond doubt: its kernel answers on none of several ports, time
 * after time for at least {@link #PROOF}, while other nodes answer, so that it is not this
 * process's own network that fails. What was never heard from, such as nodes behind a firewall, is
 * not judged. Safe for use by several threads.
 */
public final class Liveness {

  /** A network that is cut for less than this ends nothing. */
  public static final Duration PROOF = Duration.ofMillis(3500);

  /** Any answer within a cluster comes much sooner. */
  private static final Duration LIMIT = Duration.ofMillis(500);

  /** So many nodes that answer are asked along with those that do not. */
  private static final int WITNESSES = 16;

  /** For so long a node that was proven to be gone need not be asked again. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  /** Asks many addresses at once. */
  interface Knocker {
    /**
     * The addresses at which somebody answered, be it with a refusal.
     *
     * @param limit for each address
     */
    Set<InetSocketAddress> answered(Collection<InetSocketAddress> targets, Duration limit)
        throws IOException, InterruptedException;
  }

  /** Where nodes can be asked. */
  public interface Addresses {
    /**
     * The addresses of {@code nodes}, at best several for each node, the least bothersome first.
     * Nodes whose addresses are not known are left out.
     */
    Map<String, List<InetSocketAddress>> of(NodeSet nodes)
        throws ClusterException, InterruptedException;
  }

  /** Somebody else on the network, who is asked where no node answers. */
  public interface Witness {
    /** Whether this process's own network works. */
    boolean answers() throws InterruptedException;
  }

  private final Addresses addresses;
  private final Witness witness;
  private final Knocker knocker;
  private final LongSupplier clock;
  private final Map<String, Silence> silent = new HashMap<>();
  private final Set<String> heard = new HashSet<>();

  /** When the first and the last of the rounds began that a node let pass one after another. */
  private record Silence(long first, long last) {}

  /** Asks nodes by TCP. */
  public Liveness(Addresses addresses, Witness witness) {
    this(addresses, witness, new TcpKnocker(), System::nanoTime);
  }

  Liveness(Addresses addresses, Witness witness, Knocker knocker, LongSupplier clock) {
    this.addresses = addresses;
    this.witness = witness;
    this.knocker = knocker;
    this.clock = clock;
  }

  /**
   * Asks every node of {@code nodes} once.
   *
   * @return those that did not answer though they might have been expected to
   */
  public NodeSet ask(NodeSet nodes) throws ClusterException, InterruptedException {
    return round(nodes).suspicious();
  }

  /**
   * Asks every node of {@code nodes} once, and those of {@code suspects} at all their addresses at
   * once: there is reason to expect their silence.
   *
   * @return those that did not answer though they might have been expected to
   */
  NodeSet ask(NodeSet nodes, NodeSet suspects) throws ClusterException, InterruptedException {
    return round(nodes, suspects).suspicious();
  }

  /**
   * One time that nodes were asked.
   *
   * @param mute nodes that did not answer
   * @param suspicious those of them whose silence means something; none where it may be this host
   *     that is cut off
   */
  record Round(NodeSet mute, NodeSet suspicious) {}

  /** Asks every node of {@code nodes} once. */
  Round round(NodeSet nodes) throws ClusterException, InterruptedException {
    return round(nodes, NodeSet.empty());
  }

  private Round round(NodeSet nodes, NodeSet suspects)
      throws ClusterException, InterruptedException {
    long start = clock.getAsLong();
    Map<String, List<InetSocketAddress>> where = addresses.of(nodes);
    try {
      Map<String, List<InetSocketAddress>> left = new LinkedHashMap<>(where);
      Set<String> asked = knock(left, suspects::contains);
      Map<String, List<InetSocketAddress>> again = new LinkedHashMap<>(left);
      again.keySet().removeAll(asked);
      knock(again, node -> true);
      left.keySet().removeIf(node -> !asked.contains(node) && !again.containsKey(node));
      return new Round(NodeSet.of(left.keySet()), note(start, where, left.keySet()));
    } catch (IOException e) {
      throw new ClusterException("nodes cannot be asked for a sign of life: " + e.getMessage(), e);
    }
  }

  /**
   * Takes the nodes that answer out of {@code left}. Each is asked at its first address, those that
   * were silent before and those that {@code doubted} holds for at all of them.
   *
   * @return those that were asked at all their addresses
   */
  private Set<String> knock(Map<String, List<InetSocketAddress>> left, Predicate<String> doubted)
      throws IOException, InterruptedException {
    List<InetSocketAddress> targets = new ArrayList<>();
    Set<String> everywhere = new HashSet<>();
    synchronized (this) {
      left.forEach(
          (node, all) -> {
            if (silent.containsKey(node) || doubted.test(node)) {
              everywhere.add(node);
              targets.addAll(all);
            } else {
              targets.add(all.get(0));
            }
          });
    }
    if (!targets.isEmpty()) {
      Set<InetSocketAddress> answered = knocker.answered(targets, LIMIT);
      left.values().removeIf(all -> all.stream().anyMatch(answered::contains));
    }
    return everywhere;
  }

  private NodeSet note(
      long start, Map<String, List<InetSocketAddress>> asked, Set<String> notAnswering)
      throws IOException, InterruptedException {
    boolean sound = isSound(asked, notAnswering);
    synchronized (this) {
      List<String> suspicious = new ArrayList<>();
      for (String node : asked.keySet()) {
        if (!notAnswering.contains(node)) {
          heard.add(node);
          silent.remove(node);
        } else if (sound) {
          silent.merge(
              node, new Silence(start, start), (old, now) -> new Silence(old.first(), start));
          suspicious.add(node);
        } else {
          // It may be this host that is cut off: the proof starts anew.
          silent.remove(node);
        }
      }
      return NodeSet.of(suspicious);
    }
  }

  /** Whether silence can be told from a fault of this host's own network. */
  private boolean isSound(Map<String, List<InetSocketAddress>> asked, Set<String> notAnswering)
      throws IOException, InterruptedException {
    if (notAnswering.isEmpty()) {
      return true;
    }
    int others = 0;
    for (Map.Entry<String, List<InetSocketAddress>> node : asked.entrySet()) {
      if (!isHere(node.getValue().get(0))) {
        others++;
        if (!notAnswering.contains(node.getKey())) {
          return true;
        }
      }
    }
    // One node alone may well be gone; that all of several are is less likely than a cut.
    boolean known;
    synchronized (this) {
      known = heard.containsAll(notAnswering);
    }
    return others == 1 && known && witness.answers();
  }

  private static boolean isHere(InetSocketAddress address) throws IOException {
    return address.getAddress() != null
        && NetworkInterface.getByInetAddress(address.getAddress()) != null;
  }

  /** Why {@code node} is held to be gone; nothing where it is not. */
  public synchronized Optional<String> gone(String node) {
    Silence silence = silent.get(node);
    if (silence == null
        || silence.last() - silence.first() < PROOF.toNanos()
        || clock.getAsLong() - silence.last() > FRESH.toNanos()) {
      return Optional.empty();
    }
    // Whole seconds, so that nodes that died together have the same text.
    long seconds = Duration.ofNanos(silence.last() - silence.first()).toSeconds();
    return Optional.of("no sign of life on the network for more than " + seconds + " s");
  }

  /**
   * Asks {@code nodes} until each has answered or is proven to be gone.
   *
   * @param others nodes whose answers show that the network works
   * @param limit after which what is not proven is not held to be gone
   * @return those that are gone, each with the reason
   */
  public Map<String, String> find(NodeSet nodes, NodeSet others, Duration limit)
      throws ClusterException, InterruptedException {
    long end = clock.getAsLong() + limit.toNanos();
    Map<String, String> gone = new LinkedHashMap<>();
    NodeSet open = settle(nodes, gone);
    if (!open.isEmpty()) {
      open = settle(round(open).mute(), gone);
    }
    Map<String, String> known = new LinkedHashMap<>();
    // Some that answer are enough to show that the network works.
    NodeSet answering = nodes.minus(open).minus(NodeSet.of(gone.keySet())).first(WITNESSES);
    NodeSet all =
        open.isEmpty() ? open : open.union(answering).union(settle(others, known).first(WITNESSES));
    while (!open.isEmpty() && clock.getAsLong() - end < 0) {
      long start = clock.getAsLong();
      open = settle(ask(all).intersection(open), gone);
      all = all.minus(NodeSet.of(gone.keySet()));
      LockSupport.parkNanos(open.isEmpty() ? 0 : start + LIMIT.toNanos() - clock.getAsLong());
    }
    return gone;
  }

  private NodeSet settle(NodeSet open, Map<String, String> gone) {
    List<String> left = new ArrayList<>();
    for (String node : open) {
      Optional<String> reason = gone(node);
      if (reason.isPresent()) {
        gone.put(node, reason.get());
      } else {
        left.add(node);
      }
    }
    return NodeSet.of(left);
  }
}
