package org.scr4j.library.comm;

import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.scr4j.library.comm.Mailbox.Message;

/**
 * Ranks that reach each other by sockets.
 *
 * <p>Every rank stays connected to rank 0; two other ranks connect when one first has something for
 * the other. A rank's messages to another all take one connection, and so arrive in order. Whoever
 * loses a rank tells all it is connected to, and they tell theirs.
 */
final class SocketCommunicator extends MailboxCommunicator implements Link.Owner {

  // When a rank dies others end because of it, and their connections with them. Waiting this long
  // lets the news of the first loss arrive before the second is taken for the cause.
  private static final long GRACE_MILLIS = 100;

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final RankIdentity identity;
  private final CommunicatorSettings settings;
  private final Rendezvous rendezvous;
  private final Network network;
  private final Greeting.Context facts;
  private final Set<Link> links = new CopyOnWriteArraySet<>();
  private final Map<Integer, Link> outgoing = new ConcurrentHashMap<>();
  private final Set<Integer> calling = ConcurrentHashMap.newKeySet();
  private final Map<Integer, String> lost = new TreeMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean leaving;
  private long lastTick = System.nanoTime();

  SocketCommunicator(
      RankIdentity identity, CommunicatorSettings settings, RendezvousDirectory directory) {
    super(identity.rank(), identity.size(), settings.eagerBytes(), settings.inquiry());
    this.identity = identity;
    this.settings = settings;
    this.network = new Network();
    this.rendezvous = new Rendezvous(this, directory);
    this.facts =
        new Greeting.Context(identity.rank(), identity.size(), rendezvous::credential, this);
    long period = settings.heartbeat().toNanos();
    Future<?> unused =
        network.executor().scheduleAtFixedRate(this::tick, period, period, TimeUnit.NANOSECONDS);
  }

