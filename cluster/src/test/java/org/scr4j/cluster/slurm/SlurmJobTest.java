package org.scr4j.cluster.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;

/** What squeue prints for one job. */
class SlurmJobTest {

  private static final ZoneId ZONE = ZoneId.of("UTC");

  @Test
  void aRunningJobIsReadWhole() throws Exception {
    assertThat(SlurmJob.parse("root|RUNNING|node[2,4-5]|1795373250\n", ZONE))
        .contains(
            new SlurmJob(
                "root",
                "RUNNING",
                NodeSet.parse("node[2,4-5]"),
                Optional.of(Instant.ofEpochSecond(1795373250))));
  }

  @Test
  void aJobWithoutLimitHasNoEnd() throws Exception {
    SlurmJob job = SlurmJob.parse("root|RUNNING|node2|NONE\n", ZONE).orElseThrow();
    assertThat(job.end()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bob|PENDING||N/A", "bob|PENDING|(null)|N/A"})
  void aWaitingJobHasNoNodes(String line) throws Exception {
    assertThat(SlurmJob.parse(line, ZONE).orElseThrow().nodes().isEmpty()).isTrue();
  }

  @Test
  void aJobThatHasEndedIsNotListed() throws Exception {
    assertThat(SlurmJob.parse("\n", ZONE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root RUNNING node[2-5] 0",
        "root|RUNNING|node[2-5]",
        "root|RUNNING|node[2-|0",
        "root|RUNNING|node2|0\nroot|RUNNING|node3|0",
        "{ \"meta\": { } }"
      })
  void anythingElseIsAnError(String output) {
    assertThatThrownBy(() -> SlurmJob.parse(output, ZONE))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("squeue printed ");
  }
}
