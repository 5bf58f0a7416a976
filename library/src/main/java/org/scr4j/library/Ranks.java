package org.scr4j.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.KvTreeLimits;
import org.scr4j.library.comm.CommunicationException;
import org.scr4j.library.comm.Communicator;

/**
 * What the ranks of a run agree on.
 *
 * <p>A step that can fail on one rank alone, as any that touches storage, is done through {@link
 * #attempt} or {@link #must}: all ranks learn of the failure at the same place, so that none waits
 * for one that has left.
 */
final class Ranks {

  /** Work of one rank that may fail on it. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /** Work of one rank with a result. */
  @FunctionalInterface
  interface Answer<T> {
    T get() throws IOException;
  }

  private static final long NOBODY = Long.MAX_VALUE;

  // Far from what an application would choose, so that its own messages are never taken for ours.
  private static final int TURN = 0x5C12_0002;

  private final Communicator communicator;
  private final String node;
  private final int leader;

  Ranks(Communicator communicator) {
    this.communicator = communicator;
    List<String> nodes = communicator.nodes();
    this.node = nodes.get(communicator.rank());
    this.leader = nodes.indexOf(node);
  }

  int rank() {
    return communicator.rank();
  }

  int size() {
    return communicator.size();
  }

  /** The name of this rank's node. */
  String node() {
    return node;
  }

  /** The names of all nodes, each once. */
  long nodeCount() {
    return communicator.nodes().stream().distinct().count();
  }

  /** The rank that acts for its node, the lowest on it. */
  int leader() {
    return leader;
  }

  boolean isLeader() {
    return rank() == leader;
  }

  boolean isRoot() {
    return rank() == 0;
  }

  void barrier() {
    communicator.barrier();
  }

  boolean allTrue(boolean mine) {
    return min(mine ? 1 : 0) == 1;
  }

  long min(long mine) {
    return communicator.allReduce(Communicator.Reduction.MIN, mine)[0];
  }

  long[] sum(long... mine) {
    return communicator.allReduce(Communicator.Reduction.SUM, mine);
  }

  /** Rank 0's answer, on every rank. */
  boolean fromRoot(boolean mine) {
    return communicator.broadcast(0, new byte[] {(byte) (mine ? 1 : 0)})[0] == 1;
  }

  /** The bytes of {@code root}, on every rank. */
  byte[] broadcast(int root, byte[] mine) {
    return communicator.broadcast(root, mine);
  }

  /** Every rank's bytes on rank 0; an empty list elsewhere. */
  List<byte[]> gather(byte[] mine) {
    return communicator.gather(0, mine);
  }

  /** Every rank's bytes, by rank. */
  List<byte[]> allGather(byte[] mine) {
    return communicator.allGather(mine);
  }

  /**
   * Checks that every rank makes the same call. Collective.
   *
   * @param call with what must be the same in it
   * @throws IllegalStateException on every rank, naming those that differ from most
   */
  void agree(String call) {
    long code = code(call);
    // The complement turns the smallest into the largest: one reduction tells both.
    long[] found = communicator.allReduce(Communicator.Reduction.MIN, code, ~code);
    if (found[0] != ~found[1]) {
      List<byte[]> all = communicator.allGather(call.getBytes(StandardCharsets.UTF_8));
      throw new IllegalStateException(
          Disagreement.of(
              all.stream().map(one -> new String(one, StandardCharsets.UTF_8)).toList(),
              communicator.nodes()));
    }
  }

  /** FNV-1a of 64 bits: calls that differ have codes that differ. */
  private static long code(String call) {
    long code = 0xcbf29ce484222325L;
    for (byte one : call.getBytes(StandardCharsets.UTF_8)) {
      code = (code ^ (one & 0xff)) * 0x100000001b3L;
    }
    return code;
  }

  /**
   * Does {@code step} on this rank, and waits until every rank has done its own.
   *
   * @return why it failed on the lowest rank where it did, the same on every rank; empty if on none
   */
  Optional<String> attempt(Step step) {
    Optional<String> failure = failureOf(step);
    long failed = min(failure.isPresent() ? rank() : NOBODY);
    if (failed == NOBODY) {
      return Optional.empty();
    }
    byte[] told = failure.orElse("").getBytes(StandardCharsets.UTF_8);
    byte[] first = communicator.broadcast(Math.toIntExact(failed), told);
    return Optional.of(new String(first, StandardCharsets.UTF_8));
  }

