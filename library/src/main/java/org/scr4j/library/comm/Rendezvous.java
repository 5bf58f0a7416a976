package org.scr4j.library.comm;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.scr4j.library.comm.RendezvousDirectory.Contact;
import org.scr4j.library.comm.Roster.Member;

/**
 * How the ranks of a step find each other: rank 0 leaves its address in a file, the others call it
 * and say where they listen, and get everybody's address in return.
 */
final class Rendezvous {

  // A parallel file system tells nobody that a file has appeared on another node, so that there is
  // nothing to wait for: look, with growing pauses.
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  // Rank 0 alone can name the missing ranks: the others give it time to.
  private static final Duration ALLOWANCE = Duration.ofSeconds(5);

  private final SocketCommunicator communicator;
  private final RendezvousDirectory directory;
  private final int rank;
  private final int size;
  private final Map<Integer, Member> arrived = new ConcurrentHashMap<>();
  private final Map<Integer, Link> callers = new ConcurrentHashMap<>();
  private final AtomicReference<Optional<Link>> leader = new AtomicReference<>(Optional.empty());
  private volatile Roster roster = new Roster(List.of());
  private volatile Credential credential = Credential.create();
  private volatile boolean refused;

  Rendezvous(SocketCommunicator communicator, RendezvousDirectory directory) {
    this.communicator = communicator;
    this.directory = directory;
    this.rank = communicator.rank();
    this.size = communicator.size();
  }

  Credential credential() {
    return credential;
  }

  List<String> nodes() {
    return roster.nodes();
  }

  InetSocketAddress address(int peer) {
    return roster.members().get(peer).address();
  }

  /**
   * Returns once all ranks have come.
   *
   * @throws CommunicationException naming those that have not
   */
  void meet() {
    long deadline = System.nanoTime() + communicator.settings().rendezvous().toNanos();
    InetSocketAddress here =
        communicator.network().listen(host(), communicator.facts(), communicator::linked);
    Member me = Member.at(communicator.identity().node(), here);
    if (rank == 0) {
      lead(me, here, deadline);
    } else {
      join(me, deadline);
    }
  }

  private InetAddress host() {
    return communicator.identity().oneHost()
        ? InetAddress.getLoopbackAddress()
        : addressOfThisHost();
  }

  // Some systems give the host's own name a loopback address; then its first real one is taken.
  private static InetAddress addressOfThisHost() {
    try {
      InetAddress named = InetAddress.getLocalHost();
      if (!named.isLoopbackAddress()) {
        return named;
      }
      for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (card.isUp() && !card.isLoopback()) {
          for (InetAddress address : Collections.list(card.getInetAddresses())) {
            if (address instanceof Inet4Address) {
              return address;
            }
          }
        }
      }
      return named;
    } catch (IOException e) {
      throw new CommunicationException("this host has no network address: " + e.getMessage(), e);
    }
  }

  // Rank 0.

  private void lead(Member me, InetSocketAddress here, long deadline) {
    arrived.put(0, me);
    directory.publish(new Contact(here, credential));
    try {
      if (!waitUntil(() -> arrived.size() == size, deadline)) {
        String reason = missing();
        communicator.abort(reason);
        throw new CommunicationException(reason);
      }
    } finally {
      directory.remove();
    }
    roster = new Roster(IntStream.range(0, size).mapToObj(arrived::get).toList());
    byte[] table = roster.encode();
    callers.values().forEach(link -> link.write(Frame.Kind.TABLE, 0, table));
  }

  private String missing() {
    String ranks =
        IntStream.range(0, size)
            .filter(peer -> !arrived.containsKey(peer))
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    return "rendezvous: rank "
        + ranks
        + " of "
        + size
        + " did not come to "
        + directory.path()
        + " within "
        + text(communicator.settings().rendezvous());
  }

  /** A rank says where it is; on the network's thread. */
  void joined(Link link, byte[] body) {
    Member member = Roster.decode(body).members().get(0);
    Member other = arrived.putIfAbsent(link.peer(), member);
    if (other != null) {
      communicator.abort(
          "rendezvous: two processes take themselves for rank "
              + link.peer()
              + ", on node "
              + other.node()
              + " and on node "
              + member.node());
      return;
    }
    callers.put(link.peer(), link);
    communicator.changed();
  }

  /** Whether losing this connection means losing its rank. */
  boolean isMember(Link link) {
    if (!roster.members().isEmpty()) {
      return true;
    }
    refused |= leader.get().filter(other -> other == link).isPresent();
    return callers.get(link.peer()) == link;
  }

  // The others.

  private void join(Member me, long deadline) {
    Duration pause = FIRST_PAUSE;
    while (System.nanoTime() < deadline) {
      Optional<Contact> contact = directory.look();
      if (contact.isPresent() && call(contact.get(), me, deadline)) {
        return;
      }
      communicator.mailbox().awaitThat(() -> false, pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
    throw new CommunicationException(
        "rendezvous: rank 0 of "
            + size
            + " did not come to "
            + directory.path()
            + " within "
            + text(communicator.settings().rendezvous()));
  }

  // A file that a killed rank 0 of an earlier try has left leads nowhere: look again.
  private boolean call(Contact contact, Member me, long deadline) {
    credential = contact.credential();
    refused = false;
    leader.set(Optional.empty());
    communicator
        .network()
        .connect(
            contact.address(),
            communicator.facts(),
            0,
            link -> {
              communicator.linked(link);
              leader.set(Optional.of(link));
              link.write(Frame.Kind.JOIN, 0, new Roster(List.of(me)).encode());
            },
            reason -> {
              refused = true;
              communicator.changed();
            });
    waitUntil(() -> refused || !nodes().isEmpty(), deadline + ALLOWANCE.toNanos());
    if (refused && leader.get().isPresent()) {
      throw new CommunicationException("rendezvous: rank 0 is lost: connection closed");
    }
    return !nodes().isEmpty();
  }

  /** Rank 0 says where all ranks are; on the network's thread. */
  void table(Link link, byte[] body) {
    Roster table = Roster.decode(body);
    if (table.members().size() == size && link.peer() == 0) {
      roster = table;
      communicator.changed();
    }
  }

  private boolean waitUntil(BooleanSupplier condition, long deadline) {
    long left = Math.max(0, deadline - System.nanoTime());
    return communicator.mailbox().awaitThat(condition, Duration.ofNanos(left));
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
