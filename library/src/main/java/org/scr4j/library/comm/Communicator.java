package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The ranks of a job step, and messages between them.
 *
 * <p>Calls without a peer are collective: every rank makes the same ones in the same order. All
 * calls block until this rank's part is done. A lost peer ends every call that waits for it, within
 * seconds, with a {@link CommunicationException} that names it. One thread at a time.
 */
public interface Communicator extends AutoCloseable {

  /** How numbers of many ranks become one, element by element. */
  enum Reduction {
    /** The sum; of doubles in the order of ranks, so that it is the same in every run. */
    SUM,
    /** The smallest. */
    MIN,
    /** The largest. */
    MAX
  }

  /** This rank, from 0. */
  int rank();

  /** Number of ranks. */
  int size();

  /** The name of the node of each rank, by rank. */
  List<String> nodes();

  /**
   * Sends what remains of {@code data} to {@code to}; returns once the buffer may be used again.
   *
   * @param tag tells messages of one purpose from those of another; not negative
   */
  void send(int to, int tag, ByteBuffer data);

  /**
   * Receives the next message of {@code tag} from {@code from} into {@code into}, whose content is
   * undefined, then and later, if that fails.
   *
   * @return its length in bytes
   * @throws CommunicationException if the message is longer than {@code into} has room
   */
  int receive(int from, int tag, ByteBuffer into);

  /**
   * Sends to one rank while receiving from another: the safe form for rings and halos, where all
   * ranks send at once.
   *
   * @return the received message's length in bytes
   */
  int sendReceive(int to, ByteBuffer data, int from, ByteBuffer into, int tag);

  /** Waits until every rank has come here. */
  void barrier();

  /** Every rank gets {@code root}'s bytes; what the others pass is ignored and may be empty. */
  byte[] broadcast(int root, byte[] data);

  /** Every rank gets the reduction of all {@code values}, which have the same length. */
  double[] allReduce(Reduction reduction, double... values);

  /** Every rank gets the reduction of all {@code values}, which have the same length. */
  long[] allReduce(Reduction reduction, long... values);

  /** Rank {@code root} gets the reduction of all {@code values}; the others an empty array. */
  double[] reduce(int root, Reduction reduction, double... values);

  /** Rank {@code root} gets every rank's bytes, by rank; the others an empty list. */
  List<byte[]> gather(int root, byte[] data);

  /** Every rank gets every rank's bytes, by rank; lengths may differ. */
  List<byte[]> allGather(byte[] data);

  /** Leaves; messages sent before are delivered. */
  @Override
  void close();
}
