package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** mpirun of Open MPI and of MPICH in batch jobs of a real Slurm that lose a node. */
class MpirunOnSlurmTest extends OnSlurm {

  private static Stream<Arguments> losses() {
    return Stream.of("mpirun.openmpi -n 4 -N 1", "mpirun.mpich -n 4 -ppn 1")
        .flatMap(
            launcher ->
                Stream.of(TestCluster.How.POWER, TestCluster.How.SILENT)
                    .map(how -> Arguments.of(launcher, how)));
  }

  private BatchJob submit(String launcher) throws IOException, InterruptedException {
    String program = launcher.split(" ")[0];
    assumeTrue(Files.isExecutable(Path.of("/usr/bin", program)), program + " is not in /usr/bin");
    Path script = directory.resolve("job.sh");
    Files.writeString(script, "#!/bin/sh\nexec scr_run \"$@\"\n");
    return watched(
        BatchJob.submit(
            cluster, scr, 5, List.of("--no-kill"), script, HeatRun.arguments(launcher)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void heatSurvivesTheLossOfANode(String launcher, TestCluster.How how)
      throws IOException, InterruptedException {
    BatchJob job = submit(launcher);
    job.awaitCheckpoints(8);
    cluster.kill("n3", how);

    HeatRun.Answer answer = survived(job);

    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(job.output())
        .contains("launched on nodes n[1-4]: run=1")
        .contains("relaunched on nodes n[1-2,4-5]: run=2")
        .contains("failed_nodes=n3 ");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }
}
