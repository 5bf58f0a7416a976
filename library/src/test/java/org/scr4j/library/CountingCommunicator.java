package org.scr4j.library;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.scr4j.library.comm.Communicator;

/**
 * A communicator that counts the messages of all ranks. Collective calls run along binomial trees:
 * one message for each rank but the root on the way up, and one on the way down.
 */
final class CountingCommunicator implements Communicator {

  /** What all ranks of a run have sent. */
  static final class Counts {
    final LongAdder collectives = new LongAdder();
    final LongAdder messages = new LongAdder();
    final LongAdder bytes = new LongAdder();
  }

  private final Communicator communicator;
  private final Counts counts;

  CountingCommunicator(Communicator communicator, Counts counts) {
    this.communicator = communicator;
    this.counts = counts;
  }

  /** A collective call whose tree is gone through {@code ways} times; rank 0 counts for all. */
  private void count(int ways) {
    if (rank() == 0) {
      counts.collectives.increment();
      counts.messages.add((long) ways * (size() - 1));
    }
  }

  private void count(ByteBuffer data) {
    counts.messages.increment();
    counts.bytes.add(data.remaining());
  }

  @Override
  public int rank() {
    return communicator.rank();
  }

  @Override
  public int size() {
    return communicator.size();
  }

  @Override
  public List<String> nodes() {
    return communicator.nodes();
  }

  @Override
  public void send(int to, int tag, ByteBuffer data) {
    count(data);
    communicator.send(to, tag, data);
  }

  @Override
  public int receive(int from, int tag, ByteBuffer into) {
    return communicator.receive(from, tag, into);
  }

  @Override
  public int sendReceive(int to, ByteBuffer data, int from, ByteBuffer into, int tag) {
    count(data);
    return communicator.sendReceive(to, data, from, into, tag);
  }

  @Override
  public void barrier() {
    count(2);
    communicator.barrier();
  }

  @Override
  public byte[] broadcast(int root, byte[] data) {
    count(1);
    return communicator.broadcast(root, data);
  }

  @Override
  public double[] allReduce(Reduction reduction, double... values) {
    count(2);
    return communicator.allReduce(reduction, values);
  }

  @Override
  public long[] allReduce(Reduction reduction, long... values) {
    count(2);
    return communicator.allReduce(reduction, values);
  }

  @Override
  public double[] reduce(int root, Reduction reduction, double... values) {
    count(1);
    return communicator.reduce(root, reduction, values);
  }

  @Override
  public List<byte[]> gather(int root, byte[] data) {
    count(1);
    return communicator.gather(root, data);
  }

  @Override
  public List<byte[]> allGather(byte[] data) {
    count(2);
    return communicator.allGather(data);
  }

  @Override
  public void close() {
    communicator.close();
  }
}
