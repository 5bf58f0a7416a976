package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damage that changes no size is seen by computing the redundancy again. */
class SerialCheckTest {

  @TempDir(factory = InMemory.class)
  Path cluster;

  @TempDir(factory = InMemory.class)
  Path prefix;

  private Collected collected;

  private List<SetReport> check() throws IOException {
    return SerialRebuild.check(collected.redundancy(""), Collected.NAME, collected::locate, 2);
  }

  private static Scheme scheme(String kind, int size, int failures) {
    return switch (Scheme.Kind.valueOf(kind)) {
      case SINGLE -> Scheme.single();
      case PARTNER -> Scheme.partner(size, failures);
      case XOR -> Scheme.xor(size);
      case RS -> Scheme.reedSolomon(size, failures);
    };
  }

  /** Uneven sizes, an empty file, several to a rank and none. */
  private void collect(String kind, int size, int failures) throws IOException {
    int[] sizes = new int[size];
    for (int rank = 0; rank < size; rank++) {
      sizes[rank] = rank * 1237;
    }
    Job job = Job.onePerNode(cluster, sizes);
    job.file(size - 1, "more", 1 << 20);
    job.files(1).clear();
    collected = Collected.of(job, scheme(kind, size, failures), prefix);
  }

  private void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "XOR,3,1",
    "XOR,5,1",
    "PARTNER,4,1",
    "PARTNER,5,2",
    "RS,3,1",
    "RS,5,2",
    "RS,6,3",
    "RS,7,6"
  })
  void oneBitAnywhereIsSeen(String kind, int size, int failures) throws IOException {
    collect(kind, size, failures);
    assertThat(check()).hasOnlyElementsOfType(SetReport.Complete.class);
    int flipped = 0;
    for (Map.Entry<String, byte[]> file : collected.found().entrySet()) {
      boolean data = file.getKey().startsWith("ckpt/");
      if (file.getValue().length == 0 || (!data && !file.getKey().contains(".mem_"))) {
        continue;
      }
      Path path = prefix.resolve(file.getKey());
      int last = file.getValue().length - 1;
      boolean header = !data && RedsetFile.read(path).dataOffset() > last;
      for (int at : data ? new int[] {0, last} : new int[] {last}) {
        if (!header) {
          flip(path, at);
          assertThat(check())
              .as("byte %d of %s", at, path)
              .hasOnlyElementsOfType(SetReport.Contradictory.class);
          flip(path, at);
          flipped++;
        }
      }
    }
    assertThat(flipped).isGreaterThan(size);
    assertThat(check()).hasOnlyElementsOfType(SetReport.Complete.class);
  }

  @Test
  void singleHasNothingToCompareWithAndLossesAreReportedAsBySurvey() throws IOException {
    collect("SINGLE", 3, 0);
    assertThat(check()).hasSize(3).hasOnlyElementsOfType(SetReport.Complete.class);
    collected.lose(2);
    assertThat(check()).anyMatch(SetReport.Lost.class::isInstance);
  }

  @Test
  void whatCanBeRebuiltIsNotComparedAndSaysSo() throws IOException {
    collect("RS", 5, 2);
    collected.lose(3);
    assertThat(check())
        .singleElement()
        .isInstanceOfSatisfying(
            SetReport.Rebuildable.class, set -> assertThat(set.missing()).containsExactly(3));
    assertThat(collected.rebuild(1)).hasOnlyElementsOfType(SetReport.Rebuilt.class);
    assertThat(check()).hasOnlyElementsOfType(SetReport.Complete.class);
  }
}
