package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code scr_run srun} in batch jobs whose nodes are lost, in every way, in a run and between two.
 */
class SlurmTest extends OnSlurm {

  private static final String SCRIPT = "scr_run_srun.sh";

  /** Two runs, each under a scr_run of its own; nodes are lost between them. */
  private static final String TWO_RUNS =
      """
      #!/bin/sh
      SCR_RUNS=1 scr_run srun "$@"
      echo "first scr_run: $?"
      until [ -e go ]; do sleep 0.1; done
      exec scr_run srun "$@"
      """;

  @ParameterizedTest
  @EnumSource(TestCluster.How.class)
  void aNodeLostInTheMiddleOfARunIsReplaced(TestCluster.How how)
      throws IOException, InterruptedException {
    BatchJob job = heat(SCRIPT, 6);
    job.awaitCheckpoints(8);
    cluster.kill("n3", how);

    HeatRun.Answer answer = survived(job);

    if (how == TestCluster.How.POWER || how == TestCluster.How.SILENT) {
      assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
      assertThat(job.output()).contains("failed_nodes=n3 ");
    }
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @ParameterizedTest
  @EnumSource(
      value = TestCluster.How.class,
      names = {"POWER", "SILENT", "SLURMD", "FREEZE"})
  void aNodeThatSlurmKnowsToBeDownIsReplaced(TestCluster.How how)
      throws IOException, InterruptedException {
    BatchJob job = heat(SCRIPT, 6);
    job.awaitCheckpoints(8);
    cluster.killAndTell("n3", how);

    HeatRun.Answer answer = survived(job);

    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(job.output()).contains("failed_nodes=n3 ");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @ParameterizedTest
  @EnumSource(TestCluster.How.class)
  void aNodeLostBetweenRunsIsNotUsedAgain(TestCluster.How how)
      throws IOException, InterruptedException {
    Path script = directory.resolve("two-runs.sh");
    Files.writeString(script, TWO_RUNS);
    BatchJob job =
        watched(
            BatchJob.submit(
                cluster, scr, 6, List.of("--no-kill"), script, HeatRun.arguments(STEP)));
    job.awaitCheckpoints(8);
    killTheStep(job);
    job.awaitOutput("first scr_run: 137");
    cluster.kill("n3", how);
    Files.createFile(directory.resolve("go"));

    HeatRun.Answer answer = survived(job);

    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(job.output()).contains("launched on nodes n[1-2,4-5]: run=1");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void twoNodesMayBeLostOneAfterTheOther() throws IOException, InterruptedException {
    BatchJob job = heat(SCRIPT, 6);
    job.awaitCheckpoints(6);
    cluster.killAndTell("n2", TestCluster.How.POWER);
    int before = HeatRun.checkpoints(scr).size();
    job.awaitCheckpoints(before + 4);
    cluster.kill("n4", TestCluster.How.SILENT);

    HeatRun.Answer answer = survived(job);

    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(10 * HeatRun.EVERY);
    assertThat(job.output()).contains("failed_nodes=n[2,4] ");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void whereMoreNodesAreLostThanThereAreToSpareTheCacheIsSaved()
      throws IOException, InterruptedException {
    BatchJob job = heat(SCRIPT, 5);
    job.awaitCheckpoints(6);
    cluster.killAndTell("n2", TestCluster.How.POWER);
    int before = HeatRun.checkpoints(scr).size();
    job.awaitCheckpoints(before + 4);
    cluster.killAndTell("n4", TestCluster.How.SILENT);

    Installed.Result result = job.end();

    assertThat(result.status()).as(result.out()).isEqualTo(76);
    assertThat(result.out()).doesNotContain("checksum=").contains("failed_nodes=n[2,4] ");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void whatANodeAloneHasIsSavedBySshWhereItsSlurmdIsDead()
      throws IOException, InterruptedException {
    scr.set("SCR_COPY_TYPE", "SINGLE");
    BatchJob job = heat(SCRIPT, 4);
    job.awaitCheckpoints(6);
    cluster.killAndTell("n3", TestCluster.How.SLURMD);

    Installed.Result result = job.end();

    assertThat(result.status()).as(result.out()).isEqualTo(76);
    assertThat(result.out()).contains(" is not complete; trying n3, held to be down, by ");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void whatANodeAloneHasIsSavedWhereItIsDrained() throws IOException, InterruptedException {
    scr.set("SCR_COPY_TYPE", "SINGLE");
    BatchJob job = heat(SCRIPT, 4);
    job.awaitCheckpoints(6);
    cluster.kill("n3", TestCluster.How.DRAIN);
    killTheStep(job);

    Installed.Result result = job.end();

    assertThat(result.status()).as(result.out()).isEqualTo(76);
    assertThat(result.out()).contains("node n3 unfit: Slurm: drained");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void theNodeOfScrRunItselfIsLeftOutWhereItIsDrained() throws IOException, InterruptedException {
    BatchJob job = heat(SCRIPT, 6);
    job.awaitCheckpoints(8);
    cluster.kill("n1", TestCluster.How.DRAIN);
    killTheStep(job);

    HeatRun.Answer answer = survived(job);

    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(job.output())
        .contains("node n1 unfit: Slurm: drained")
        .contains("relaunched on nodes n[2-5]");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void whereTheNodeOfScrRunDiesAnotherTakesTheRunUp() throws IOException, InterruptedException {
    BatchJob job = heat(SCRIPT, 6);
    job.awaitCheckpoints(8);
    cluster.killAndTell("n1", TestCluster.How.SILENT);
    List<String> within = List.of("srun", "--jobid", job.id(), "--overlap", "-N1", "-w", "n2");
    List<String> line = new ArrayList<>(within);
    line.add("scr_run");
    line.addAll(List.of(HeatRun.arguments("srun " + STEP)));

    Installed.Result result = cluster.run(scr, line.toArray(new String[0]));

    assertThat(result.status()).as(result.err()).isZero();
    HeatRun.Answer answer = HeatRun.answer(result.out());
    assertThat(answer.checksum()).isEqualTo(undisturbed);
    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(result.err()).contains("launched on nodes n[2-5]");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void anImmediateHaltEndsAProgramThatDoesNotWantToEnd() throws IOException, InterruptedException {
    StuckProgram program = new StuckProgram(scr.prefix());
    BatchJob job =
        watched(BatchJob.example(cluster, scr, 4, SCRIPT, List.of(), program.arguments("-N4 -n4")));
    program.awaitStarted();
    scr.ok("scr_halt", "--immediate");

    Installed.Result result = job.end();

    assertThat(result.status()).as(result.out()).isEqualTo(75);
    assertThat(result.out()).contains("scr_halt --immediate: ending step ");
    program.assertGone(cluster);
  }

  @Test
  void theWatchdogEndsAProgramThatIsStuck() throws IOException, InterruptedException {
    scr.set("SCR_RUNS", "1").set("SCR_WATCHDOG", "1");
    scr.set("SCR_WATCHDOG_TIMEOUT", "1").set("SCR_WATCHDOG_TIMEOUT_PFS", "3");
    StuckProgram program = new StuckProgram(scr.prefix());
    BatchJob job =
        watched(BatchJob.example(cluster, scr, 4, SCRIPT, List.of(), program.arguments("-N4 -n4")));

    Installed.Result result = job.end();

    assertThat(result.status()).as(result.out()).isNotZero();
    assertThat(result.out()).contains("watchdog: no dataset for 8 s ");
    program.assertGone(cluster);
  }

  private static void killTheStep(BatchJob job) throws IOException, InterruptedException {
    cluster.output("scancel", "--signal=KILL", job.step());
  }
}
