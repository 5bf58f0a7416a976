package org.scr4j.library.comm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.library.comm.Communicator.Reduction;

/** What every communicator does, whatever its size. */
abstract class CommunicatorConformance {

  private final int size;

  @TempDir Path prefix;

  CommunicatorConformance(int size) {
    this.size = size;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private List<Integer> all() {
    return IntStream.range(0, size).boxed().toList();
  }

  @Test
  void ranksKnowTheirPlacesAndEachOthersNodes() throws Exception {
    List<String> nodes = all().stream().map(rank -> "node" + rank / 2).toList();
    assertThat(Ranks.run(size, prefix, Communicator::rank)).isEqualTo(all());
    assertThat(Ranks.run(size, prefix, Communicator::size)).containsOnly(size);
    assertThat(Ranks.run(size, prefix, Communicator::nodes)).containsOnly(nodes);
  }

  @Test
  void everybodySendsToEverybodyInOrder() throws Exception {
    List<List<String>> got =
        Ranks.run(
            size,
            prefix,
            comm -> {
              for (int to = 0; to < size; to++) {
                for (int i = 0; i < 3; i++) {
                  comm.send(to, 5, ByteBuffer.wrap(text(comm.rank() + ">" + to + "." + i)));
                }
              }
              List<String> texts = new ArrayList<>();
              ByteBuffer room = ByteBuffer.allocate(20);
              for (int from = 0; from < size; from++) {
                for (int i = 0; i < 3; i++) {
                  int length = comm.receive(from, 5, room.clear());
                  texts.add(new String(room.array(), 0, length, StandardCharsets.UTF_8));
                  assertThat(room.position()).isEqualTo(length);
                }
              }
              return texts;
            });
    for (int rank = 0; rank < size; rank++) {
      List<String> expected = new ArrayList<>();
      for (int from = 0; from < size; from++) {
        for (int i = 0; i < 3; i++) {
          expected.add(from + ">" + rank + "." + i);
        }
      }
      assertThat(got.get(rank)).isEqualTo(expected);
    }
  }

  @Test
  void messagesAreToldApartByTag() throws Exception {
    Ranks.run(
        size,
        prefix,
        comm -> {
          int next = (comm.rank() + 1) % size;
          int previous = (comm.rank() + size - 1) % size;
          comm.send(next, 1, ByteBuffer.wrap(new byte[] {11}));
          comm.send(next, 2, ByteBuffer.wrap(new byte[] {22}));
          ByteBuffer second = ByteBuffer.allocate(1);
          ByteBuffer first = ByteBuffer.allocate(1);
          comm.receive(previous, 2, second);
          comm.receive(previous, 1, first);
          assertThat(second.get(0)).isEqualTo((byte) 22);
          assertThat(first.get(0)).isEqualTo((byte) 11);
          return 0;
        });
  }

  @Test
  void messagesOfAllLengthsGoRoundTheRing() throws Exception {
    int[] lengths = {
      0, 1, 19, 20, 21, 65_536, Frame.CHUNK - 1, Frame.CHUNK, Frame.CHUNK + 1, 3 << 20
    };
    Ranks.run(
        size,
        prefix,
        comm -> {
          for (int length : lengths) {
            assertThat(ring(comm, length, false)).isEqualTo(length);
            assertThat(ring(comm, length, true)).isEqualTo(length);
          }
          return 0;
        });
  }

  private int ring(Communicator comm, int length, boolean direct) {
    int next = (comm.rank() + 1) % size;
    int previous = (comm.rank() + size - 1) % size;
    byte[] mine = new byte[length];
    new Random(comm.rank()).nextBytes(mine);
    byte[] theirs = new byte[length];
    new Random(previous).nextBytes(theirs);
    ByteBuffer out = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
    out.put(mine).flip();
    ByteBuffer in = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
    int got = comm.sendReceive(next, out, previous, in, 9);
    assertThat(out.hasRemaining()).isFalse();
    assertThat(in.flip()).isEqualTo(ByteBuffer.wrap(theirs));
    return got;
  }

  @Test
  void onlyWhatRemainsOfABufferIsSentAndTheRestOfTheReceiversStaysAsItWas() throws Exception {
    Ranks.run(
        size,
        prefix,
        comm -> {
          ByteBuffer in = ByteBuffer.wrap(text("........")).position(2);
          ByteBuffer out = ByteBuffer.wrap(text("abcdef")).position(1).limit(4);
          comm.sendReceive(comm.rank(), out, comm.rank(), in, 0);
          assertThat(text(in.array())).isEqualTo("..bcd...");
          assertThat(in.position()).isEqualTo(5);
          return 0;
        });
  }

  @Test
  void aMessageTooLongForItsBufferIsRefusedAndCanBeReceivedThen() throws Exception {
    Ranks.run(
        size,
        prefix,
        comm -> {
          int next = (comm.rank() + 1) % size;
          int previous = (comm.rank() + size - 1) % size;
          comm.send(next, 3, ByteBuffer.allocate(10));
          assertThatThrownBy(() -> comm.receive(previous, 3, ByteBuffer.allocate(9)))
              .isInstanceOf(CommunicationException.class)
              .hasMessageContaining("10 bytes from rank " + previous);
          assertThat(comm.receive(previous, 3, ByteBuffer.allocate(10))).isEqualTo(10);
          return 0;
        });
  }

  @Test
  void nobodyPassesABarrierBeforeAllHaveCome() throws Exception {
    java.util.concurrent.atomic.AtomicInteger come =
        new java.util.concurrent.atomic.AtomicInteger();
    List<Integer> seen =
        Ranks.run(
            size,
            prefix,
            comm -> {
              come.incrementAndGet();
              comm.barrier();
              return come.get();
            });
    assertThat(seen).containsOnly(size);
  }

  @Test
  void everyRootReachesAllAndIsReachedByAll() throws Exception {
    Ranks.run(
        size,
        prefix,
        comm -> {
          for (int root = 0; root < size; root++) {
            byte[] mine = text("from " + comm.rank() + "x".repeat(comm.rank() * 100));
            String expected = "from " + root + "x".repeat(root * 100);
            assertThat(text(comm.broadcast(root, mine))).isEqualTo(expected);
            List<String> gathered =
                comm.gather(root, mine).stream().map(CommunicatorConformance::text).toList();
            assertThat(gathered).isEqualTo(comm.rank() == root ? everybodys() : List.of());
          }
          return 0;
        });
  }

  private List<String> everybodys() {
    return all().stream().map(rank -> "from " + rank + "x".repeat(rank * 100)).toList();
  }

  @Test
  void allGatherTakesEmptyAndUnequalParts() throws Exception {
    List<List<Integer>> lengths =
        Ranks.run(
            size,
            prefix,
            comm -> comm.allGather(new byte[comm.rank() * 7]).stream().map(b -> b.length).toList());
    assertThat(lengths).containsOnly(all().stream().map(rank -> rank * 7).toList());
  }

  @Test
  void reductionsGoElementByElement() throws Exception {
    long sum = (long) size * (size - 1) / 2;
    Ranks.run(
        size,
        prefix,
        comm -> {
          long r = comm.rank();
          assertThat(comm.allReduce(Reduction.SUM, r, 1L)).containsExactly(sum, size);
          assertThat(comm.allReduce(Reduction.MIN, r, -r)).containsExactly(0, 1L - size);
          assertThat(comm.allReduce(Reduction.MAX, r, -r)).containsExactly(size - 1L, 0);
          assertThat(comm.allReduce(Reduction.MAX, r + 0.5)).containsExactly(size - 0.5);
          assertThat(comm.allReduce(Reduction.MIN, r + 0.5)).containsExactly(0.5);
          assertThat(comm.allReduce(Reduction.SUM, new long[0])).isEmpty();
          int root = size - 1;
          double[] atRoot = comm.reduce(root, Reduction.SUM, comm.rank(), 2.0 * comm.rank());
          if (comm.rank() == root) {
            assertThat(atRoot).containsExactly((double) sum, 2.0 * sum);
          } else {
            assertThat(atRoot).isEmpty();
          }
          return 0;
        });
  }

  @Test
  void sumsOfDoublesAreThoseOfTheOrderOfRanks() throws Exception {
    double[] parts = new Random(1).doubles(size, -1e16, 1e16).toArray();
    double expected = parts[0];
    for (double part : Arrays.copyOfRange(parts, 1, size)) {
      expected += part;
    }
    List<Double> sums =
        Ranks.run(size, prefix, comm -> comm.allReduce(Reduction.SUM, parts[comm.rank()])[0]);
    assertThat(sums).containsOnly(expected);
  }

  @Test
  void messagesSentBeforeLeavingArrive() throws Exception {
    List<Integer> lengths =
        Ranks.run(
            size,
            prefix,
            comm -> {
              int last = size - 1;
              if (comm.rank() != last) {
                comm.send(last, 4, ByteBuffer.allocate(500_000));
                return 0;
              }
              int total = 0;
              for (int from = 0; from < last; from++) {
                total += comm.receive(from, 4, ByteBuffer.allocate(500_000));
              }
              return total;
            });
    assertThat(lengths.get(size - 1)).isEqualTo((size - 1) * 500_000);
  }

  @Test
  void ranksAndTagsThatCannotBeAreRefused() throws Exception {
    Ranks.run(
        size,
        prefix,
        comm -> {
          ByteBuffer one = ByteBuffer.allocate(1);
          assertThatThrownBy(() -> comm.send(size, 0, one)).hasMessageContaining("rank " + size);
          assertThatThrownBy(() -> comm.receive(-1, 0, one)).hasMessageContaining("rank -1");
          assertThatThrownBy(() -> comm.send(0, -1, one)).hasMessageContaining("tag -1");
          return 0;
        });
  }

  @Test
  void exchangeMovesWholeBuffersAndAgrees() throws Exception {
    Ranks.run(
        size,
        prefix,
        comm -> {
          CommunicatorExchange exchange = new CommunicatorExchange(comm);
          int next = (comm.rank() + 1) % size;
          int previous = (comm.rank() + size - 1) % size;
          ByteBuffer in = ByteBuffer.allocate(4);
          exchange.sendReceive(next, ByteBuffer.allocate(4).putInt(0, comm.rank()), previous, in);
          assertThat(in.getInt(0)).isEqualTo(previous);
          assertThat(in.hasRemaining()).isFalse();
          exchange.sendReceive(next, ByteBuffer.allocate(0), previous, ByteBuffer.allocate(0));
          if (comm.rank() == 0) {
            exchange.sendReceive(size - 1, ByteBuffer.allocate(3), 0, ByteBuffer.allocate(0));
          }
          if (comm.rank() == size - 1) {
            exchange.sendReceive(0, ByteBuffer.allocate(0), 0, ByteBuffer.allocate(3));
          }
          assertThat(exchange.allTrue(true)).isTrue();
          assertThat(exchange.allTrue(comm.rank() != size - 1)).isFalse();
          assertThat(exchange.allGather(new byte[] {1})).hasSize(size);
          return 0;
        });
  }
}
