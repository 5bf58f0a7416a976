package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heat whose ranks communicate by MPI, on four nodes of a real Slurm; one rank is killed. */
class MpiOnSlurmTest extends OnSlurm {

  private static final String RANK =
      """
      #!/bin/sh
      echo $$ > "$SCR_PREFIX/pid.$(hostname)"
      exec "$@"
      """;

  private Path script(String name, String text) throws IOException {
    Path script = Files.writeString(directory.resolve(name), text);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private BatchJob submit(String launcher) throws IOException, InterruptedException {
    Path script = script("job.sh", "#!/bin/sh\nexec scr_run \"$@\"\n");
    String rank = launcher + " " + script("rank.sh", RANK);
    return watched(
        BatchJob.submit(cluster, scr, 4, List.of("--no-kill"), script, HeatRun.arguments(rank)));
  }

  private void assumeStarts(String launcher) throws IOException, InterruptedException {
    String[] probe = {"timeout", "20", "srun", "-N1", "-n1", launcher.split(" ")[1], "true"};
    if (launcher.startsWith("srun")) {
      Installed.Result result = cluster.run(scr, probe);
      assumeTrue(result.status() == 0, result.err().lines().findFirst().orElse("srun fails"));
    } else {
      String program = launcher.split(" ")[0];
      assumeTrue(Files.isExecutable(Path.of("/usr/bin", program)), program + " is not in /usr/bin");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mpirun.openmpi -n 4 -N 1, '', Open MPI v, on node n3 exited on signal 9",
    "mpirun.mpich -n 4 -ppn 1, '', MPICH Version, RUNNING AT n3",
    "srun --mpi=pmi2 -N4 -n4, libmpich.so.12, MPICH Version, rank 2 on node n3 is lost",
    "srun --mpi=pmix -N4 -n4, libmpi.so.40, Open MPI v, n3: task 2: Killed",
  })
  void heatSurvivesTheLossOfARank(String launcher, String library, String mpi, String message)
      throws IOException, InterruptedException {
    assumeStarts(launcher);
    scr.set("SCR_DEBUG", "1").set("SCR_COMMUNICATOR", "MPI");
    // The nodes share one kernel, and UCX would take them for one node with shared memory.
    scr.set("UCX_TLS", "tcp,self");
    scr.set("OMPI_ALLOW_RUN_AS_ROOT", "1").set("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
    if (!library.isEmpty()) {
      scr.set("SCR_MPI_LIBRARY", library);
    }
    BatchJob job = submit(launcher);
    job.awaitCheckpoints(8);
    String victim = Files.readString(scr.prefix().resolve("pid.n3")).strip();
    cluster.onNode("n3", "kill", "-9", victim);

    HeatRun.Answer answer = survived(job);

    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(job.output())
        .contains("scr: ranks communicate by " + mpi)
        .contains(message)
        .contains("relaunched on nodes n[1-4]: run=2")
        .doesNotContain("MPI_Finalize has not come back");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void withoutPmiHeatSaysWhatMpiNeeds() throws IOException, InterruptedException {
    scr.set("SCR_COMMUNICATOR", "MPI").set("SCR_RUNS", "1");
    Installed.Result result = submit("srun --mpi=none -N2 -n2").end();
    assertThat(result.status()).isNotZero();
    assertThat(result.out())
        .contains("SCR_COMMUNICATOR=MPI, but the launcher offers no PMI")
        .contains("srun --mpi=pmix (Open MPI) or --mpi=pmi2 (MPICH)");
  }
}
