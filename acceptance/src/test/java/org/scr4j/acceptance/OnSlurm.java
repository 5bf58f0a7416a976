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

/** Heat in batch jobs of a real Slurm: on four nodes, one rank each, the others to spare. */
abstract class OnSlurm {

  static final String STEP = "-N4 -n4";

  @TempDir static Path shared;
  static String undisturbed;
  static TestCluster cluster;

  @TempDir Path directory;
  Installed scr;
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

  /** Submits an example of share/examples with heat, slow enough to lose a node in the middle. */
  BatchJob heat(String script, int nodes) throws IOException, InterruptedException {
    return watched(
        BatchJob.example(cluster, scr, nodes, script, List.of(), HeatRun.arguments(STEP)));
  }

  /** Ends {@code job} after the test, before nodes are brought back. */
  BatchJob watched(BatchJob job) {
    jobs.add(job);
    return job;
  }

  /** What heat answered in the end, the undisturbed answer. */
  HeatRun.Answer survived(BatchJob job) throws IOException, InterruptedException {
    Installed.Result result = job.end();
    assertThat(result.status()).as(result.out()).isZero();
    HeatRun.Answer answer = HeatRun.answer(result.out());
    assertThat(answer.checksum()).as(result.out()).isEqualTo(undisturbed);
    return answer;
  }
}
