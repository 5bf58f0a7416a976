package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs on a real Slurm that lose nodes. Needs three variables: SCR4J_SLURM_NODES, five idle nodes
 * that the test may take down; SCR4J_SLURM_CLUSTER, a program that does it, called with {@code
 * kill-node NODE [mark|silent]} and {@code start-node NODE}; SCR4J_SLURM_DIR, a directory that all
 * nodes share, as they must share this project.
 */
class SlurmTest {

  private static final int NODES = 5;

  @TempDir static Path shared;
  private static String undisturbed;
  private static List<String> nodes;
  private static String cluster;

  private Path directory;
  private Installed scr;

  private static String required(String variable) {
    String value = Optional.ofNullable(System.getenv(variable)).orElse("");
    assumeTrue(!value.isBlank(), variable + " is not set: no Slurm to test on");
    return value;
  }

  @BeforeAll
  static void findTheCluster() throws IOException, InterruptedException {
    String set = required("SCR4J_SLURM_NODES");
    cluster = required("SCR4J_SLURM_CLUSTER");
    required("SCR4J_SLURM_DIR");
    Installed here = new Installed(shared);
    nodes = List.of(here.ok("scr_hostlist", "--expand", set).out().strip().split(","));
    assertThat(nodes).as("nodes of SCR4J_SLURM_NODES").hasSize(NODES);
    undisturbed = HeatRun.undisturbedChecksum(shared.resolve("undisturbed"));
  }

  @BeforeEach
  void install() throws IOException {
    directory = Files.createTempDirectory(Path.of(System.getenv("SCR4J_SLURM_DIR")), "scr4j-test-");
    scr = new Installed(directory);
    scr.set("SCR_RUNS", "4").set("SCR_FLUSH", "100").set("SCR_COPY_TYPE", "XOR");
  }

  @AfterEach
  void bringNodesBack() throws IOException, InterruptedException {
    for (String node : nodes) {
      cluster("start-node", node);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void cluster(String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(cluster));
    line.addAll(List.of(words));
    assertThat(scr.start("cluster", line).await().status()).isZero();
  }

  /** Starts a command in an allocation of the first {@code count} nodes that outlives some. */
  private Installed.Running allocate(int count, String... command) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of("salloc", "--no-kill", "--exclusive", "-Q", "-t", "10", "-N" + count));
    line.addAll(List.of("-w", String.join(",", nodes.subList(0, count))));
    line.addAll(List.of(command));
    return scr.start("salloc", line);
  }

  private Installed.Running run(int count) throws IOException {
    List<String> command = new ArrayList<>(List.of(Installed.program("scr_run")));
    command.addAll(List.of(HeatRun.arguments("srun -N4 -n8")));
    return allocate(count, command.toArray(new String[0]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"known to Slurm", "plain", "silent"})
  void aLostNodeIsRebuiltOnASpareOne(String way) throws IOException, InterruptedException {
    Installed.Running run = run(NODES);
    HeatRun.awaitCheckpoints(scr, run, 8);
    switch (way) {
      case "plain" -> cluster("kill-node", nodes.get(1));
      case "silent" -> cluster("kill-node", nodes.get(1), "silent");
      default -> cluster("kill-node", nodes.get(1), "mark");
    }

    Installed.Result result = run.await();

    assertThat(result.status()).as(result.out() + result.err()).isZero();
    HeatRun.Answer answer = HeatRun.answer(result.out());
    assertThat(answer.checksum()).as(result.out() + result.err()).isEqualTo(undisturbed);
    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(result.err()).contains("failed_nodes=" + nodes.get(1) + " ");
    assertThatTheNewestIsIndexed();
  }

  @Test
  void withoutASpareNodeTheRunStopsAndTheCacheIsSaved() throws IOException, InterruptedException {
    Installed.Running run = run(4);
    HeatRun.awaitCheckpoints(scr, run, 8);
    cluster("kill-node", nodes.get(2), "mark");

    Installed.Result result = run.await();

    assertThat(result.status()).as(result.err()).isEqualTo(76);
    assertThatTheNewestIsIndexed();
  }

  @Test
  void theAllocationIsToldAsSlurmKnowsIt() throws IOException, InterruptedException {
    Installed.Result result =
        allocate(3, Installed.program("scr_env"), "--nodes", "--down", "--jobid", "--json").await();
    assertThat(result.status()).as(result.err()).isZero();
    String expected = scr.ok("scr_hostlist", String.join(",", nodes.subList(0, 3))).out().strip();
    assertThat(result.out()).contains("\"nodes\" : \"" + expected + "\"");
    assertThat(result.out()).contains("\"down\" : \"\"").containsPattern("\"jobid\" : \"\\d+\"");
  }

  @Test
  void theProgramsStatusAndStreamsAreItsOwn() throws IOException, InterruptedException {
    scr.set("SCR_RUNS", "1");
    String rank = "cat; echo $SLURM_PROCID on $SLURMD_NODENAME; exit $((SLURM_PROCID + 3))";
    Installed.Result result =
        allocate(2, Installed.program("scr_run"), "srun", "-n2", "sh", "-c", rank).await();
    assertThat(result.status()).as(result.err()).isEqualTo(4);
    assertThat(result.out().lines())
        .containsExactlyInAnyOrder("0 on " + nodes.get(0), "1 on " + nodes.get(1));
  }

  private void assertThatTheNewestIsIndexed() throws IOException, InterruptedException {
    int newest = HeatRun.checkpoints(scr).stream().mapToInt(Integer::intValue).max().orElseThrow();
    String list = scr.ok("scr_index", "--list").out();
    assertThat(list).containsPattern("(?m)^ *\\d+ +YES +\\S+ +\\* +heat\\." + newest + "$");
    scr.ok("scr_index", "--verify", "heat." + newest);
  }
}
