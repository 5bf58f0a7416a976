package org.scr4j.library.comm;

import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.scr4j.redundancy.FileBytes;

/**
 * Ranks that reach each other by sockets.
 *
 * <p>Every rank stays connected to rank 0; two other ranks connect when one first has something for
 * the other. A rank's messages to another all take one connection, and so arrive in order. Whoever
 * loses a rank tells all it is connected to, and they tell theirs.
 */
final class SocketCommunicator extends WatchingCommunicator implements Link.Owner, FileSender {

  /** What is longer is not copied to be sent; what is not fits into one frame. */
  private static final int LONG = 64 << 10;

  private final RankIdentity identity;
  private final Rendezvous rendezvous;
  private final Network network;
  private final Greeting.Context facts;
  private final Set<Link> links = new CopyOnWriteArraySet<>();
  private final Deque<Runnable> sendingFiles = new ArrayDeque<>();
  private final Map<Integer, Link> outgoing = new ConcurrentHashMap<>();
  private final Set<Integer> calling = ConcurrentHashMap.newKeySet();

  SocketCommunicator(
      RankIdentity identity, CommunicatorSettings settings, RendezvousDirectory directory) {
    super(identity.rank(), identity.size(), settings);
    this.identity = identity;
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
    begin(to, head, data).run();
  }

  @Override
  Runnable begin(int to, Frame head, ByteBuffer data) {
    Link link = linkTo(to);
    awaitRoom(link);
    if (data.remaining() > LONG) {
      return beginLong(link, head, data);
    }
    link.write(head, data);
    return () -> {};
  }

  @Override
  public void send(int to, int tag, FileBytes data) {
    beginFile(to, Frame.data(tag, data.length()), data);
  }

  @Override
  public ByteBuffer sendReceive(int to, FileBytes data, int from, ByteBuffer into, int tag) {
    Frame head = Frame.data(tag, data.length());
    return borrowWhile(from, into, tag, () -> beginFile(to, head, data));
  }

  private void beginFile(int to, Frame head, FileBytes data) {
    Link link = linkTo(to);
    awaitRoom(link);
    sendingFiles.add(begun(link, done -> link.write(head, data, done)));
  }

  @Override
  public void awaitFiles() {
    while (!sendingFiles.isEmpty()) {
      sendingFiles.removeFirst().run();
    }
  }

  /** Copying long messages would cost more than to wait until the system has all of them. */
  private Runnable beginLong(Link link, Frame head, ByteBuffer data) {
    Runnable waiting = begun(link, done -> link.write(head, data, done));
    data.position(data.limit());
    return waiting;
  }

  private Runnable begun(Link link, Consumer<Runnable> sender) {
    AtomicBoolean sent = new AtomicBoolean();
    sender.accept(
        () -> {
          sent.set(true);
          mailbox().signal();
        });
    return () -> {
      mailbox().awaitThat(() -> sent.get() || hasLeft(link), FOREVER);
      if (!sent.get()) {
        throw left(link);
      }
    };
  }

  private void awaitRoom(Link link) {
    // Whoever is slow to receive is alive as long as its heart beats; tick() watches that.
    mailbox().awaitThat(() -> link.isWritable() || hasLeft(link), FOREVER);
    if (hasLeft(link)) {
      throw left(link);
    }
  }

  private CommunicationException left(Link link) {
    String reason = name(link.peer()) + " has left and receives no more messages";
    abort(reason);
    return new CommunicationException(reason);
  }

  private boolean hasLeft(Link link) {
    return link.pulse().isPeerDone() || mailbox().hasLeft(link.peer());
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
      mailbox().awaitThat(() -> anyLink(peer).isPresent(), settings().inquiry());
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
    if (!isClosed()) {
      lose(peer, "it cannot be reached (" + reason + ")");
    }
  }

  /** A connection has proved itself; on the network's thread. */
  void linked(Link link) {
    calling.remove(link.peer());
    links.add(link);
    opened(link);
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
  public Optional<ByteBuffer> room(Message message) {
    return mailbox().room(message);
  }

  @Override
  public void written(Message message, int length) {
    mailbox().written(message, length);
  }

  @Override
  public void changed() {
    mailbox().signal();
  }

  @Override
  public void control(Link link, Frame head, byte[] body) {
    switch (head.kind()) {
      case JOIN -> rendezvous.joined(link, body);
      case TABLE -> rendezvous.table(link, body);
      default -> heard(link, head, body);
    }
  }

  // Losing.

  @Override
  public void closed(Link link, String reason) {
    links.remove(link);
    boolean farewell = link.pulse().isPeerDone() || link.pulse().isDelivered() || isClosed();
    if (!farewell && rendezvous.isMember(link)) {
      lose(link.peer(), reason);
    }
    mailbox().signal();
  }

  @Override
  void later(Runnable task, long millis) {
    Future<?> unused = network.executor().schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  void onNetwork(Runnable task) {
    if (network.executor().inEventLoop()) {
      task.run();
    } else if (!network.executor().isShuttingDown()) {
      network.executor().submit(task).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
  }

  @Override
  Set<Link> lines() {
    return links;
  }

  // Leaving.

  @Override
  boolean carries(Line line) {
    return outgoing.getOrDefault(line.peer(), anyLink(line.peer()).orElse((Link) line)) == line;
  }

  @Override
  boolean isSettled(Line line) {
    return line.pulse().isDelivered();
  }

  @Override
  void shutDown() {
    network.close();
  }
}
