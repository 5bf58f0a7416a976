package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real Flux, one broker on each node of an allocation of Slurm, that loses nodes. Needs {@code
 * flux}: SCR4J_FLUX, else in PATH.
 */
class FluxTest extends OnSlurm {

  /** Starts the brokers; the command that follows runs beside the first one. */
  private static final String BROKERS =
      """
      #!/bin/sh
      exec srun --mpi=pmi2 -N "$SLURM_NNODES" -n "$SLURM_NNODES" --no-kill flux start "$@"
      """;

  /** srun's own status tells of the lost broker, so the command's is printed. */
  private static final String COMMAND =
      """
      #!/bin/sh
      "$@"
      echo "the command ended with $?"
      """;

  private static String programs;

  /** The program; where there is none, the test is skipped. */
  static Path program() {
    Optional<Path> flux =
        Stream.concat(
                Stream.ofNullable(System.getenv("SCR4J_FLUX")),
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(dir -> dir + "/flux"))
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(flux.isPresent(), "no Flux to test on: flux is not in PATH, SCR4J_FLUX not set");
    return flux.orElseThrow().toAbsolutePath();
  }

  @BeforeAll
  static void findFlux() {
    programs = program().getParent().toString();
  }

  @BeforeEach
  void putFluxInPath() {
    scr.set("PATH", Installed.HOME.resolve("bin") + ":" + programs + ":" + System.getenv("PATH"));
  }

  /** Runs words in an instance on the first {@code nodes} nodes. */
  private BatchJob inFlux(int nodes, String... words) throws IOException, InterruptedException {
    Path brokers = directory.resolve("brokers.sh");
    Path command = directory.resolve("command.sh");
    Files.writeString(brokers, BROKERS);
    Files.writeString(command, COMMAND);
    List<String> line = new ArrayList<>(List.of("sh", command.toString()));
    line.addAll(List.of(words));
    return watched(
        BatchJob.submit(
            cluster, scr, nodes, List.of("--no-kill"), brokers, line.toArray(String[]::new)));
  }

  private static String[] words(String launcher) {
    return HeatRun.arguments(launcher);
  }

  private HeatRun.Answer survivedInFlux(BatchJob job) throws IOException, InterruptedException {
    String output = job.end().out();
    assertThat(output).contains("the command ended with 0");
    HeatRun.Answer answer = HeatRun.answer(output);
    assertThat(answer.checksum()).as(output).isEqualTo(undisturbed);
    assertThat(answer.restartedFromStep()).as(output).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    return answer;
  }

  @ParameterizedTest
  @EnumSource(
      value = TestCluster.How.class,
      names = {"POWER", "SILENT"})
  void aLostNodeIsRebuiltOnASpareOne(TestCluster.How how) throws IOException, InterruptedException {
    BatchJob job = inFlux(5, words("scr_run flux run -N4 -n8"));
    job.awaitCheckpoints(8);
    cluster.kill("n3", how);

    survivedInFlux(job);

    assertThat(job.output())
        .contains("launched on nodes n[1-4]: run=1")
        .contains("relaunched on nodes n[1-2,4-5]: run=2")
        .contains("failed_nodes=n3 ");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void aNestedInstanceOutlivesItsNodeUnderTheBatchScript()
      throws IOException, InterruptedException {
    Path example = Installed.HOME.resolve("share/examples/scr_flux_run_loop.sh");
    BatchJob job =
        inFlux(5, words("flux alloc -N5 -x -o exit-timeout=none " + example + " -N4 -n8"));
    job.awaitCheckpoints(8);
    cluster.kill("n3", TestCluster.How.POWER);

    survivedInFlux(job);
  }

  @Test
  void oneRunIsSavedWhereItsNodeIsLost() throws IOException, InterruptedException {
    Path example = Installed.HOME.resolve("share/examples/scr_flux_run.sh");
    BatchJob job =
        inFlux(5, words("flux alloc -N4 -x -o exit-timeout=none " + example + " -N4 -n8"));
    job.awaitCheckpoints(8);
    cluster.kill("n3", TestCluster.How.POWER);

    assertThat(job.end().out()).containsPattern("the command ended with [1-9]");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void withoutASpareNodeTheRunStopsAndTheCacheIsSaved() throws IOException, InterruptedException {
    BatchJob job = inFlux(4, words("scr_run flux run -N4 -n8"));
    job.awaitCheckpoints(8);
    cluster.kill("n3", TestCluster.How.POWER);

    assertThat(job.end().out()).contains("the command ended with 76");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void aDrainedNodeIsLeftOutAndNeverWaitedFor() throws IOException, InterruptedException {
    Path script = directory.resolve("drained.sh");
    Files.writeString(
        script,
        """
        flux resource drain n2 disk broken || exit
        scr_list_down_nodes -r
        SCR_RUNS=1 SCR_MIN_NODES=2 scr_run flux run -N2 sh -c 'echo ran on $(hostname)'
        SCR_RUNS=1 scr_run flux run -N3 true
        """);
    String output = inFlux(3, "sh", script.toString()).end().out();
    assertThat(output)
        .contains("n2: drained: disk broken")
        .contains("ran on n1", "ran on n3")
        .doesNotContain("ran on n2")
        .contains("the command ended with 76");
  }
}
