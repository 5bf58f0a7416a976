package org.scr4j.redundancy;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Ranks that are threads of this process; a message is delivered when it is taken. */
final class ThreadWorld {

  /** What one rank does. */
  interface Rank<T> {
    T run(Exchange world) throws IOException;
  }

  private static final long DEADLINE_S = 60;

  private final int size;
  private final AtomicInteger messagesLeft;
  private final List<BlockingQueue<byte[]>> mail = new ArrayList<>();

  private ThreadWorld(int size, int messages) {
    this.size = size;
    this.messagesLeft = new AtomicInteger(messages);
    for (int i = 0; i < size * size; i++) {
      mail.add(new ArrayBlockingQueue<>(1));
    }
  }

  /** Runs {@code size} ranks to their end; the first failure of a rank is thrown. */
  static <T> List<T> run(int size, Rank<T> program) throws IOException {
    List<T> results = new ArrayList<>();
    for (Object outcome : outcomes(size, program)) {
      if (outcome instanceof IOException failure) {
        throw new IOException(failure.getMessage(), failure);
      }
      @SuppressWarnings("unchecked")
      T result = (T) outcome;
      results.add(result);
    }
    return results;
  }

  /** What each rank returned or threw. */
  static <T> List<Object> outcomes(int size, Rank<T> program) {
    return dyingAfter(Integer.MAX_VALUE, size, program);
  }

  /** As {@link #outcomes}, but all ranks die once {@code messages} have been sent. */
  static <T> List<Object> dyingAfter(int messages, int size, Rank<T> program) {
    ThreadWorld world = new ThreadWorld(size, messages);
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int rank = 0; rank < size; rank++) {
        Exchange mine = world.new Member(rank);
        Callable<T> call = () -> program.run(mine);
        running.add(threads.submit(call));
      }
      List<Object> outcomes = new ArrayList<>();
      for (Future<T> rank : running) {
        outcomes.add(outcome(rank));
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Object outcome(Future<?> rank) {
    try {
      return rank.get(DEADLINE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        return failure;
      }
      throw new AssertionError(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private final class Member implements Exchange {
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
      return size;
    }

    @Override
    public void sendReceive(int to, ByteBuffer out, int from, ByteBuffer in) throws IOException {
      if (out.hasRemaining()) {
        send(to, out);
      }
      if (in.hasRemaining()) {
        receive(from, in);
      }
    }

    @Override
    public void send(int to, ByteBuffer out) throws IOException {
      byte[] bytes = new byte[out.remaining()];
      out.get(bytes);
      post(to, bytes);
    }

    @Override
    public void receive(int from, ByteBuffer in) throws IOException {
      byte[] bytes = take(from);
      if (bytes.length != in.remaining()) {
        throw new AssertionError(
            "rank " + rank + " wants " + in.remaining() + " bytes, gets " + bytes.length);
      }
      in.put(bytes);
    }

    @Override
    public List<byte[]> allGather(byte[] mine) throws IOException {
      List<byte[]> all = new ArrayList<>();
      for (int distance = 0; distance < size; distance++) {
        all.add(new byte[0]);
      }
      for (int distance = 0; distance < size; distance++) {
        post((rank + distance) % size, mine);
        int from = Math.floorMod(rank - distance, size);
        all.set(from, take(from));
      }
      return all;
    }

    @Override
    public boolean allTrue(boolean mine) throws IOException {
      boolean all = true;
      for (byte[] one : allGather(new byte[] {(byte) (mine ? 1 : 0)})) {
        all &= one[0] == 1;
      }
      return all;
    }

    private void post(int to, byte[] bytes) throws IOException {
      messagesLeft.decrementAndGet();
      await("send to " + to, wait -> mail.get(rank * size + to).offer(bytes, wait, MILLISECONDS));
    }

    private byte[] take(int from) throws IOException {
      List<byte[]> taken = new ArrayList<>();
      await(
          "hear from " + from,
          wait -> {
            byte[] bytes = mail.get(from * size + rank).poll(wait, MILLISECONDS);
            return bytes != null && taken.add(bytes);
          });
      return taken.get(0);
    }

    private void await(String what, Attempt attempt) throws IOException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
      try {
        while (System.nanoTime() < end) {
          if (messagesLeft.get() < 0) {
            throw new IOException("rank " + rank + " dies");
          }
          if (attempt.succeeds(10)) {
            return;
          }
        }
        throw new IOException("rank " + rank + " waits for ever to " + what);
      } catch (InterruptedException e) {
        throw new IOException("rank " + rank + " was interrupted", e);
      }
    }
  }

  private interface Attempt {
    boolean succeeds(long waitMillis) throws InterruptedException;
  }
}
