package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SerialRebuildTest {

  private static final String NAME = Collected.NAME;

  @TempDir Path cluster;
  @TempDir Path prefix;

  private Collected collected;

  private void collect(Job job, Scheme scheme) throws IOException {
    collected = Collected.of(job, scheme, prefix);
  }

  private Path data(String name) {
    return collected.data(name);
  }

  private Path redundancy(String name) {
    return collected.redundancy(name);
  }

  private Map<String, byte[]> found() throws IOException {
    return collected.found();
  }

  private void assertWhole() throws IOException {
    collected.assertWhole("after the rebuild");
  }

  private void lose(int rank) throws IOException {
    collected.lose(rank);
  }

  private List<SetReport> rebuild(int parallel) throws IOException {
    return collected.rebuild(parallel);
  }

  private String onlyLoss(List<SetReport> reports) {
    assertThat(reports).hasSize(1);
    return ((SetReport.Lost) reports.get(0)).reason();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 8})
  void xorAnyMember(int size) throws IOException {
    int[] sizes = new int[size];
    for (int rank = 0; rank < size; rank++) {
      sizes[rank] = rank * 700_001;
    }
    Job job = Job.onePerNode(cluster, sizes);
    collect(job, Scheme.xor(8));
    for (int rank = 0; rank < size; rank++) {
      lose(rank);
      assertThat(rebuild(1)).hasOnlyElementsOfType(SetReport.Rebuilt.class);
      assertWhole();
    }
  }

  @ParameterizedTest
  @CsvSource({"2,1", "4,1", "4,3", "5,2"})
  void partnerAsManyNeighboursAsThereAreCopies(int size, int copies) throws IOException {
    int[] sizes = new int[size];
    for (int rank = 0; rank < size; rank++) {
      sizes[rank] = (size - rank) * 500_003;
    }
    Job job = Job.onePerNode(cluster, sizes);
    collect(job, Scheme.partner(8, copies));
    for (int rank = 0; rank < size; rank++) {
      for (int lost = rank; lost < rank + copies; lost++) {
        lose(lost % size);
      }
      assertThat(rebuild(1)).hasOnlyElementsOfType(SetReport.Rebuilt.class);
      assertWhole();
    }
  }

  @Test
  void manySetsAtATimeAndManyFiles() throws IOException {
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
    collect(job, Scheme.xor(3));
    for (int rank : List.of(4, 5, 6, 7)) {
      lose(rank);
    }
    List<SetReport> reports = rebuild(3);
    assertThat(reports).extracting(SetReport::group).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(reports.stream().filter(report -> report instanceof SetReport.Rebuilt)).hasSize(4);
    assertThat(reports.stream().filter(report -> report instanceof SetReport.Complete)).hasSize(4);
    assertWhole();
  }

  @Test
  void oneLostFileOfARankIsEnoughToRebuildIt() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 200, 300);
    job.file(1, "second", 50);
    collect(job, Scheme.xor(8));
    Files.delete(data("second"));
    assertThat(SerialRebuild.survey(redundancy(""), NAME, collected::locate))
        .containsExactly(new SetReport.Rebuildable(0, List.of(0, 1, 2), List.of(1)));
    assertThat(rebuild(1).get(0))
        .isInstanceOfSatisfying(
            SetReport.Rebuilt.class,
            report ->
                assertThat(report.files().get(1))
                    .containsExactly(
                        data("rank_1.ckpt"),
                        data("second"),
                        redundancy("reddesc.er.1.xor.grp_1_of_1.mem_2_of_3.redset")));
    assertWhole();
  }

  @Test
  void aFileOfTheWrongSizeCountsAsLost() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 200, 300);
    collect(job, Scheme.xor(8));
    Files.write(data("rank_2.ckpt"), new byte[299]);
    rebuild(1);
    assertWhole();
  }

  @Test
  void twoLossesInASetAreTooMany() throws IOException {
    Job job = Job.onePerNode(cluster, 1, 2, 3, 4, 5);
    collect(job, Scheme.xor(8));
    Files.delete(data("rank_1.ckpt"));
    Files.delete(data("rank_3.ckpt"));
    Map<String, byte[]> before = found();
    assertThat(onlyLoss(rebuild(1)))
        .isEqualTo(
            "set 1 of 1 (ranks 0-4) has lost ranks 1,3: XOR survives the loss of one member");
    assertThat(found().keySet()).isEqualTo(before.keySet());
  }

  @Test
  void aSetThatHasLeftNothingIsReported() throws IOException {
    Job job = new Job(cluster, List.of("a", "a", "b", "b"));
    collect(job, Scheme.xor(8));
    lose(1);
    lose(3);
    List<SetReport> reports = rebuild(2);
    assertThat(reports.get(0)).isEqualTo(new SetReport.Complete(0, List.of(0, 2)));
    assertThat(((SetReport.Lost) reports.get(1)).reason())
        .isEqualTo("1 of 2 sets have left no redundancy file, set 2");
  }

  @Test
  void withoutAnyRedundancyFileThereIsNoSet() throws IOException {
    SerialRebuild.Locator nowhere = (rank, recorded) -> prefix;
    assertThat(SerialRebuild.rebuild(prefix, NAME, nowhere, 4)).isEmpty();
    assertThatThrownBy(() -> SerialRebuild.rebuild(prefix.resolve("no"), NAME, nowhere, 4))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aNameThatTheCallerRefusesIsNeverTouched() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 200);
    collect(job, Scheme.xor(8));
    lose(1);
    AtomicInteger asked = new AtomicInteger();
    List<SetReport> reports =
        SerialRebuild.rebuild(
            redundancy(""),
            NAME,
            (rank, recorded) -> {
              asked.incrementAndGet();
              throw new IOException("rank " + rank + ": no place for " + recorded);
            },
            1);
    assertThat(onlyLoss(reports)).isEqualTo("rank 0: no place for " + Job.DATASET + "/rank_0.ckpt");
    assertThat(asked.get()).isEqualTo(1);
    assertThat(found()).hasSize(4);
  }

  @Test
  void aFileUnderAnothersNameIsRefused() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 200);
    collect(job, Scheme.xor(8));
    Files.move(
        redundancy("reddesc.er.1.xor.grp_1_of_1.mem_2_of_2.redset"),
        redundancy("reddesc.er.0.xor.grp_1_of_1.mem_1_of_2.redset"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(onlyLoss(rebuild(1))).contains("belongs to another rank or set");
  }

  @Test
  void damagedMembersCountAsLost() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 200, 300);
    collect(job, Scheme.xor(8));
    Files.write(redundancy("reddesc.er.1.xor.grp_1_of_1.mem_2_of_3.redset"), new byte[999]);
    rebuild(1);
    assertWhole();
  }

  @Test
  void oneSetAloneByTheFilesThatAreNamed() throws IOException {
    Job job = Job.onePerNode(cluster, 1000, 2000, 3000, 4000);
    collect(job, Scheme.xor(2));
    List<RedsetName> names;
    try (Stream<Path> all = Files.list(redundancy(""))) {
      names =
          all.flatMap(file -> RedsetName.parse(file.getFileName().toString()).stream())
              .filter(name -> name.prefix().equals(NAME))
              .toList();
    }
    assertThat(names).hasSize(4);
    lose(names.get(0).rank());
    int group = names.get(0).group();
    List<RedsetName> left =
        names.stream().filter(name -> name.group() == group && !name.equals(names.get(0))).toList();
    assertThat(SerialRebuild.rebuildSet(redundancy(""), left, collected::locate))
        .isInstanceOf(SetReport.Rebuilt.class);
    assertWhole();
    assertThat(SerialRebuild.rebuildSet(redundancy(""), left, collected::locate))
        .as("what is not named counts as lost")
        .isInstanceOf(SetReport.Rebuilt.class);
    assertThatThrownBy(() -> SerialRebuild.rebuildSet(redundancy(""), names, collected::locate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another set");
    assertThatThrownBy(() -> SerialRebuild.rebuildSet(redundancy(""), List.of(), collected::locate))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
