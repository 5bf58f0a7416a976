package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which losses one process can make good after a scavenge, by method, and which it cannot. */
class SerialLossesTest {

  @TempDir(factory = InMemory.class)
  Path cluster;

  @TempDir(factory = InMemory.class)
  Path prefix;

  private static List<Integer> lostRanks(boolean[] lost) {
    return IntStream.range(0, lost.length).filter(rank -> lost[rank]).boxed().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "XOR,2,1",
    "XOR,3,1",
    "XOR,6,1",
    "PARTNER,2,1",
    "PARTNER,4,1",
    "PARTNER,6,2",
    "PARTNER,6,3",
    "PARTNER,5,4",
    "RS,2,1",
    "RS,3,1",
    "RS,3,2",
    "RS,4,1",
    "RS,4,2",
    "RS,4,3",
    "RS,5,1",
    "RS,5,2",
    "RS,5,3",
    "RS,5,4",
    "RS,6,1",
    "RS,6,2",
    "RS,6,3",
    "RS,6,4",
    "RS,7,2",
    "RS,7,3",
    "RS,7,4",
    "RS,8,1",
    "RS,8,2",
    "RS,8,3",
    "RS,8,4"
  })
  void everyLossIsMadeGoodOrNamed(String kind, int size, int failures) throws IOException {
    Collected collected =
        Collected.of(Job.uneven(cluster, size), Combinations.scheme(kind, size, failures), prefix);
    List<Integer> all = IntStream.range(0, size).boxed().toList();
    for (boolean[] lost : Combinations.upTo(size - 1, size)) {
      if (!Combinations.recoverable(kind, failures, lost)) {
        continue;
      }
      collected.lose(lost);
      List<SetReport> reports = collected.rebuild(1);
      assertThat(reports).hasSize(1);
      assertThat(reports.get(0))
          .as("%s", Arrays.toString(lost))
          .isInstanceOfSatisfying(
              SetReport.Rebuilt.class,
              rebuilt -> {
                assertThat(rebuilt.ranks()).isEqualTo(all);
                assertThat(rebuilt.files().keySet()).containsExactlyElementsOf(lostRanks(lost));
              });
      collected.assertWhole(Arrays.toString(lost));
    }
  }

  @ParameterizedTest
  @CsvSource({"XOR,4,1", "PARTNER,5,2", "RS,5,2", "RS,6,3"})
  void whatIsBeyondRepairIsNamedAndLeftAsItIs(String kind, int size, int failures)
      throws IOException {
    Collected collected =
        Collected.of(Job.uneven(cluster, size), Combinations.scheme(kind, size, failures), prefix);
    Map<String, byte[]> whole = new TreeMap<>(collected.found());
    for (boolean[] lost : Combinations.upTo(size - 1, size)) {
      if (Combinations.recoverable(kind, failures, lost)) {
        continue;
      }
      collected.lose(lost);
      Map<String, byte[]> left = collected.found();
      List<SetReport> reports = collected.rebuild(1);
      assertThat(reports).hasSize(1);
      assertThat(reports.get(0))
          .isInstanceOfSatisfying(
              SetReport.Lost.class,
              report -> {
                assertThat(report.reason()).startsWith("set 1 of 1").contains(" has lost ");
                if (!kind.equals("PARTNER")) {
                  assertThat(report.reason())
                      .contains(" has lost " + Text.ranks(lostRanks(lost)) + ": " + kind);
                }
              });
      assertThat(collected.found().keySet()).isEqualTo(left.keySet());
      for (Map.Entry<String, byte[]> file : whole.entrySet()) {
        Files.write(prefix.resolve(file.getKey()), file.getValue());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"16,5,6", "64,6,3", "255,1,2"})
  void largeSetsAreRebuiltFromAnyLosses(int size, int failures, int rounds) throws IOException {
    Collected collected =
        Collected.of(Job.uneven(cluster, size), Combinations.scheme("RS", size, failures), prefix);
    Random random = new Random(size);
    for (int round = 0; round < rounds; round++) {
      boolean[] lost = Combinations.some(failures, size, random);
      collected.lose(lost);
      assertThat(collected.rebuild(1)).hasOnlyElementsOfType(SetReport.Rebuilt.class);
      collected.assertWhole(Arrays.toString(lost));
    }
  }

  @ParameterizedTest
  @CsvSource({"XOR,1,1048577", "PARTNER,2,1048577", "RS,2,1048576", "RS,2,3500001", "RS,3,6000000"})
  void filesLargerThanABlock(String kind, int failures, int bytes) throws IOException {
    Job job = Job.onePerNode(cluster, bytes, 0, bytes / 3, 17, bytes);
    Collected collected = Collected.of(job, Combinations.scheme(kind, 5, failures), prefix);
    boolean[] lost = new boolean[5];
    for (int i = 0; i < failures; i++) {
      lost[(4 + i) % 5] = true;
    }
    collected.lose(lost);
    assertThat(collected.rebuild(1)).hasOnlyElementsOfType(SetReport.Rebuilt.class);
    collected.assertWhole(Arrays.toString(lost));
  }

  @Test
  void severalSetsWithSeveralLossesAtATime() throws IOException {
    List<String> nodes = new ArrayList<>();
    for (int rank = 0; rank < 24; rank++) {
      nodes.add("n" + rank / 4);
    }
    Job job = new Job(cluster, nodes);
    for (int rank = 0; rank < 24; rank++) {
      for (int file = 0; file < rank % 4 * 9; file++) {
        job.file(rank, "r" + rank + "." + file, file * 11);
      }
    }
    Collected collected = Collected.of(job, Scheme.reedSolomon(6, 3), prefix);
    for (int rank : List.of(4, 5, 6, 7, 12, 13, 14, 20, 21)) {
      collected.lose(rank);
    }
    for (int rank : List.of(3, 7, 11, 15)) {
      collected.lose(rank);
    }
    List<SetReport> reports = collected.rebuild(3);
    assertThat(reports).extracting(SetReport::group).containsExactly(0, 1, 2, 3);
    assertThat(reports.subList(0, 3)).hasOnlyElementsOfType(SetReport.Rebuilt.class);
    assertThat(((SetReport.Lost) reports.get(3)).reason())
        .isEqualTo(
            "set 4 of 4 (ranks 3,7,11,15,19,23) has lost ranks 3,7,11,15:"
                + " RS survives the loss of 3 members");
  }

  @Test
  void aDamagedFileOfChecksIsGivenAsTheCauseOfALoss() throws IOException {
    Collected collected =
        Collected.of(Job.onePerNode(cluster, 9, 9, 9), Scheme.reedSolomon(3, 1), prefix);
    Path damaged = collected.redundancy("reddesc.er.2.rs.grp_1_of_1.mem_3_of_3.redset");
    Files.write(damaged, new byte[40]);
    collected.lose(0);
    assertThat(((SetReport.Lost) collected.rebuild(1).get(0)).reason())
        .startsWith("set 1 of 1 (ranks 0-2) has lost ranks 0,2: RS survives the loss of one member")
        .contains(" (" + damaged + ": ");
  }

  @Test
  void whatAKilledRebuildLeftHalfWrittenIsDeleted() throws IOException {
    Collected collected =
        Collected.of(Job.onePerNode(cluster, 9, 9, 9, 9), Scheme.reedSolomon(4, 2), prefix);
    Files.writeString(collected.data(".1234-abcd.scr4j-part"), "half");
    Files.writeString(collected.redundancy(".1234-abcd.scr4j-part"), "half");
    collected.lose(1);
    collected.lose(2);
    assertThat(collected.rebuild(1)).hasOnlyElementsOfType(SetReport.Rebuilt.class);
    collected.assertWhole("after the second rebuild");
  }
}
