package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedundantFilesTest {

  private static final List<String> TWO_A_NODE =
      List.of("n1", "n1", "n2", "n2", "n3", "n3", "n4", "n4");

  @TempDir Path cluster;

  private static void assertIntact(Job job) throws IOException {
    Map<String, byte[]> found = job.found();
    assertThat(found.keySet()).isEqualTo(job.written().keySet());
    found.forEach((name, bytes) -> assertThat(bytes).isEqualTo(job.written().get(name)));
  }

  private static Rebuilt.Recovered recovered(Job job, int rank, List<Rebuilt> outcomes) {
    assertThat(outcomes).hasSize(job.size());
    assertThat(outcomes.get(rank)).isInstanceOf(Rebuilt.Recovered.class);
    Rebuilt.Recovered outcome = (Rebuilt.Recovered) outcomes.get(rank);
    assertThat(outcome.files()).isEqualTo(job.files(rank));
    return outcome;
  }

  private static String unrecoverable(List<Rebuilt> outcomes) {
    assertThat(Set.copyOf(outcomes)).hasSize(1);
    assertThat(outcomes.get(0)).isInstanceOf(Rebuilt.Unrecoverable.class);
    return ((Rebuilt.Unrecoverable) outcomes.get(0)).reason();
  }

  @Test
  void parityOfThreeRanksByHand() throws IOException {
    Job job = Job.onePerNode(cluster, 0, 0, 0);
    job.file(0, "a", "ABCD").file(1, "b", "xyz").file(2, "c", "1");
    job.apply(Scheme.xor(8));
    // Chunks of 2 bytes. Rank 0: AB|CD, rank 1: xy|z0, rank 2: 1 0|0 0 (0: a zero byte).
    assertThat(parity(job, 0)).containsExactly('x' ^ '1', 'y');
    assertThat(parity(job, 1)).containsExactly('A', 'B');
    assertThat(parity(job, 2)).containsExactly('C' ^ 'z', 'D');
  }

  private static byte[] parity(Job job, int rank) throws IOException {
    String name = Job.PREFIX + "." + rank + ".xor.grp_1_of_1.mem_" + (rank + 1) + "_of_3.redset";
    RedsetFile redset = RedsetFile.read(job.path(rank, name));
    byte[] all = Files.readAllBytes(redset.path());
    return Arrays.copyOfRange(all, (int) redset.dataOffset(), all.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void xorSurvivesTheLossOfAnyMember(int size) throws IOException {
    int[] sizes = new int[size];
    for (int rank = 0; rank < size; rank++) {
      sizes[rank] = rank * 1000 + 1;
    }
    sizes[size / 2] = 0;
    Job job = Job.onePerNode(cluster, sizes);
    job.apply(Scheme.xor(8));
    Map<String, String> before = job.everything();
    for (int lost = 0; lost < size; lost++) {
      job.lose("n" + lost);
      Rebuilt.Recovered outcome = recovered(job, 0, job.recover());
      assertThat(outcome.rebuiltRanks()).isEqualTo(1);
      assertThat(outcome.movedRanks()).isZero();
      assertThat(job.everything()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource({"2,1", "3,1", "3,2", "5,2", "5,4"})
  void partnerSurvivesAsManyNeighboursAsItHasCopies(int size, int copies) throws IOException {
    int[] sizes = new int[size];
    for (int rank = 0; rank < size; rank++) {
      sizes[rank] = 3 * 1024 * 1024 / (rank + 1) + rank;
    }
    Job job = Job.onePerNode(cluster, sizes);
    job.apply(Scheme.partner(8, copies));
    Map<String, String> before = job.everything();
    for (int first = 0; first < size; first++) {
      for (int lost = first; lost < first + copies; lost++) {
        job.lose("n" + lost % size);
      }
      Rebuilt.Recovered outcome = recovered(job, 0, job.recover());
      assertThat(outcome.rebuiltRanks()).isEqualTo(copies);
      assertThat(job.everything()).isEqualTo(before);
    }
  }

  @Test
  void partnerSurvivesManyLossesThatAreNotNeighbours() throws IOException {
    Job job = Job.onePerNode(cluster, 10, 0, 30, 40, 50, 60);
    job.apply(Scheme.partner(8, 1));
    Map<String, String> before = job.everything();
    job.lose("n0");
    job.lose("n2");
    job.lose("n4");
    assertThat(recovered(job, 5, job.recover()).rebuiltRanks()).isEqualTo(3);
    assertThat(job.everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 1 << 20, (1 << 20) + 1, 5_000_001})
  void sizesAroundTheBlocksThatAreMoved(int bytes) throws IOException {
    Job job = Job.onePerNode(cluster, bytes, bytes / 2, 3, bytes);
    job.apply(Scheme.xor(2));
    Map<String, String> before = job.everything();
    job.lose("n0");
    job.lose("n3");
    assertThat(recovered(job, 1, job.recover()).rebuiltRanks()).isEqualTo(2);
    assertThat(job.everything()).isEqualTo(before);
  }

  @Test
  void aRankMayHaveManyFilesOrNone() throws IOException {
    Job job = new Job(cluster, List.of("n0", "n1", "n2"));
    for (int i = 0; i < 40; i++) {
      job.file(0, "zero." + i, i * 100 % 700);
    }
    job.file(2, "empty", 0).file(2, "two", 12_345).file(2, "empty.too", 0);
    job.apply(Scheme.xor(8));
    Map<String, String> before = job.everything();
    for (String lost : List.of("n0", "n1", "n2")) {
      job.lose(lost);
      List<Rebuilt> outcomes = job.recover();
      recovered(job, 0, outcomes);
      recovered(job, 1, outcomes);
      recovered(job, 2, outcomes);
      assertThat(job.everything()).isEqualTo(before);
    }
  }

  @Test
  void ranksComeBackOnOtherNodesAfterOneWasLost() throws IOException {
    Job job = new Job(cluster, TWO_A_NODE);
    for (int rank = 0; rank < 8; rank++) {
      job.file(rank, "rank_" + rank, 5000 + rank);
    }
    job.apply(Scheme.xor(8));
    job.lose("n2");
    for (int rank = 2; rank < 8; rank++) {
      job.move(rank, "n" + (rank / 2 + 2));
    }
    Rebuilt.Recovered outcome = recovered(job, 3, job.recover());
    assertThat(outcome.movedRanks()).isEqualTo(4);
    assertThat(outcome.rebuiltRanks()).isEqualTo(2);
    assertIntact(job);
    // Nothing is left of ranks where they no longer run, and all can be lost and found again.
    assertThat(job.everything().keySet().stream().filter(file -> file.startsWith("n3/")))
        .allMatch(file -> file.matches(".*(rank_[23]|er\\.[23]\\..*|er\\.er|er\\.shuffile)"));
    Map<String, String> after = job.everything();
    job.lose("n5");
    recovered(job, 0, job.recover());
    assertThat(job.everything()).isEqualTo(after);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SINGLE", "PARTNER", "XOR", "RS"})
  void nodesMayBeSwappedWithoutLoss(String kind) throws IOException {
    Job job = new Job(cluster, TWO_A_NODE);
    for (int rank = 0; rank < 8; rank++) {
      job.file(rank, "rank_" + rank, 2_500_000 * (rank % 3));
    }
    job.apply(scheme(kind));
    for (int rank = 0; rank < 8; rank++) {
      job.move(rank, TWO_A_NODE.get((rank + 3) % 8));
    }
    Rebuilt.Recovered outcome = recovered(job, 7, job.recover());
    assertThat(outcome.movedRanks()).isEqualTo(8);
    assertThat(outcome.rebuiltRanks()).isZero();
    assertIntact(job);
    assertThat(job.everything()).hasSize(8 * 3 + 4 * 2);
  }

  private static Scheme scheme(String kind) {
    return switch (Scheme.Kind.valueOf(kind)) {
      case SINGLE -> Scheme.single();
      case PARTNER -> Scheme.partner(8, 1);
      case XOR -> Scheme.xor(8);
      case RS -> Scheme.reedSolomon(8, 2);
    };
  }

  @Test
  void modeAndTimesComeBackWithAFile() throws IOException {
    Job job = Job.onePerNode(cluster, 10, 20);
    Path file = job.path(1, job.files(1).get(0));
    FileTime then = FileTime.from(Instant.ofEpochSecond(1_234_567_890, 123_456_789));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Files.setLastModifiedTime(file, then);
    job.apply(Scheme.xor(8));
    job.lose("n1");
    job.recover();
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(then);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void whatTwoMembersOfASetHaveLostIsLost() throws IOException {
    Job job = new Job(cluster, TWO_A_NODE);
    job.apply(Scheme.xor(8));
    job.lose("n2");
    job.lose("n3");
    Map<String, String> before = job.everything();
    // Ranks 2 and 4 held each other's places: nobody knows any more where rank 2 belongs.
    assertThat(unrecoverable(job.recover())).startsWith("ranks 2-3 lost");
    assertThat(job.everything().entrySet()).containsAll(before.entrySet());
  }

  @Test
  void theReasonNamesSetAndRanks() throws IOException {
    Job job = Job.onePerNode(cluster, 1, 2, 3, 4, 5);
    job.apply(Scheme.xor(8));
    job.lose("n1");
    job.lose("n3");
    assertThat(unrecoverable(job.recover()))
        .isEqualTo(
            "set 1 of 1 (ranks 0-4) has lost ranks 1,3: XOR survives the loss of one member");
  }

  @Test
  void singleKeepsNothing() throws IOException {
    Job job = Job.onePerNode(cluster, 1, 2);
    job.apply(Scheme.single());
    recovered(job, 0, job.recover());
    Files.delete(job.path(1, job.files(1).get(0)));
    assertThat(unrecoverable(job.recover())).contains("rank 1", "SINGLE keeps no copy");
  }

  @Test
  void partnerWithoutACopyIsLost() throws IOException {
    Job job = Job.onePerNode(cluster, 1, 2, 3, 4);
    job.apply(Scheme.partner(8, 2));
    Files.delete(job.path(1, job.files(1).get(0)));
    Files.delete(job.path(2, job.files(2).get(0)));
    Files.delete(job.path(3, job.files(3).get(0)));
    assertThat(unrecoverable(job.recover())).contains("ranks 1-3", "no copy", "of rank 1");
  }

  @Test
  void aDamagedRedundancyFileIsMadeAnew() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 200, 300);
    job.apply(Scheme.xor(8));
    Map<String, String> before = job.everything();
    Path redset = job.path(1, Job.PREFIX + ".1.xor.grp_1_of_1.mem_2_of_3.redset");
    byte[] bytes = Files.readAllBytes(redset);
    bytes[200] ^= 1;
    Files.write(redset, bytes);
    assertThat(recovered(job, 1, job.recover()).rebuiltRanks()).isEqualTo(1);
    assertThat(job.everything()).isEqualTo(before);
  }

  @Test
  void partsOfDifferentEncodingsAreNeverMixed() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 100, 100);
    job.apply(Scheme.xor(8));
    Path stale = cluster.resolve("kept");
    Files.move(cluster.resolve("n1"), stale);
    Files.createDirectory(cluster.resolve("n1"));
    for (int rank = 0; rank < 3; rank++) {
      job.file(rank, "rank_" + rank + ".ckpt", "newer contents of the same size".repeat(rank + 3));
      job.files(rank).remove(1);
    }
    job.apply(Scheme.xor(8));
    job.lose("n1");
    Files.move(stale, cluster.resolve("n1"));
    assertThat(unrecoverable(job.recover())).contains("different encodings");
  }

  @Test
  void anEncodingThatNeverEndedIsNotTrusted() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 100);
    job.apply(Scheme.xor(8));
    EncodedState.CORRUPT.write(new Area(job.storage(0), Job.PREFIX));
    EncodedState.CORRUPT.write(new Area(job.storage(1), Job.PREFIX));
    assertThat(unrecoverable(job.recover())).contains("never ended");
  }

  @Test
  void withoutAnyRecordThereIsNothing() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 100);
    assertThat(unrecoverable(job.recover())).contains("no node of this run has a record");
  }

  @Test
  void anotherNumberOfRanksIsRefused() throws IOException {
    Job job = Job.onePerNode(cluster, 1, 2, 3);
    job.apply(Scheme.xor(8));
    Job smaller = new Job(cluster, List.of("n0", "n1"));
    assertThat(unrecoverable(smaller.recover())).contains("written by 3 ranks, this run has 2");
  }

  @Test
  void aMethodOfALaterVersionIsNamedAsWhatCannotBeRebuilt() throws IOException {
    Job job = Job.onePerNode(cluster, 1, 2);
    job.apply(Scheme.xor(8));
    for (int rank = 0; rank < 2; rank++) {
      Area area = new Area(job.storage(rank), Job.PREFIX);
      Descriptor other = new Descriptor("LRC", 0, 1, rank, 2, 0, rank, 2);
      area.write(area.own("." + rank + ".redset"), Layout.tree(other, List.of()));
    }
    assertThat(unrecoverable(job.recover()))
        .contains("sets of method LRC cannot be rebuilt by this version");
  }

  @Test
  void aMissingFileFailsOnAllRanksAndNamesTheRank() throws IOException {
    Job job = Job.onePerNode(cluster, 1, 2, 3);
    Files.delete(job.path(1, job.files(1).get(0)));
    assertThatThrownBy(() -> job.apply(Scheme.xor(8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("rank 1: ")
        .hasMessageContaining("rank_1.ckpt: no such file");
    assertThat(unrecoverable(job.recover())).contains("never ended");
  }

  @Test
  void filesOutsideOfTheDatasetAreRefused() throws IOException {
    Job job = Job.onePerNode(cluster, 1, 2);
    job.files(0).set(0, Job.DATASET + "/../../../etc/passwd");
    assertThatThrownBy(() -> job.apply(Scheme.xor(8)))
        .hasMessageContaining("rank 0: ")
        .hasMessageContaining("below " + Job.DATASET + " only");
  }

  @Test
  void aSchemeThatDoesNotFitTheNodesIsRefused() {
    Job job = new Job(cluster, List.of("n0", "n0", "n1"));
    assertThatThrownBy(() -> job.apply(Scheme.xor(8)))
        .hasMessageContaining("rank 1 can have no larger set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PARTNER", "XOR", "RS"})
  void whereverARecoveryIsInterruptedTheNextOneSucceeds(String kind) throws IOException {
    boolean died = true;
    for (int messages = 0; died; messages += 11) {
      Job job =
          new Job(cluster.resolve("" + messages), List.of("n1", "n1", "n2", "n2", "n3", "n3"));
      for (int rank = 0; rank < 6; rank++) {
        job.file(rank, "rank_" + rank, 1000 + rank);
      }
      job.apply(scheme(kind));
      job.lose("n1");
      job.move(0, "n2");
      job.move(1, "n3");
      job.move(2, "n4");
      job.move(3, "n4");
      job.move(4, "n5");
      job.move(5, "n5");
      died = job.recoverDyingAfter(messages);
      recovered(job, 4, job.recover());
      assertIntact(job);
      job.lose("n5");
      recovered(job, 0, job.recover());
      assertIntact(job);
      assertThat(job.everything())
          .as("nothing half written is left")
          .allSatisfy((file, hash) -> assertThat(file).doesNotContain("scr4j-part"));
    }
  }

  @Test
  void recoveringWhatIsCompleteChangesNothing() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 200);
    job.apply(Scheme.xor(8));
    Map<String, String> before = job.everything();
    Rebuilt.Recovered outcome = recovered(job, 1, job.recover());
    assertThat(outcome.movedRanks() + outcome.rebuiltRanks()).isZero();
    assertThat(job.everything()).isEqualTo(before);
  }

  @Test
  void whatAKilledProcessLeftHalfWrittenIsDeleted() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 200);
    job.apply(Scheme.xor(8));
    Map<String, String> before = job.everything();
    Path data = job.path(0, job.files(0).get(0));
    Files.writeString(data.resolveSibling(".1234-abcd.scr4j-part"), "half");
    Files.writeString(job.path(1, Job.PREFIX).resolveSibling(".1234-abcd.scr4j-part"), "half");
    recovered(job, 1, job.recover());
    assertThat(job.everything()).isEqualTo(before);
  }

  @Test
  void removalLeavesTheFilesThatWereProtected() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 200);
    job.apply(Scheme.partner(8, 1));
    for (int rank = 0; rank < 2; rank++) {
      RedundantFiles.remove(rank, job.storage(rank), Job.PREFIX);
      RedundantFiles.remove(rank, job.storage(rank), Job.PREFIX);
    }
    assertIntact(job);
    assertThat(job.everything()).hasSize(2);
  }

  @Test
  void removalTakesOneRankAndOnePrefixOnly() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 200);
    job.apply(Scheme.xor(8));
    Path other =
        job.path(0, Job.DATASET + "/.scr/reddescmap.er.0.xor.grp_1_of_1.mem_1_of_2.redset");
    Path rank10 = job.path(0, Job.PREFIX + ".10.redset");
    Files.writeString(other, "x", StandardCharsets.US_ASCII);
    Files.writeString(rank10, "x", StandardCharsets.US_ASCII);
    RedundantFiles.remove(0, job.storage(0), Job.PREFIX);
    assertThat(new TreeSet<>(job.everything().keySet()))
        .filteredOn(file -> file.startsWith("n0/"))
        .hasSize(3);
    assertThat(other).exists();
    assertThat(rank10).exists();
  }
}
