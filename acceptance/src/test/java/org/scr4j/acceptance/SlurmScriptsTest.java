package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The job scripts of share/examples, as they are, and the end of a job's time. */
class SlurmScriptsTest extends OnSlurm {

  @ParameterizedTest
  @EnumSource(
      value = TestCluster.How.class,
      names = {"POWER", "SILENT", "SLURMD", "FREEZE"})
  void theLoopReplacesANodeThatSlurmKnowsToBeDown(TestCluster.How how)
      throws IOException, InterruptedException {
    BatchJob job = heat("scr_srun_loop.sh", 6);
    job.awaitCheckpoints(8);
    cluster.killAndTell("n3", how);

    HeatRun.Answer answer = survived(job);

    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void theLoopReplacesANodeOnceSlurmHasNoticed() throws IOException, InterruptedException {
    BatchJob job = heat("scr_srun_loop.sh", 6);
    job.awaitCheckpoints(8);
    cluster.kill("n3", TestCluster.How.SILENT);

    HeatRun.Answer answer = survived(job);

    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void theLoopEndsWithTheProgram() throws IOException, InterruptedException {
    BatchJob job = heat("scr_srun_loop.sh", 5);

    assertThat(survived(job).restartedFrom()).isEqualTo("none");
  }

  @Test
  void oneRunIsSavedWhereItsNodeIsLost() throws IOException, InterruptedException {
    BatchJob job = heat("scr_srun.sh", 4);
    job.awaitCheckpoints(8);
    cluster.killAndTell("n3", TestCluster.How.POWER);

    Installed.Result result = job.end();

    assertThat(result.status()).as(result.out()).isNotZero();
    assertThat(result.out()).contains("files of ranks [2] rebuilt");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void aRunIsHaltedBeforeItsTimeIsOver() throws IOException, InterruptedException {
    scr.set("SCR_HALT_SECONDS", "80");
    BatchJob job = limited("--signal=B:KILL@1");

    Installed.Result result = job.end();

    assertThat(result.status()).as(result.out()).isEqualTo(75);
    assertThat(result.out()).doesNotContain("checksum=").contains("runs=1 ");
    HeatRun.assertThatTheNewestIsIndexed(scr);
    assertThatItGoesOn();
  }

  @Test
  void whatIsInCacheIsSavedWhenTheTimeIsOver() throws IOException, InterruptedException {
    BatchJob job = limited("--signal=B:TERM@30");

    Installed.Result result = job.end();

    assertThat(result.status()).as(result.out()).isEqualTo(128 + 15);
    assertThat(result.out()).doesNotContain("checksum=").contains("saved heat.");
    HeatRun.assertThatTheNewestIsIndexed(scr);
    assertThatItGoesOn();
  }

  /**
   * A job of two minutes for a run that needs as long, with checkpoints all along. Slurm may send
   * the signal up to a minute early.
   */
  private BatchJob limited(String signal) throws IOException, InterruptedException {
    String[] words = HeatRun.arguments(STEP, 400);
    return watched(
        BatchJob.example(cluster, scr, 5, "scr_run_srun.sh", List.of("-t2", signal), words));
  }

  private void assertThatItGoesOn() throws IOException, InterruptedException {
    scr.set("SCR_HALT_SECONDS", "0");
    scr.ok("scr_halt", "--remove");
    assertThat(survived(heat("scr_run_srun.sh", 5)).restartedFromStep()).isPositive();
  }
}