  /** Meets the other ranks; closes itself if that fails. */
  SocketCommunicator meet() {
    try {
      rendezvous.meet();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  RankIdentity identity() {
    return identity;
  }

  CommunicatorSettings settings() {
    return settings;
  }

  Network network() {
    return network;
  }

  Greeting.Context facts() {
    return facts;
  }

  @Override
  public List<String> nodes() {
    return rendezvous.nodes();
  }

  // Sending.

  @Override
  void transmit(int to, Frame head, ByteBuffer data) {
    Link link = linkTo(to);
    Frame part = head;
    do {
      awaitRoom(link);
      link.write(part, data);
      part = Frame.more(Math.min(Frame.CHUNK, data.remaining()));
    } while (data.hasRemaining());
  }

  private void awaitRoom(Link link) {
    // Whoever is slow to receive is alive as long as its heart beats; tick() watches that.
    mailbox().awaitThat(() -> link.isWritable() || hasLeft(link), FOREVER);
    if (hasLeft(link)) {
      String reason = name(link.peer()) + " has left and receives no more messages";
      abort(reason);
      throw new CommunicationException(reason);
    }
  }

  private boolean hasLeft(Link link) {
    return link.isPeerDone() || mailbox().hasLeft(link.peer());
  }

  private Link linkTo(int peer) {
    Link known = outgoing.get(peer);
    if (known != null) {
      return known;
    }
    while (true) {
      // A connection that was there a moment ago may have closed since: ask once, use that answer.
      Optional<Link> link = anyLink(peer);
      if (link.isPresent()) {
        outgoing.put(peer, link.get());
        return link.get();
      }
      call(peer);
      mailbox().awaitThat(() -> anyLink(peer).isPresent(), settings.inquiry());
    }
  }

  private Optional<Link> anyLink(int peer) {
    return links.stream().filter(link -> link.peer() == peer).findFirst();
  }

  private void call(int peer) {
    if (calling.add(peer)) {
      network.connect(
          rendezvous.address(peer), facts, peer, this::linked, reason -> unreachable(peer, reason));
    }
  }

  private void unreachable(int peer, String reason) {
    calling.remove(peer);
    if (!closed.get()) {
      lose(peer, "it cannot be reached (" + reason + ")");
    }
  }

  /** A connection has proved itself; on the network's thread. */
  void linked(Link link) {
    calling.remove(link.peer());
    links.add(link);
    if (leaving) {
      sayBye(link);
    }
    mailbox().signal();
  }

  @Override
  void inquire(int from, CollectiveCall call) {
    Optional<Link> link = anyLink(from);
    if (link.isEmpty()) {
      call(from);
    } else if (link.get().isWritable()) {
      link.get().write(Frame.waiting(call), ByteBuffer.allocate(0));
    }
  }

  // Receiving.

  @Override
  public Optional<Message> offer(Link link, Frame head, Runnable resume) {
    return mailbox().offer(link.peer(), head, resume);
  }

  @Override
  public void fill(Message message, ByteBuffer source) {
    mailbox().fill(message, source);
  }

  @Override
  public void changed() {
    mailbox().signal();
  }

  @Override
  public void control(Link link, Frame head, byte[] body) {
    switch (head.kind()) {
      case ABORT -> abort(new String(body, StandardCharsets.UTF_8));
      case WAITING -> contradiction(link.peer(), head.call()).ifPresent(this::abort);
      case BYE -> {
        link.peerDone();
        if (head.code() == 1) {
          mailbox().left(link.peer());
        }
        link.write(Frame.Kind.GOT_BYE, 0, new byte[0]);
        mailbox().signal();
      }
      case GOT_BYE -> {
        link.delivered();
        mailbox().signal();
      }
      case JOIN -> rendezvous.joined(link, body);
      case TABLE -> rendezvous.table(link, body);
      default -> {
        // A heartbeat: that it came is all it says.
      }
    }
  }

  // Losing.

  @Override
  public void closed(Link link, String reason) {
    links.remove(link);
    boolean farewell = link.isPeerDone() || link.isDelivered() || closed.get();
    if (!farewell && rendezvous.isMember(link)) {
      lose(link.peer(), reason);
    }
    mailbox().signal();
  }

  private void lose(int peer, String reason) {
    if (lost.putIfAbsent(peer, reason) == null && lost.size() == 1) {
      Future<?> unused =
          network.executor().schedule(() -> abort(losses()), GRACE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private String losses() {
    String ranks = lost.keySet().stream().map(this::name).collect(Collectors.joining(", "));
    String reasons = lost.values().stream().distinct().collect(Collectors.joining(", "));
    return ranks + (lost.size() == 1 ? " is lost: " : " are lost: ") + reasons;
  }

  @Override
  void abort(String reason) {
    if (network.executor().inEventLoop()) {
      spread(reason);
    } else if (!network.executor().isShuttingDown()) {
      // The others must know before this rank goes away with its exception.
      network.executor().submit(() -> spread(reason)).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
  }

  private void spread(String reason) {
    if (mailbox().failure().isEmpty()) {
      byte[] text = reason.getBytes(StandardCharsets.UTF_8);
      links.forEach(link -> link.write(Frame.Kind.ABORT, 0, text));
      mailbox().fail(reason);
    }
  }

  private void tick() {
    long now = System.nanoTime();
    long period = settings.heartbeat().toNanos();
    // A process that was stopped for a while must not blame the others for it.
    boolean asleep = now - lastTick > 2 * period;
    lastTick = now;
    for (Link link : links) {
      if (asleep) {
        link.restartSilence(now);
      } else if (link.silence(now) > settings.silence().toNanos()) {
        link.close("silent for " + settings.silence().toSeconds() + " s");
      }
      if (link.idle(now) >= period && link.isWritable()) {
        link.write(Frame.Kind.HEARTBEAT, 0, new byte[0]);
      }
    }
  }

  // Leaving.

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      if (mailbox().failure().isEmpty()) {
        farewell();
      }
      network.close();
      mailbox().fail("the communicator is closed");
    }
  }

  // A process that ends while its system still holds unsent bytes may lose them; so it stays until
  // every peer has confirmed.
  private void farewell() {
    mailbox().close();
    network
        .executor()
        .submit(
            () -> {
              leaving = true;
              links.forEach(this::sayBye);
            })
        .awaitUninterruptibly();
    try {
      mailbox().awaitThat(this::allDelivered, FOREVER);
    } catch (CommunicationException e) {
      // A rank was lost while this one was leaving: those who need it have been told.
      return;
    }
  }

  private void sayBye(Link link) {
    Link carrier = outgoing.getOrDefault(link.peer(), anyLink(link.peer()).orElse(link));
    link.write(Frame.Kind.BYE, link == carrier ? 1 : 0, new byte[0]);
  }

  private boolean allDelivered() {
    return links.stream().allMatch(Link::isDelivered);
  }
}
