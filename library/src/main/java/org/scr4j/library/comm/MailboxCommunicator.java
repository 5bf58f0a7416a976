package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.scr4j.library.comm.CollectiveCall.Operation;
import org.scr4j.library.comm.Mailbox.Receive;

/**
 * Everything about a communicator but how bytes reach another rank.
 *
 * <p>Collective calls run along a binomial tree that hangs from their root: each rank talks to at
 * most log2(size) others.
 */
abstract class MailboxCommunicator implements Communicator {

  private static final CollectiveCall NO_CALL = new CollectiveCall(Operation.NONE, 0, 0, 0);

  // Calls remembered to compare with those of a rank that lags behind.
  private static final int REMEMBERED = 1024;

  private final int rank;
  private final int size;
  private final Duration patience;
  private final Mailbox mailbox;
  private final CollectiveCall[] calls = new CollectiveCall[REMEMBERED];
  private int made;

  MailboxCommunicator(int rank, int size, int eagerBytes, Duration patience) {
    this.rank = rank;
    this.size = size;
    this.patience = patience;
    this.mailbox = new Mailbox(eagerBytes, this::name, this::abort, this::help);
    Arrays.fill(calls, NO_CALL);
  }

  /** Brings a message to another rank, or throws; returns once {@code data} is free again. */
  abstract void transmit(int to, Frame head, ByteBuffer data);

  /**
   * Begins to bring a message to another rank.
   *
   * @return what waits, or throws, until {@code data} is free again
   */
  Runnable begin(int to, Frame head, ByteBuffer data) {
    transmit(to, head, data);
    return () -> {};
  }

  /** Tells every rank it can reach, and then this one's mailbox, that all is over, and why. */
  abstract void abort(String reason);

  /** Asks {@code from}, for which this rank has waited long, whether it makes {@code call} too. */
  abstract void inquire(int from, CollectiveCall call);

  /**
   * Makes messages move, in a thread that has waited {@code waited} nanoseconds for one.
   *
   * @return nanoseconds until it should do so again
   */
  long help(long waited) {
    return Long.MAX_VALUE;
  }

  final Mailbox mailbox() {
    return mailbox;
  }

  final String name(int peer) {
    List<String> nodes = nodes();
    return "rank " + peer + (peer < nodes.size() ? " on node " + nodes.get(peer) : "");
  }

  @Override
  public final int rank() {
    return rank;
  }

  @Override
  public final int size() {
    return size;
  }

  @Override
  public final void send(int to, int tag, ByteBuffer data) {
    checkPeer(to);
    checkTag(tag);
    dispatch(to, Frame.data(tag, data.remaining()), data).run();
  }

  @Override
  public final int receive(int from, int tag, ByteBuffer into) {
    checkPeer(from);
    checkTag(tag);
    return await(mailbox.post(from, new Mailbox.Key(false, tag), Optional.of(into)), NO_CALL)
        .head()
        .total();
  }

  @Override
  public final int sendReceive(int to, ByteBuffer data, int from, ByteBuffer into, int tag) {
    checkPeer(to);
    return receiveWhile(
        from, into, tag, () -> dispatch(to, Frame.data(tag, data.remaining()), data));
  }

  /** Receives while something is sent, which gives what waits until it has been. */
  private int receiveWhile(int from, ByteBuffer into, int tag, Supplier<Runnable> sending) {
    checkPeer(from);
    checkTag(tag);
    Receive receive = mailbox.post(from, new Mailbox.Key(false, tag), Optional.of(into));
    Runnable sent = sending.get();
    int length = await(receive, NO_CALL).head().total();
    sent.run();
    return length;
  }

  /**
   * Receives after {@code sending} has begun to send something.
   *
   * @return the bytes, in {@code into} or where they came to, until the next receive
   */
  final ByteBuffer borrowWhile(int from, ByteBuffer into, int tag, Runnable sending) {
    checkPeer(from);
    checkTag(tag);
    ByteBuffer place = into.slice();
    Receive receive = mailbox.postBorrowing(from, new Mailbox.Key(false, tag), into);
    sending.run();
    Message message = await(receive, NO_CALL);
    return message.isKept() ? message.keptBytes() : place.limit(message.head().total());
  }

  private Runnable dispatch(int to, Frame head, ByteBuffer data) {
    if (to != rank) {
      return begin(to, head, data);
    }
    mailbox.deposit(rank, head, data);
    return () -> {};
  }

  private Message await(Receive receive, CollectiveCall call) {
    Optional<Message> message = mailbox.await(receive, patience);
    while (message.isEmpty()) {
      if (receive.from() == rank) {
        mailbox.cancel(receive);
        throw new CommunicationException(
            name(rank) + " waits for a message it has not sent itself");
      }
      inquire(receive.from(), call);
      message = mailbox.await(receive, patience);
    }
    return message.get();
  }

  @Override
  public final void barrier() {
    CollectiveCall call = enter(Operation.BARRIER, 0, 0);
    up(call, new byte[0]);
    down(call, new byte[0]);
  }

  @Override
  public final byte[] broadcast(int root, byte[] data) {
    checkPeer(root);
    return down(enter(Operation.BROADCAST, 0, root), Objects.requireNonNull(data));
  }

  @Override
  public final List<byte[]> gather(int root, byte[] data) {
    checkPeer(root);
    return up(enter(Operation.GATHER, 0, root), data);
  }

  @Override
  public final List<byte[]> allGather(byte[] data) {
    CollectiveCall call = enter(Operation.ALL_GATHER, 0, 0);
    List<byte[]> parts = up(call, data);
    return Bundle.unpack(down(call, rank == 0 ? Bundle.pack(parts) : new byte[0]));
  }

