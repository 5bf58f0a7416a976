package org.scr4j.library.comm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.library.comm.Communicator.Reduction;
import org.scr4j.library.comm.Ranks.Program;

/** What every communicator does, whatever its size. */
abstract class CommunicatorConformance {

  private final int size;

  @TempDir Path directory;

  CommunicatorConformance(int size) {
    this.size = size;
  }

  /**
   * Runs a program on all ranks.
   *
   * @return every rank's result; the first rank's exception is thrown
   */
  abstract <T> List<T> run(Program<T> program) throws Exception;

  /** What every rank's exception says; "returned" and the result where there is none. */
  abstract List<String> failures(Program<?> program) throws Exception;

  final int size() {
    return size;
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
    assertThat(run(Communicator::rank)).isEqualTo(all());
    assertThat(run(Communicator::size)).containsOnly(size);
    assertThat(run(Communicator::nodes)).containsOnly(nodes);
  }

  @Test
  void everybodySendsToEverybodyInOrder() throws Exception {
    List<List<String>> got =
        run(
            comm -> {
              for (int to = 0; to < comm.size(); to++) {
                for (int i = 0; i < 3; i++) {
                  comm.send(to, 5, ByteBuffer.wrap(text(comm.rank() + ">" + to + "." + i)));
                }
              }
              List<String> texts = new ArrayList<>();
              ByteBuffer room = ByteBuffer.allocate(20);
              for (int from = 0; from < comm.size(); from++) {
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
    run(
        comm -> {
          int next = (comm.rank() + 1) % comm.size();
          int previous = (comm.rank() + comm.size() - 1) % comm.size();
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
    run(
        comm -> {
          for (int length : lengths) {
            assertThat(ring(comm, length, false)).isEqualTo(length);
            assertThat(ring(comm, length, true)).isEqualTo(length);
          }
          return 0;
        });
  }

  private static int ring(Communicator comm, int length, boolean direct) {
    int next = (comm.rank() + 1) % comm.size();
    int previous = (comm.rank() + comm.size() - 1) % comm.size();
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
    run(
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
    run(
        comm -> {
          int next = (comm.rank() + 1) % comm.size();
          int previous = (comm.rank() + comm.size() - 1) % comm.size();
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
    String place = Files.createTempDirectory(directory, "come").toString();
    List<Integer> seen =
        run(
            comm -> {
              Files.createFile(Path.of(place, "" + comm.rank()));
              comm.barrier();
              try (Stream<Path> come = Files.list(Path.of(place))) {
                return (int) come.count();
              }
            });
    assertThat(seen).containsOnly(size);
  }

  @Test
  void everyRootReachesAllAndIsReachedByAll() throws Exception {
    List<String> everybodys =
        all().stream().map(rank -> "from " + rank + "x".repeat(rank * 100)).toList();
    run(
        comm -> {
          for (int root = 0; root < comm.size(); root++) {
            byte[] mine = text("from " + comm.rank() + "x".repeat(comm.rank() * 100));
            String expected = "from " + root + "x".repeat(root * 100);
            assertThat(text(comm.broadcast(root, mine))).isEqualTo(expected);
            List<String> gathered =
                comm.gather(root, mine).stream().map(CommunicatorConformance::text).toList();
            assertThat(gathered).isEqualTo(comm.rank() == root ? everybodys : List.of());
          }
          return 0;
        });
  }

  @Test
  void allGatherTakesEmptyAndUnequalParts() throws Exception {
    List<List<Integer>> lengths =
        run(comm -> comm.allGather(new byte[comm.rank() * 7]).stream().map(b -> b.length).toList());
    assertThat(lengths).containsOnly(all().stream().map(rank -> rank * 7).toList());
  }

  @Test
  void reductionsGoElementByElement() throws Exception {
    long sum = (long) size * (size - 1) / 2;
    run(
        comm -> {
          long r = comm.rank();
          assertThat(comm.allReduce(Reduction.SUM, r, 1L)).containsExactly(sum, comm.size());
          assertThat(comm.allReduce(Reduction.MIN, r, -r)).containsExactly(0, 1L - comm.size());
          assertThat(comm.allReduce(Reduction.MAX, r, -r)).containsExactly(comm.size() - 1L, 0);
          assertThat(comm.allReduce(Reduction.MAX, r + 0.5)).containsExactly(comm.size() - 0.5);
          assertThat(comm.allReduce(Reduction.MIN, r + 0.5)).containsExactly(0.5);
          assertThat(comm.allReduce(Reduction.SUM, new long[0])).isEmpty();
          int root = comm.size() - 1;
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
    List<Double> sums = run(comm -> comm.allReduce(Reduction.SUM, parts[comm.rank()])[0]);
    assertThat(sums).containsOnly(expected);
  }

  @Test
  void messagesSentBeforeLeavingArrive() throws Exception {
    List<Integer> lengths =
        run(
            comm -> {
              int last = comm.size() - 1;
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
    run(
        comm -> {
          ByteBuffer one = ByteBuffer.allocate(1);
          assertThatThrownBy(() -> comm.send(comm.size(), 0, one))
              .hasMessageContaining("rank " + comm.size());
          assertThatThrownBy(() -> comm.receive(-1, 0, one)).hasMessageContaining("rank -1");
          assertThatThrownBy(() -> comm.send(0, -1, one)).hasMessageContaining("tag -1");
          return 0;
        });
  }

  // What goes wrong.

  @Test
  void aRankInAnotherCollectiveCallIsNamed() throws Exception {
    assumeTrue(size > 1, "a rank alone has nobody to differ from");
    List<String> failures =
        failures(
            comm -> {
              comm.barrier();
              if (comm.rank() == comm.size() - 1) {
                comm.broadcast(0, new byte[0]);
              } else {
                comm.barrier();
              }
              comm.barrier();
              return 0;
            });
    assertThat(failures)
        .allSatisfy(text -> assertThat(text).contains(name(size - 1) + " makes broadcast"))
        .allSatisfy(text -> assertThat(text).contains("makes barrier (collective call 2)"));
  }

  @Test
  void ranksThatWaitForEachOtherInDifferentCallsAreNamed() throws Exception {
    assumeTrue(size > 1, "a rank alone has nobody to wait for");
    List<String> failures =
        failures(
            comm -> {
              if (comm.rank() == 0) {
                comm.barrier();
              } else {
                comm.broadcast(0, new byte[0]);
              }
              return 0;
            });
    assertThat(failures)
        .allSatisfy(text -> assertThat(text).contains("broadcast from rank 0", "makes barrier"));
  }

  @Test
  void anotherRootAnotherReductionAndAnotherNumberOfValuesAreNamed() throws Exception {
    assumeTrue(size > 1, "a rank alone agrees with itself");
    List<String> roots =
        failures(
            comm ->
                comm.broadcast(comm.rank(), new byte[0]).length
                    + comm.allGather(new byte[0]).size());
    assertThat(roots).allSatisfy(text -> assertThat(text).contains("broadcast from rank"));
    List<String> kinds =
        failures(
            comm -> comm.allReduce(comm.rank() == 1 ? Reduction.MIN : Reduction.MAX, 1L).length);
    assertThat(kinds).allSatisfy(text -> assertThat(text).contains("rank 1", "min of longs"));
    List<String> lengths =
        failures(comm -> comm.allReduce(Reduction.SUM, new long[comm.rank()]).length);
    assertThat(lengths).allSatisfy(text -> assertThat(text).contains("passes 1 values"));
  }

  @Test
  void whoeverWaitsForARankThatHasLeftIsTold() throws Exception {
    assumeTrue(size > 1, "nobody is left");
    List<String> failures =
        failures(comm -> comm.rank() == 1 ? 0 : comm.receive(1, 1, ByteBuffer.allocate(1)));
    assertThat(failures.remove(1)).isEqualTo("returned 0");
    assertThat(failures).allSatisfy(text -> assertThat(text).contains(name(1)));
  }

  @Test
  void messagesThatNobodyWantsArePushedBackAndThenArriveWhole() throws Exception {
    assumeTrue(size > 1, "nobody sends");
    int length = 3 * Ranks.QUICK.eagerBytes();
    run(
        comm -> {
          if (comm.rank() == 0) {
            comm.send(1, 1, ByteBuffer.allocate(length));
            comm.send(1, 2, ByteBuffer.allocate(1));
          } else if (comm.rank() == 1) {
            assertThatThrownBy(() -> comm.receive(0, 2, ByteBuffer.allocate(1)))
                .hasMessageContaining("rank 0 on node node0 sends tag 1 of " + length + " bytes")
                .hasMessageContaining("receive in the order of sending");
            assertThat(comm.receive(0, 1, ByteBuffer.allocate(length))).isEqualTo(length);
            assertThat(comm.receive(0, 2, ByteBuffer.allocate(1))).isEqualTo(1);
          }
          return 0;
        });
  }

  @Test
  void manySmallMessagesAheadOfTheirReceiverAllArriveInOrder() throws Exception {
    assumeTrue(size > 1, "nobody sends");
    run(
        comm -> {
          ByteBuffer number = ByteBuffer.allocate(1000);
          int peer = comm.rank() ^ 1;
          for (int i = 0; i < 3000 && peer < comm.size(); i++) {
            if (comm.rank() > peer) {
              comm.send(peer, 1, number.clear().putInt(0, i));
            } else {
              comm.receive(peer, 1, number.clear());
              assertThat(number.getInt(0)).isEqualTo(i);
            }
          }
          return 0;
        });
  }

  @Test
  void longMessagesAheadOfTheirReceiverKeepTheirBytes() throws Exception {
    assumeTrue(size > 1, "nobody sends");
    run(
        comm -> {
          int peer = comm.rank() ^ 1;
          for (int i = 0; i < 60 && peer < comm.size(); i++) {
            byte[] bytes = new byte[70_000 + i % 3];
            if (comm.rank() > peer) {
              Arrays.fill(bytes, (byte) i);
              comm.send(peer, 1, ByteBuffer.wrap(bytes));
            } else {
              byte[] expected = new byte[bytes.length];
              Arrays.fill(expected, (byte) i);
              assertThat(comm.receive(peer, 1, ByteBuffer.wrap(bytes))).isEqualTo(bytes.length);
              assertThat(bytes).isEqualTo(expected);
            }
          }
          return 0;
        });
  }

  @Test
  void messagesToItselfAreKeptUpToTheLimit() throws Exception {
    run(
        comm -> {
          int self = comm.rank();
          ByteBuffer tooMuch = ByteBuffer.allocate(Ranks.QUICK.eagerBytes() + 1);
          assertThatThrownBy(() -> comm.send(self, 1, tooMuch))
              .hasMessageContaining("sends itself");
          assertThatThrownBy(() -> comm.receive(self, 1, ByteBuffer.allocate(1)))
              .hasMessageContaining("has not sent itself");
          return 0;
        });
  }

  private static String name(int rank) {
    return "rank " + rank + " on node node" + rank / 2;
  }
}
