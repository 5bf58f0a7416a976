package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets with Reed-Solomon, encoded and recovered by the ranks together. */
class ReedSolomonTest {

  @TempDir(factory = InMemory.class)
  Path cluster;

  private static String redset(int rank, int size) {
    return Job.PREFIX + "." + rank + ".rs.grp_1_of_1.mem_" + (rank + 1) + "_of_" + size + ".redset";
  }

  private static byte[] checks(Job job, int rank) throws IOException {
    RedsetFile redset = RedsetFile.read(job.path(rank, redset(rank, job.size())));
    byte[] all = Files.readAllBytes(redset.path());
    return Arrays.copyOfRange(all, (int) redset.dataOffset(), all.length);
  }

  @Test
  void twoChecksOverFourRanksByHand() throws IOException {
    Job job = Job.onePerNode(cluster, 0, 0, 0, 0);
    job.file(0, "a", "\1\2").file(1, "b", "\1\1").file(2, "c", "\2\1").file(3, "d", "\2\2");
    job.apply(Scheme.reedSolomon(8, 2));
    // Chunks of 1 byte; the checks' coefficients are 27 28 18 20 and 28 27 20 18. Stripe by stripe:
    // 0: c0 = 28*1 + 18*2, c1 = 27*1 + 20*2
    // 1: c0 = 18*1 + 20*2, c1 = 20*1 + 18*2
    // 2: c0 = 20*2 + 27*1, c1 = 18*2 + 28*1
    // 3: c0 = 27*2 + 28*1, c1 = 28*2 + 27*1
    assertThat(checks(job, 0)).containsExactly(28 ^ 36, 20 ^ 36);
    assertThat(checks(job, 1)).containsExactly(18 ^ 40, 36 ^ 28);
    assertThat(checks(job, 2)).containsExactly(40 ^ 27, 56 ^ 27);
    assertThat(checks(job, 3)).containsExactly(54 ^ 28, 27 ^ 40);
  }

  @Test
  void headersHaveTheRecordsOfAsManyMembersAsThereAreChecks() throws IOException {
    Job job = Job.onePerNode(cluster, 10, 20, 30, 40, 50);
    job.apply(Scheme.reedSolomon(8, 3));
    RedsetFile redset = RedsetFile.read(job.path(1, redset(1, 5)));
    assertThat(redset.descriptor()).isEqualTo(new Descriptor("RS", 0, 1, 1, 5, 3, 1, 5));
    assertThat(redset.descriptor().toTree().value("CKSUM")).contains("3");
    assertThat(redset.chunk()).isEqualTo(25);
    assertThat(redset.members().keySet()).containsExactly(0, 1, 3, 4);
    assertThat(redset.header().keys()).containsExactly("CHUNK", "DESC", "GROUP", "RANK");
    assertThat(Files.size(redset.path())).isEqualTo(redset.dataOffset() + 3 * 25);
    Area area = new Area(job.storage(1), Job.PREFIX);
    assertThat(area.read(area.own(".1.redset")).keys()).containsExactly("0", "1", "3", "4");
  }

  private static void lose(Job job, boolean[] lost) throws IOException {
    for (int member = 0; member < lost.length; member++) {
      if (lost[member]) {
        job.lose("n" + member);
      }
    }
  }

  private static void assertRecovers(Job job, boolean[] lost, Map<String, String> before)
      throws IOException {
    lose(job, lost);
    for (Rebuilt outcome : job.recover()) {
      assertThat(outcome).isInstanceOf(Rebuilt.Recovered.class);
      assertThat(((Rebuilt.Recovered) outcome).rebuiltRanks()).isEqualTo(Combinations.count(lost));
    }
    assertThat(job.everything()).as("lost %s", Arrays.toString(lost)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"8,4,10", "16,5,3", "16,15,2"})
  void largerSetsAreRecoveredFromAnyLosses(int size, int failures, int rounds) throws IOException {
    int[] sizes = new int[size];
    for (int rank = 0; rank < size; rank++) {
      sizes[rank] = 100_000 / (rank + 1);
    }
    Job job = Job.onePerNode(cluster, sizes);
    job.apply(Scheme.reedSolomon(size, failures));
    Map<String, String> before = job.everything();
    Random random = new Random(size);
    for (int round = 0; round < rounds; round++) {
      assertRecovers(job, Combinations.some(failures, size, random), before);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "7", "1048576", "1048577", "4000001"})
  void sizesAroundTheBlocksThatAreMoved(int bytes) throws IOException {
    Job job = Job.onePerNode(cluster, bytes, bytes / 2, 3, bytes);
    job.apply(Scheme.reedSolomon(4, 2));
    Map<String, String> before = job.everything();
    assertRecovers(job, new boolean[] {true, false, false, true}, before);
    assertRecovers(job, new boolean[] {false, true, true, false}, before);
  }

