package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What looks like the loss of a node for a while, and ends nothing. */
class SlurmFalseAlarmTest extends OnSlurm {

  private static final int SPELL_SECONDS = 3;
  private static final int LOAD = 50;

  @Test
  void aNetworkCutForThreeSecondsEndsNothing() throws IOException, InterruptedException {
    BatchJob job = longer();
    cluster.cut("n3", SPELL_SECONDS);

    assertThatNothingEnded(job);
  }

  @Test
  void aNodeStoppedForThreeSecondsEndsNothing() throws IOException, InterruptedException {
    BatchJob job = longer();
    cluster.kill("n3", TestCluster.How.FREEZE);
    TimeUnit.SECONDS.sleep(SPELL_SECONDS);
    cluster.start("n3");

    assertThatNothingEnded(job);
  }

  @Test
  void aBusyNodeEndsNothing() throws IOException, InterruptedException {
    BatchJob job = longer();
    String busy =
        "for i in $(seq " + LOAD + "); do timeout 6 sh -c 'while :; do :; done' & done; wait";
    cluster.onNode("n3", "sh", "-c", busy);

    assertThatNothingEnded(job);
  }

  private BatchJob longer() throws IOException, InterruptedException {
    String[] words = HeatRun.arguments(STEP, 30);
    BatchJob job = watched(BatchJob.example(cluster, scr, 6, "scr_run_srun.sh", List.of(), words));
    job.awaitCheckpoints(4);
    return job;
  }

  private void assertThatNothingEnded(BatchJob job) throws IOException, InterruptedException {
    assertThat(survived(job).restartedFrom()).as(job.output()).isEqualTo("none");
    assertThat(job.output()).contains("runs=1 failed_nodes=none ");
  }
}