  @Override
  public final double[] allReduce(Reduction reduction, double... values) {
    int variant = CollectiveCall.variant(reduction, true);
    CollectiveCall call = enter(Operation.ALL_REDUCE, variant, 0);
    List<byte[]> parts = up(call, Reductions.bytes(values));
    byte[] result = rank == 0 ? reduced(call, reduction, parts, true) : new byte[0];
    return Reductions.doubles(down(call, result));
  }

  @Override
  public final long[] allReduce(Reduction reduction, long... values) {
    int variant = CollectiveCall.variant(reduction, false);
    CollectiveCall call = enter(Operation.ALL_REDUCE, variant, 0);
    List<byte[]> parts = up(call, Reductions.bytes(values));
    byte[] result = rank == 0 ? reduced(call, reduction, parts, false) : new byte[0];
    return Reductions.longs(down(call, result));
  }

  @Override
  public final double[] reduce(int root, Reduction reduction, double... values) {
    checkPeer(root);
    int variant = CollectiveCall.variant(reduction, true);
    CollectiveCall call = enter(Operation.REDUCE, variant, root);
    List<byte[]> parts = up(call, Reductions.bytes(values));
    return rank == root ? Reductions.doubles(reduced(call, reduction, parts, true)) : new double[0];
  }

  // Only the root can see that lengths differ; the others wait for it, and so it tells them.
  private byte[] reduced(
      CollectiveCall call, Reduction reduction, List<byte[]> parts, boolean doubles) {
    for (int peer = 0; peer < size; peer++) {
      if (parts.get(peer).length != parts.get(rank).length) {
        throw failed(
            name(peer)
                + " passes "
                + parts.get(peer).length / Long.BYTES
                + " values to "
                + call
                + " where "
                + name(rank)
                + " passes "
                + parts.get(rank).length / Long.BYTES);
      }
    }
    return doubles ? Reductions.ofDoubles(reduction, parts) : Reductions.ofLongs(reduction, parts);
  }

  /** Gathers along the tree: all parts by rank at the root, nothing elsewhere. */
  private List<byte[]> up(CollectiveCall call, byte[] mine) {
    int place = place(rank, call.root());
    List<byte[]> parts = new ArrayList<>(List.of(mine));
    for (int step = 1; (place & step) == 0 && place + step < size; step <<= 1) {
      parts.addAll(Bundle.unpack(part(peer(place + step, call.root()), call)));
    }
    if (place != 0) {
      int parent = peer(place & (place - 1), call.root());
      pass(parent, call, Bundle.pack(parts));
      return List.of();
    }
    // The parts stand in the order of places; the root's own is the first.
    Collections.rotate(parts, call.root());
    return parts;
  }

  /** Spreads the root's bytes along the tree. */
  private byte[] down(CollectiveCall call, byte[] mine) {
    int place = place(rank, call.root());
    byte[] data = place == 0 ? mine : part(peer(place & (place - 1), call.root()), call);
    int below = place == 0 ? Integer.highestOneBit(size) : Integer.lowestOneBit(place) >> 1;
    for (int step = below; step > 0; step >>= 1) {
      if (place + step < size) {
        pass(peer(place + step, call.root()), call, data);
      }
    }
    return data;
  }

  private int place(int peer, int root) {
    return Math.floorMod(peer - root, size);
  }

  private int peer(int place, int root) {
    return (place + root) % size;
  }

  private void pass(int to, CollectiveCall call, byte[] data) {
    transmit(to, Frame.collective(call, data.length), ByteBuffer.wrap(data));
  }

  private byte[] part(int from, CollectiveCall call) {
    Message message = await(mailbox.post(from, Mailbox.Key.COLLECTIVE, Optional.empty()), call);
    CollectiveCall theirs = message.head().call();
    if (!theirs.equals(call)) {
      throw failed(mismatch(from, theirs, rank, call));
    }
    return message.bytes();
  }

  /** The next collective call is not the program's, and does not count as one of its calls. */
  final synchronized void prepare() {
    made--;
  }

  private synchronized CollectiveCall enter(Operation operation, int variant, int root) {
    CollectiveCall call = new CollectiveCall(operation, variant, root, made);
    calls[Math.floorMod(made, REMEMBERED)] = call;
    made++;
    return call;
  }

  /** What this rank did where another one made {@code call}, if that is known and not the same. */
  final synchronized Optional<String> contradiction(int other, CollectiveCall call) {
    boolean known = call.number() < made && call.number() >= made - REMEMBERED;
    if (!known || call.operation() == Operation.NONE) {
      return Optional.empty();
    }
    CollectiveCall mine = calls[Math.floorMod(call.number(), REMEMBERED)];
    // A call before the program's first one may be another rank's already, and not yet this one's.
    boolean same = mine.equals(call) || mine.operation() == Operation.NONE;
    return same ? Optional.empty() : Optional.of(mismatch(other, call, rank, mine));
  }

  private String mismatch(int one, CollectiveCall ones, int other, CollectiveCall others) {
    return name(one) + " makes " + ones + " where " + name(other) + " makes " + others;
  }

  private CommunicationException failed(String reason) {
    abort(reason);
    return new CommunicationException(reason);
  }

  private void checkPeer(int peer) {
    if (peer < 0 || peer >= size) {
      throw new CommunicationException("there is no rank " + peer + " among " + size);
    }
  }

  private static void checkTag(int tag) {
    if (tag < 0) {
      throw new CommunicationException("tag " + tag + " is negative");
    }
  }
}