  @Test
  void aRankMayHaveManyFilesOrNone() throws IOException {
    Job job = new Job(cluster, List.of("n0", "n1", "n2", "n3"));
    for (int i = 0; i < 40; i++) {
      job.file(0, "zero." + i, i * 100 % 700);
    }
    job.file(2, "empty", 0).file(2, "two", 12_345).file(2, "empty.too", 0);
    job.apply(Scheme.reedSolomon(8, 2));
    Map<String, String> before = job.everything();
    for (boolean[] lost : Combinations.upTo(2, 4)) {
      assertRecovers(job, lost, before);
    }
  }

  @Test
  void ranksComeBackOnOtherNodesAfterTwoWereLost() throws IOException {
    List<String> nodes = new ArrayList<>();
    for (int rank = 0; rank < 10; rank++) {
      nodes.add("n" + rank / 2);
    }
    Job job = new Job(cluster, nodes);
    for (int rank = 0; rank < 10; rank++) {
      job.file(rank, "rank_" + rank, 5000 + rank);
    }
    job.apply(Scheme.reedSolomon(8, 2));
    job.lose("n1");
    job.lose("n4");
    List<String> now = List.of("n0", "n2", "n3", "n5", "n6");
    for (int rank = 2; rank < 10; rank++) {
      job.move(rank, now.get(rank / 2));
    }
    for (Rebuilt outcome : job.recover()) {
      assertThat(((Rebuilt.Recovered) outcome).rebuiltRanks()).isEqualTo(4);
      assertThat(((Rebuilt.Recovered) outcome).movedRanks()).isEqualTo(4);
    }
    Map<String, byte[]> found = job.found();
    assertThat(found.keySet()).isEqualTo(job.written().keySet());
    found.forEach((name, bytes) -> assertThat(bytes).isEqualTo(job.written().get(name)));
    Map<String, String> after = job.everything();
    job.lose("n0");
    job.lose("n6");
    assertThat(Set.copyOf(job.recover()).toString()).doesNotContain("Unrecoverable");
    assertThat(job.everything()).isEqualTo(after);
  }

  @Test
  void oneLossMoreThanThereAreChecksIsNamed() throws IOException {
    Job job = Job.onePerNode(cluster, 1, 2, 3, 4, 5, 6);
    job.apply(Scheme.reedSolomon(8, 2));
    for (int rank : List.of(0, 2, 4)) {
      Files.delete(job.path(rank, job.files(rank).get(0)));
    }
    Set<Rebuilt> outcomes = new HashSet<>(job.recover());
    assertThat(outcomes)
        .containsExactly(
            new Rebuilt.Unrecoverable(
                "set 1 of 1 (ranks 0-5) has lost ranks 0,2,4: RS survives the loss of 2 members"
                    + " (rank 0: "
                    + job.files(0).get(0)
                    + ": not there with its 1 bytes)"));
  }

  @Test
  void aSetWithoutMoreMembersThanChecksIsRefused() {
    Job job = new Job(cluster, List.of("n0", "n1"));
    assertThatThrownBy(() -> job.apply(Scheme.reedSolomon(8, 2)))
        .hasMessage(
            "RS with 2 failures needs sets of 3 ranks in different failure groups, but ranks 0-1"
                + " can have no larger set: use SINGLE, fewer failures, more nodes, or fewer ranks"
                + " on the fullest");
  }

  @Test
  void aSetBeyondTheFieldIsRefused() {
    List<String> nodes = new ArrayList<>();
    for (int rank = 0; rank < 60; rank++) {
      nodes.add("n" + rank);
    }
    Job job = new Job(cluster, nodes);
    assertThatThrownBy(() -> job.apply(Scheme.reedSolomon(60, 200)))
        .hasMessageContaining("needs sets of 201 ranks");
    List<Integer> members = new ArrayList<>();
    for (int rank = 0; rank < 250; rank++) {
      members.add(rank);
    }
    assertThatThrownBy(() -> Encoding.checkSize(members, Scheme.reedSolomon(250, 7)))
        .hasMessage(
            "RS with 7 failures needs sets of 249 ranks at most, but one has 250: use a smaller"
                + " SCR_SET_SIZE");
  }

  @Test
  void removalTakesChecksAndDescriptors() throws IOException {
    Job job = Job.onePerNode(cluster, 1, 2, 3);
    job.apply(Scheme.reedSolomon(8, 2));
    for (int rank = 0; rank < 3; rank++) {
      RedundantFiles.remove(rank, job.storage(rank), Job.PREFIX);
    }
    assertThat(job.everything()).hasSize(3);
  }
}
