package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which losses the ranks can make good together, by method, and which they cannot. */
class LossesTest {

  @TempDir(factory = InMemory.class)
  Path cluster;

  private static void lose(Job job, boolean[] lost) throws IOException {
    for (int member = 0; member < lost.length; member++) {
      if (lost[member]) {
        job.lose("n" + member);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "XOR,2,1",
    "XOR,5,1",
    "PARTNER,2,1",
    "PARTNER,5,1",
    "PARTNER,5,2",
    "PARTNER,5,4",
    "RS,2,1",
    "RS,3,1",
    "RS,3,2",
    "RS,4,2",
    "RS,4,3",
    "RS,5,2",
    "RS,5,3",
    "RS,5,4",
    "RS,6,3"
  })
  void everyLossIsMadeGoodAsFarAsTheMethodGoes(String kind, int size, int failures)
      throws IOException {
    Job job = Job.uneven(cluster, size);
    job.apply(Combinations.scheme(kind, size, failures));
    Map<String, String> before = job.everything();
    for (boolean[] lost : Combinations.upTo(size - 1, size)) {
      if (!Combinations.recoverable(kind, failures, lost)) {
        continue;
      }
      lose(job, lost);
      List<Rebuilt> outcomes = job.recover();
      for (Rebuilt outcome : outcomes) {
        assertThat(outcome)
            .as("%s", Arrays.toString(lost))
            .isInstanceOfSatisfying(
                Rebuilt.Recovered.class,
                recovered ->
                    assertThat(recovered.rebuiltRanks()).isEqualTo(Combinations.count(lost)));
      }
      assertThat(job.everything()).as("%s", Arrays.toString(lost)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "XOR,5,1,1 3",
    "PARTNER,5,1,2 3",
    "PARTNER,5,2,0 1 4",
    "RS,5,2,0 2 4",
    "RS,5,3,0 1 2 3"
  })
  void whatIsBeyondThatIsNamedOnAllRanks(String kind, int size, int failures, String lost)
      throws IOException {
    Job job = Job.uneven(cluster, size);
    job.apply(Combinations.scheme(kind, size, failures));
    for (String member : lost.split(" ")) {
      job.lose("n" + member);
    }
    Set<String> left = job.everything().keySet();
    Set<Rebuilt> outcomes = new HashSet<>(job.recover());
    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.iterator().next())
        .isInstanceOfSatisfying(
            Rebuilt.Unrecoverable.class,
            verdict ->
                assertThat(verdict.reason()).containsPattern("ranks? [0-9]").contains("lost"));
    assertThat(job.everything().keySet()).containsAll(left);
  }
}