  /**
   * Like {@link #attempt}, with {@code step} done by at most {@code width} ranks at a time. As one
   * ends, it lets another begin; the ranks of all nodes take turns, so that none is idle.
   */
  Optional<String> attemptInTurn(int width, Step step) {
    int[] order = width < size() ? turns() : new int[0];
    if (order.length == 0) {
      return attempt(step);
    }
    int place = 0;
    while (order[place] != rank()) {
      place++;
    }
    int mine = place;
    return attempt(
        () -> {
          if (mine >= width) {
            communicator.receive(order[mine - width], TURN, ByteBuffer.allocate(1));
          }
          try {
            step.run();
          } finally {
            if (mine + width < order.length) {
              communicator.send(order[mine + width], TURN, ByteBuffer.allocate(1));
            }
          }
        });
  }

  /** All ranks: the first of each node, then the second of each, and so on. */
  private int[] turns() {
    List<String> nodes = communicator.nodes();
    Map<String, Integer> seen = new HashMap<>();
    int[] onNode = new int[nodes.size()];
    for (int rank = 0; rank < onNode.length; rank++) {
      onNode[rank] = seen.merge(nodes.get(rank), 1, Integer::sum);
    }
    return IntStream.range(0, onNode.length)
        .boxed()
        .sorted(Comparator.comparingInt(rank -> onNode[rank]))
        .mapToInt(rank -> rank)
        .toArray();
  }

  /** Like {@link #attempt}, on rank 0 alone. */
  Optional<String> attemptOnRoot(Step step) {
    return attempt(
        () -> {
          if (isRoot()) {
            step.run();
          }
        });
  }

  /** Like {@link #attempt}, on the leader of each node alone. */
  Optional<String> attemptOnLeaders(Step step) {
    return attempt(
        () -> {
          if (isLeader()) {
            step.run();
          }
        });
  }

  /**
   * Like {@link #attempt}, for what must not fail.
   *
   * @throws ScrException on every rank, if it failed on any
   */
  static void must(Optional<String> failure) {
    if (failure.isPresent()) {
      throw new ScrException(failure.get());
    }
  }

  /** Rank 0's answer in bytes, on every rank; fails on every rank where it fails on rank 0. */
  byte[] answerOfRoot(Answer<byte[]> answer) {
    byte[][] found = {new byte[0]};
    must(attemptOnRoot(() -> found[0] = answer.get()));
    return communicator.broadcast(0, found[0]);
  }

  /** The tree that rank 0 answers with, if any, on every rank. */
  Optional<KvTree> treeOfRoot(Answer<Optional<KvTree>> answer) {
    byte[] bytes =
        answerOfRoot(() -> answer.get().map(KvTreeCodec::toFile).orElseGet(() -> new byte[0]));
    return bytes.length == 0 ? Optional.empty() : Optional.of(tree(bytes));
  }

  /** The tree in bytes that a rank has sent. */
  static KvTree tree(byte[] bytes) {
    try {
      return KvTreeCodec.fromFile(bytes, KvTreeLimits.DEFAULT).tree();
    } catch (CorruptTreeException damaged) {
      throw new CommunicationException("a message is damaged: " + damaged.getMessage(), damaged);
    }
  }

  /** Whether a name is given twice among all that all ranks give; without control characters. */
  boolean anyTwice(List<String> names) {
    List<byte[]> all = gather(String.join("\n", names).getBytes(StandardCharsets.UTF_8));
    boolean twice = false;
    Set<String> seen = new HashSet<>();
    for (byte[] bytes : all) {
      for (String name : new String(bytes, StandardCharsets.UTF_8).split("\n", 0)) {
        twice |= !name.isEmpty() && !seen.add(name);
      }
    }
    return fromRoot(twice);
  }

  private Optional<String> failureOf(Step step) {
    try {
      step.run();
      return Optional.empty();
    } catch (CommunicationException lost) {
      throw lost;
    } catch (IOException
        | UncheckedIOException
        | IllegalStateException
        | ScrException
        | IllegalArgumentException failure) {
      return Optional.of(describe(failure));
    }
  }

  private String describe(Exception failure) {
    String said = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    String kind =
        failure instanceof java.nio.file.FileSystemException && !said.contains(":")
            ? failure.getClass().getSimpleName() + ": "
            : "";
    return "rank " + rank() + " on " + node + ": " + kind + said;
  }
}
