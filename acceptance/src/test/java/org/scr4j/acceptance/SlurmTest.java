package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Heat in batch jobs of a real Slurm that lose nodes: four to compute on, two to spare. */
class SlurmTest {

  private static final String STEP = "-N4 -n4 ";

  @TempDir static Path shared;
  private static String undisturbed;
  private static TestCluster cluster;

  @TempDir Path directory;
  private Installed scr;
  private final List<BatchJob> jobs = new ArrayList<>();

  @BeforeAll
  static void startTheCluster() throws IOException, InterruptedException {
    cluster = TestCluster.up();
    undisturbed = HeatRun.undisturbedChecksum(shared.resolve("undisturbed"));
  }

  @BeforeEach
  void install() throws IOException {
    scr = new Installed(directory);
    scr.set("PATH", Installed.HOME.resolve("bin") + ":" + System.getenv("PATH"));
    scr.set("SCR_RUNS", "4").set("SCR_FLUSH", "100").set("SCR_COPY_TYPE", "XOR");
  }

  @AfterEach
  void bringNodesBack() throws IOException, InterruptedException {
    for (BatchJob job : jobs) {
      job.cancel();
    }
    cluster.startAll();
  }

  private BatchJob heat(String script, int nodes) throws IOException, InterruptedException {
    String[] words = HeatRun.arguments(STEP.strip());
    BatchJob job = BatchJob.example(cluster, scr, nodes, script, words);
    jobs.add(job);
    return job;
  }

  @ParameterizedTest
  @EnumSource(TestCluster.How.class)
  void aNodeLostInTheMiddleOfARunEndsNothing(TestCluster.How how)
      throws IOException, InterruptedException {
    BatchJob job = heat("scr_run_srun.sh", 6);
    job.awaitCheckpoints(8);
    cluster.kill("n3", how);

    HeatRun.Answer answer = survived(job);

    if (how == TestCluster.How.POWER || how == TestCluster.How.SILENT) {
      assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
      assertThat(job.output()).contains("failed_nodes=n3 ");
    }
    assertThatTheNewestIsIndexed();
  }

  @ParameterizedTest
  @EnumSource(
      value = TestCluster.How.class,
      names = {"POWER", "SILENT", "SLURMD", "FREEZE"})
  void aNodeThatSlurmKnowsIsDownIsReplacedAtOnce(TestCluster.How how)
      throws IOException, InterruptedException {
    BatchJob job = heat("scr_run_srun.sh", 6);
    job.awaitCheckpoints(8);
    cluster.killAndTell("n3", how);

    HeatRun.Answer answer = survived(job);

    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(job.output()).contains("failed_nodes=n3 ");
    assertThatTheNewestIsIndexed();
  }

  private HeatRun.Answer survived(BatchJob job) throws IOException, InterruptedException {
    Installed.Result result = job.end();
    assertThat(result.status()).as(result.out()).isZero();
    HeatRun.Answer answer = HeatRun.answer(result.out());
    assertThat(answer.checksum()).as(result.out()).isEqualTo(undisturbed);
    return answer;
  }

  /** The last checkpoint that completed is on the prefix, valid, current, every byte verified. */
  private void assertThatTheNewestIsIndexed() throws IOException, InterruptedException {
    int newest = HeatRun.checkpoints(scr).stream().mapToInt(Integer::intValue).max().orElseThrow();
    String list = scr.ok("scr_index", "--list").out();
    assertThat(list).containsPattern("(?m)^ *\\d+ +YES +\\S+ +\\* +heat\\." + newest + "$");
    scr.ok("scr_index", "--verify", "heat." + newest);
  }
}
