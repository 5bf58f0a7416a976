package org.scr4j.cluster.mpi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.scr4j.cluster.NodeSet;

/**
 * The address under which nodes reach this host. Hydra tells them its name, which on many hosts is
 * that of 127.0.0.1, so that every node would look for it on itself.
 */
final class LaunchHost {

  private static final int DISCARD = 9;
  private static final int TRIES = 4;

  private LaunchHost() {}

  /**
   * The address to tell {@code nodes}.
   *
   * @param name of this host
   * @return nothing where its name does
   */
  static Optional<String> address(String name, NodeSet nodes) {
    try {
      boolean reachable =
          Arrays.stream(InetAddress.getAllByName(name)).anyMatch(one -> !one.isLoopbackAddress());
      if (reachable) {
        return Optional.empty();
      }
    } catch (UnknownHostException e) {
      // A name that even this host does not know: an address it must be.
      return towards(nodes.first(TRIES));
    }
    return towards(nodes.first(TRIES));
  }

  private static Optional<String> towards(NodeSet nodes) {
    return nodes.stream().flatMap(node -> towards(node).stream()).findFirst();
  }

  private static Optional<String> towards(String node) {
    // Nothing is sent: the kernel only chooses the interface.
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(InetAddress.getByName(node), DISCARD);
      InetAddress local = socket.getLocalAddress();
      return local.isLoopbackAddress() || local.isAnyLocalAddress()
          ? Optional.empty()
          : Optional.of(local.getHostAddress());
    } catch (IOException | UncheckedIOException e) {
      // A node that has no address or no route: another one may tell.
      return Optional.empty();
    }
  }
}
