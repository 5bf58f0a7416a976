package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs of a real OpenPBS that lose nodes; mpirun is that of Open MPI. */
class PbsTest extends OnSlurm {

  private static PbsServer pbs;

  private final List<PbsServer.Job> submitted = new ArrayList<>();

  @BeforeAll
  static void startPbs() throws IOException, InterruptedException {
    pbs = PbsServer.start(cluster);
  }

  @AfterAll
  static void stopPbs() throws IOException, InterruptedException {
    if (pbs != null) {
      pbs.stop();
    }
  }

  /** Runs before the nodes are brought back by Slurm's side. */
  @AfterEach
  void endJobs() throws IOException, InterruptedException {
    for (PbsServer.Job job : submitted) {
      job.cancel();
    }
    cluster.startAll();
    pbs.command("pbsnodes", "-r", "n2");
    pbs.startMoms();
  }

  /**
   * Submits a script with the directives of the example. The profile of its user, which a job
   * begins with, is played by the first lines.
   */
  private PbsServer.Job submit(String script, int nodes) throws IOException, InterruptedException {
    Path file = directory.resolve("job.sh");
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("mpirun"), Path.of("/usr/bin/mpirun.openmpi"));
    String profile =
        "exec > "
            + file
            + ".out 2>&1\nPATH="
            + bin
            + ":"
            + Installed.HOME.resolve("bin")
            + ":$PATH\n";
    Files.writeString(
        file, script.replaceFirst("\n(?=[^#])", Matcher.quoteReplacement("\n" + profile)));
    List<String> variables =
        new ArrayList<>(
            List.of(
                "PBS_CONF_FILE=/run/pbs.conf",
                "OMPI_ALLOW_RUN_AS_ROOT=1",
                "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1",
                "SCR_JAVA_HOME=" + System.getProperty("java.home"),
                "SCR_PREFIX=" + scr.prefix(),
                "SCR_RUNS=4",
                "SCR_FLUSH=100",
                "SCR_COPY_TYPE=XOR",
                "SCR_CACHE_BYPASS=0",
                "SCR_LOG_ENABLE=1",
                "SCR_HALT_SECONDS=1",
                "RANKS=4",
                "RANKS_PER_NODE=1"));
    variables.add("APP=" + String.join(" ", HeatRun.arguments("")).strip());
    PbsServer.Job job = pbs.submit(file, nodes, variables);
    submitted.add(job);
    return job;
  }

  private static String example() throws IOException {
    return Files.readString(Installed.HOME.resolve("share/examples/scr_pbs_mpirun.sh"));
  }

  private static void awaitOutput(PbsServer.Job job, String text) throws IOException {
    await(text)
        .atMost(Duration.ofSeconds(60))
        .until(() -> job.output().contains(text) || job.ended());
    assertThat(job.output()).contains(text);
  }

  private void awaitCheckpoints(PbsServer.Job job) throws IOException {
    await("checkpoint 8")
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> HeatRun.checkpoints(scr).size() >= 8 || job.ended());
    assertThat(HeatRun.checkpoints(scr).size()).as(job.output()).isGreaterThanOrEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource(
      value = TestCluster.How.class,
      names = {"POWER", "SILENT"})
  void theExampleReplacesALostNodeByASpareOne(TestCluster.How how)
      throws IOException, InterruptedException {
    PbsServer.Job job = submit(example(), 5);
    awaitCheckpoints(job);
    cluster.kill("n3", how);

    String output = job.end();
    HeatRun.Answer answer = HeatRun.answer(output);
    assertThat(answer.checksum()).as(output).isEqualTo(undisturbed);
    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(output)
        .contains("launched on nodes n[1-4]: run=1")
        .contains("relaunched on nodes n[1-2,4-5]: run=2")
        .containsPattern("failed_nodes=n3 .* exit=0\n");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void withoutASpareNodeTheJobStopsAndTheCacheIsSaved() throws IOException, InterruptedException {
    PbsServer.Job job = submit(example(), 4);
    awaitCheckpoints(job);
    cluster.kill("n3", TestCluster.How.POWER);

    assertThat(job.end()).containsPattern("failed_nodes=n3 .* exit=76\n");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void whatTheServerSaysOfJobAndNodesIsFound() throws IOException, InterruptedException {
    PbsServer.Job job =
        submit(
            """
            #!/bin/sh
            #PBS -W tolerate_node_failures=all
            #PBS -l walltime=00:30:00 -l place=scatter:excl

            echo "start $(date -d "$(qstat -f "$PBS_JOBID" | sed -n 's/^    stime = //p')" +%s)"
            scr_env --json
            scr_list_down_nodes
            echo "all well: $?"
            while [ ! -e "$SCR_PREFIX/go" ]; do sleep 0.1; done
            scr_list_down_nodes -r
            echo "two ill: $?"
            """,
            5);
    awaitOutput(job, "all well: 0");
    pbs.command("pbsnodes", "-o", "n2", "-C", "disk broken");
    cluster.kill("n3", TestCluster.How.POWER);
    pbs.awaitState("n2", "offline");
    pbs.awaitState("n3", "down");
    Files.createFile(scr.prefix().resolve("go"));
    awaitOutput(job, "two ill: ");

    String output = job.output();
    long start =
        output
            .lines()
            .filter(line -> line.startsWith("start "))
            .mapToLong(line -> Long.parseLong(line.substring("start ".length())))
            .findFirst()
            .orElseThrow();
    assertThat(output)
        .contains("\"jobid\" : \"" + job.id() + "\"")
        .contains("\"nodes\" : \"n[1-5]\"")
        .contains("\"endtime\" : \"" + (start + 1800) + "\"")
        .contains("\"resource_manager\" : \"PBS\"")
        .contains("n2: PBS: offline (disk broken)")
        .contains("n3: PBS: down (node down: communication closed)");
  }
}
