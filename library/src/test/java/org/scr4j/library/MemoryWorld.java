package org.scr4j.library;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.scr4j.library.comm.CommunicationException;
import org.scr4j.library.comm.Communicator;

/**
 * Ranks that are threads of one JVM. A rank can be killed at one of its calls: it leaves with
 * {@link Killed}, and every call that waits for it ends as that of a lost peer does.
 */
final class MemoryWorld {

  /** What a killed rank sees; an Error, since no code of a killed process runs on. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(int rank, long call) {
      super("rank " + rank + " was killed at its call " + call);
    }
  }

  private record Channel(int from, int to, int tag) {}

  private final List<String> nodes;
  private final boolean[] gone;
  private final long[] calls;
  private final Map<Channel, Deque<byte[]>> mail = new HashMap<>();
  private final int victim;
  private final long fatalCall;

  private List<byte[]> arriving = new ArrayList<>();
  private int arrived;
  private long generation;
  private List<byte[]> complete = List.of();

  /** Nobody is killed. */
  MemoryWorld(List<String> nodes) {
    this(nodes, -1, -1);
  }

  /** Kills {@code victim} at its {@code fatalCall}-th call, counted from 1. */
  MemoryWorld(List<String> nodes, int victim, long fatalCall) {
    this.nodes = List.copyOf(nodes);
    this.gone = new boolean[nodes.size()];
    this.calls = new long[nodes.size()];
    this.victim = victim;
    this.fatalCall = fatalCall;
    reset();
  }

  Communicator communicator(int rank) {
    return new Member(rank);
  }

  /** How many calls {@code rank} has made. */
  synchronized long calls(int rank) {
    return calls[rank];
  }

  /** The rank is gone, as a process that has ended is. */
  synchronized void leave(int rank) {
    gone[rank] = true;
    notifyAll();
  }

  private void reset() {
    arriving = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      arriving.add(new byte[0]);
    }
    arrived = 0;
  }

  private void count(int rank) {
    calls[rank]++;
    if (rank == victim && calls[rank] == fatalCall) {
      leave(rank);
      throw new Killed(rank, fatalCall);
    }
  }

  private void await(BooleanSupplier ready, BooleanSupplier hopeless, String whom) {
    while (!ready.getAsBoolean()) {
      if (hopeless.getAsBoolean()) {
        throw new CommunicationException(whom + " is lost");
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommunicationException("interrupted", e);
      }
    }
  }

  private synchronized List<byte[]> exchange(int rank, byte[] mine) {
    count(rank);
    long my = generation;
    arriving.set(rank, mine.clone());
    if (++arrived == nodes.size()) {
      complete = arriving;
      reset();
      generation++;
      notifyAll();
      return complete;
    }
    await(() -> generation > my, this::anyGone, "a rank");
    return complete;
  }

  private boolean anyGone() {
    for (boolean one : gone) {
      if (one) {
        return true;
      }
    }
    return false;
  }

  private synchronized void post(int from, int to, int tag, ByteBuffer data) {
    count(from);
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    mail.computeIfAbsent(new Channel(from, to, tag), channel -> new ArrayDeque<>()).add(bytes);
    notifyAll();
  }

  private synchronized int take(int from, int to, int tag, ByteBuffer into) {
    count(to);
    Deque<byte[]> box = mail.computeIfAbsent(new Channel(from, to, tag), c -> new ArrayDeque<>());
    await(() -> !box.isEmpty(), () -> gone[from], "rank " + from);
    byte[] bytes = box.remove();
    if (bytes.length > into.remaining()) {
      throw new CommunicationException("a message of " + bytes.length + " bytes has no room");
    }
    into.put(bytes);
    return bytes.length;
  }

  private final class Member implements Communicator {
    private final int rank;

    Member(int rank) {
      this.rank = rank;
    }

    @Override
    public int rank() {
      return rank;
    }

    @Override
    public int size() {
      return nodes.size();
    }

    @Override
    public List<String> nodes() {
      return nodes;
    }

    @Override
    public void send(int to, int tag, ByteBuffer data) {
      post(rank, to, tag, data);
    }

    @Override
    public int receive(int from, int tag, ByteBuffer into) {
      return take(from, rank, tag, into);
    }

    @Override
    public int sendReceive(int to, ByteBuffer data, int from, ByteBuffer into, int tag) {
      send(to, tag, data);
      return receive(from, tag, into);
    }

    @Override
    public void barrier() {
      exchange(rank, new byte[0]);
    }

    @Override
    public byte[] broadcast(int root, byte[] data) {
      return exchange(rank, data).get(root).clone();
    }

    @Override
    public double[] allReduce(Reduction reduction, double... values) {
      ByteBuffer mine = ByteBuffer.allocate(values.length * Double.BYTES);
      mine.asDoubleBuffer().put(values);
      double[] result = new double[values.length];
      List<byte[]> all = exchange(rank, mine.array());
      for (int i = 0; i < values.length; i++) {
        result[i] = ByteBuffer.wrap(all.get(0)).asDoubleBuffer().get(i);
        for (int other = 1; other < all.size(); other++) {
          double next = ByteBuffer.wrap(all.get(other)).asDoubleBuffer().get(i);
          result[i] =
              switch (reduction) {
                case SUM -> result[i] + next;
                case MIN -> Math.min(result[i], next);
                case MAX -> Math.max(result[i], next);
              };
        }
      }
      return result;
    }

    @Override
    public long[] allReduce(Reduction reduction, long... values) {
      ByteBuffer mine = ByteBuffer.allocate(values.length * Long.BYTES);
      mine.asLongBuffer().put(values);
      long[] result = new long[values.length];
      List<byte[]> all = exchange(rank, mine.array());
      for (int i = 0; i < values.length; i++) {
        result[i] = ByteBuffer.wrap(all.get(0)).asLongBuffer().get(i);
        for (int other = 1; other < all.size(); other++) {
          long next = ByteBuffer.wrap(all.get(other)).asLongBuffer().get(i);
          result[i] =
              switch (reduction) {
                case SUM -> result[i] + next;
                case MIN -> Math.min(result[i], next);
                case MAX -> Math.max(result[i], next);
              };
        }
      }
      return result;
    }

    @Override
    public double[] reduce(int root, Reduction reduction, double... values) {
      double[] all = allReduce(reduction, values);
      return rank == root ? all : new double[0];
    }

    @Override
    public List<byte[]> gather(int root, byte[] data) {
      List<byte[]> all = exchange(rank, data);
      return rank == root ? all : List.of();
    }

    @Override
    public List<byte[]> allGather(byte[] data) {
      return exchange(rank, data);
    }

    @Override
    public void close() {
      leave(rank);
    }
  }
}
