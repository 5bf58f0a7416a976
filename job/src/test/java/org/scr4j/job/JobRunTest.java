package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.dataset.HaltConditions;

/** The life of a job: programs are shells on virtual nodes, which really die. */
@Timeout(60)
class JobRunTest {

  /** Each run leaves a file for each of its ranks, named by run and node. */
  private static final String COUNT_RUN =
      "n=1; [ \"$SCR_LOCAL_RANK\" = 0 ] && while ! mkdir run.$n 2>/dev/null; do n=$((n+1)); done\n";

  @TempDir Path directory;
  private VirtualJob virtual;

  @BeforeEach
  void up() throws Exception {
    virtual = new VirtualJob(directory, 5);
  }

  @AfterEach
  void down() throws Exception {
    virtual.close();
  }

  /** Runs a job beside the test. */
  private static CompletableFuture<Report> start(JobRun job) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return job.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void awaitFiles(String beginning, int count) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> virtual.files(beginning).size() == count);
  }

  @Test
  void aProgramThatSucceedsRunsOnce() throws Exception {
    virtual.with("SCR_RUNS", "5");
    Report report = virtual.shell("-N 2 -n 4", ": > ran.$SCR_LOCAL_RANK").run();
    assertThat(report.exitCode()).isZero();
    assertThat(report.runs()).isEqualTo(1);
    assertThat(virtual.files("ran.")).hasSize(4);
    assertThat(virtual.said()).contains("launched on nodes node[1-2]: run=1").contains("at_ms=");
    assertThat(virtual.logged("RUN_START")).hasSize(1);
    assertThat(virtual.logged("RUN_END")).hasSize(1);
  }

  @Test
  void theProgramsOwnStatusIsTheResultOnceRunsAreExhausted() throws Exception {
    virtual.with("SCR_RUNS", "3");
    Report report = virtual.shell("-N 1", COUNT_RUN + "exit 7").run();
    assertThat(report.exitCode()).isEqualTo(7);
    assertThat(report.runs()).isEqualTo(3);
    assertThat(virtual.files("run.")).containsExactly("run.1", "run.2", "run.3");
  }

  @Test
  void byDefaultItRunsOnceAndASignalIs128AndItsNumber() throws Exception {
    Report report = virtual.shell("-N 1", "kill -9 $$").run();
    assertThat(report.runs()).isEqualTo(1);
    assertThat(report.exitCode()).isEqualTo(137);
  }

  @Test
  void minusOneRunsWithoutBound() throws Exception {
    virtual.with("SCR_RUNS", "-1").with("SCR_RUNS_WITHOUT_PROGRESS", "0");
    Report report = virtual.shell("-N 1", COUNT_RUN + "[ $n = 6 ]").run();
    assertThat(report.exitCode()).isZero();
    assertThat(report.runs()).isEqualTo(6);
  }

  @Test
  void aLostNodeIsReplacedBySpareOneAtOnce() throws Exception {
    virtual.with("SCR_RUNS", "3");
    JobRun job =
        virtual.shell(
            "-N 4 -n 8",
            """
            if [ -e second ]; then : > again.$SCR_LOCAL_NODE; exit 0; fi
            : > first.$SCR_LOCAL_RANK
            exec sleep 60
            """);
    CompletableFuture<Report> running = start(job);
    awaitFiles("first.", 8);
    Files.createFile(virtual.prefix.resolve("second"));
    Instant killed = Instant.now();
    virtual.cluster.fail("node2");
    Report report = running.get(30, TimeUnit.SECONDS);
    assertThat(report.exitCode()).isZero();
    assertThat(report.runs()).isEqualTo(2);
    assertThat(report.failedNodes()).containsOnlyKeys("node2");
    assertThat(virtual.files("again."))
        .containsExactly("again.node1", "again.node3", "again.node4", "again.node5");
    assertThat(virtual.logged("NODE_FAIL")).hasSize(1).first().asString().contains("node2");
    Matcher relaunched =
        Pattern.compile("relaunched on nodes node\\[1,3-5\\]: run=2 .*at_ms=(\\d+)")
            .matcher(virtual.said());
    assertThat(relaunched.find()).isTrue();
    Instant again = Instant.ofEpochMilli(Long.parseLong(relaunched.group(1)));
    assertThat(Duration.between(killed, again)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void withoutASpareNodeItStopsWith76() throws Exception {
    virtual.with("SCR_RUNS", "3");
    CompletableFuture<Report> running =
        start(virtual.shell("-N 5", ": > first.$SCR_LOCAL_RANK; exec sleep 60"));
    awaitFiles("first.", 5);
    virtual.cluster.fail("node3");
    Report report = running.get(30, TimeUnit.SECONDS);
    assertThat(report.exitCode()).isEqualTo(76);
    assertThat(report.runs()).isEqualTo(1);
    assertThat(report.ending()).contains("4 of the 5").contains("node3");
  }

  @Test
  void theNodeThatTookTheLastRunWithItIsReported() throws Exception {
    CompletableFuture<Report> running =
        start(virtual.shell("-N 2", ": > first.$SCR_LOCAL_RANK; exec sleep 60"));
    awaitFiles("first.", 2);
    virtual.cluster.fail("node2");
    Report report = running.get(30, TimeUnit.SECONDS);
    assertThat(report.exitCode()).isEqualTo(137);
    assertThat(report.failedNodes()).containsOnlyKeys("node2");
    assertThat(virtual.logged("NODE_FAIL")).hasSize(1);
  }

  @Test
  void aNodeThatWasDownOnceStaysOut() throws Exception {
    virtual.with("SCR_RUNS", "3");
    JobRun job =
        virtual.shell(
            "-N 2",
            """
            : > ran.$SCR_LOCAL_NODE.$$
            [ -e third ] && exit 0
            exec sleep 60
            """);
    CompletableFuture<Report> running = start(job);
    awaitFiles("ran.", 2);
    virtual.cluster.fail("node1");
    awaitFiles("ran.", 4);
    virtual.cluster.repair("node1");
    Files.createFile(virtual.prefix.resolve("third"));
    virtual.cluster.fail("node2");
    assertThat(running.get(30, TimeUnit.SECONDS).exitCode()).isZero();
    assertThat(virtual.files("ran.node1.")).hasSize(1);
    assertThat(virtual.files("ran.node4.")).hasSize(1);
  }

  @Test
  void excludedNodesAreNotUsed() throws Exception {
    virtual.with("SCR_EXCLUDE_NODES", "node[1-2]");
    Report report = virtual.shell("-N 2", ": > ran.$SCR_LOCAL_NODE").run();
    assertThat(report.exitCode()).isZero();
    assertThat(virtual.files("ran.")).containsExactly("ran.node3", "ran.node4");
  }

  @Test
  void aProgramThatDoesNotExistIsNotTriedForEver() throws Exception {
    virtual.with("SCR_RUNS", "-1");
    Report report = virtual.job("-N", "1", "/no/such/program").run();
    assertThat(report.exitCode()).isEqualTo(69);
    assertThat(report.ending()).contains("/no/such/program");
  }

  @Test
  void afterAHaltTheProgramIsNotStartedAgain() throws Exception {
    virtual.with("SCR_RUNS", "5");
    CompletableFuture<Report> running =
        start(
            virtual.shell("-N 1", ": > started; while [ ! -e stop ]; do sleep 0.05; done; exit 0"));
    awaitFiles("started", 1);
    virtual.halt(halt -> halt.withExitReason(Optional.of("JOB_HALTED")));
    Files.createFile(virtual.prefix.resolve("stop"));
    Report report = running.get(30, TimeUnit.SECONDS);
    assertThat(report.exitCode()).isEqualTo(75);
    assertThat(report.runs()).isEqualTo(1);
    assertThat(report.ending()).contains("JOB_HALTED");
  }

  @Test
  void aFinishedProgramIsNotRunAgainAndTheUserIsTold() throws Exception {
    virtual.halt(halt -> halt.withExitReason(Optional.of(HaltConditions.FINALIZED)));
    Report report = virtual.shell("-N 1", ": > ran").run();
    assertThat(report.exitCode()).isEqualTo(75);
    assertThat(report.runs()).isZero();
    assertThat(virtual.files("ran")).isEmpty();
    assertThat(virtual.said()).contains("scr_halt --unset-reason");
  }

  @Test
  void aProgramThatFinishesNowEndsWithItsOwnStatus() throws Exception {
    virtual.with("SCR_RUNS", "5");
    CompletableFuture<Report> running =
        start(
            virtual.shell("-N 1", ": > started; while [ ! -e stop ]; do sleep 0.05; done; exit 3"));
    awaitFiles("started", 1);
    virtual.halt(halt -> halt.withExitReason(Optional.of(HaltConditions.FINALIZED)));
    Files.createFile(virtual.prefix.resolve("stop"));
    Report report = running.get(30, TimeUnit.SECONDS);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.runs()).isEqualTo(1);
  }

  @Test
  void nearTheEndOfTheAllocationNothingIsStarted() throws Exception {
    virtual
        .with("SCR_LOCAL_END_TIME", Long.toString(Instant.now().getEpochSecond() + 600))
        .with("SCR_HALT_SECONDS", "3600");
    Report report = virtual.shell("-N 1", ": > ran").run();
    assertThat(report.exitCode()).isEqualTo(75);
    assertThat(virtual.files("ran")).isEmpty();
  }

  @Test
  void terminationEndsTheStepAndStillReports() throws Exception {
    JobRun job = virtual.shell("-N 2", ": > started.$SCR_LOCAL_RANK; exec sleep 60");
    CompletableFuture<Report> running = start(job);
    awaitFiles("started.", 2);
    job.terminate(Signal.TERM);
    Report report = running.get(20, TimeUnit.SECONDS);
    assertThat(report.exitCode()).isEqualTo(143);
    assertThat(report.runs()).isEqualTo(1);
    assertThat(virtual.cluster.load("node1")).isZero();
    assertThat(virtual.cluster.load("node2")).isZero();
  }

  @Test
  void aJobThatIsTerminatedBeforeItsFirstRunStartsNone() throws Exception {
    JobRun job = virtual.shell("-N 1", ": > ran");
    job.terminate(Signal.TERM);
    assertThat(job.run().exitCode()).isEqualTo(143);
    assertThat(virtual.files("ran")).isEmpty();
  }

  @Test
  void anImmediateHaltEndsTheRunThatIsGoingOn() throws Exception {
    virtual.with("SCR_RUNS", "5");
    CompletableFuture<Report> running =
        start(virtual.shell("-N 2", ": > started.$SCR_LOCAL_RANK; exec sleep 60"));
    awaitFiles("started.", 2);
    virtual.halt(halt -> halt.withExitReason(Optional.of("JOB_HALTED")));
    ImmediateHalt.request(virtual.context().layout());
    Report report = running.get(20, TimeUnit.SECONDS);
    assertThat(report.exitCode()).isEqualTo(75);
    assertThat(report.runs()).isEqualTo(1);
  }

  @Test
  void theProgramIsToldPrefixAndJob() throws Exception {
    virtual.shell("-N 1", "echo $SCR_PREFIX $SCR_JOB_ID $SCR_USER_NAME > told").run();
    assertThat(virtual.prefix.resolve("told"))
        .hasContent(virtual.prefix + " " + virtual.cluster.id() + " tester");
  }

  @Test
  void aNodeThatWasDownOnceStaysOutOfALaterScrRunInTheAllocation() throws Exception {
    virtual.cluster.fail("node1");
    assertThat(virtual.shell("-N 2", "exit 3").run().failedNodes()).containsOnlyKeys("node1");
    virtual.cluster.repair("node1");

    Report second = virtual.shell("-N 2", ": > ran.$SCR_LOCAL_NODE").run();

    assertThat(second.exitCode()).isZero();
    assertThat(virtual.files("ran.")).containsExactly("ran.node2", "ran.node3");
    assertThat(virtual.said())
        .contains("out of this job since an earlier scr_run: node1: failed by scr_local");
    assertThat(virtual.logged("NODE_FAIL")).as("it is logged once").hasSize(1);
  }

  @Test
  void anotherAllocationStartsAfresh() throws Exception {
    virtual.cluster.fail("node1");
    virtual.shell("-N 2", "exit 3").run();
    Path recorded = virtual.prefix.resolve(".scr/nodes_out.scr");
    try (VirtualJob other = new VirtualJob(Files.createDirectory(directory.resolve("other")), 2)) {
      Files.createDirectories(other.prefix.resolve(".scr"));
      Files.copy(recorded, other.prefix.resolve(".scr/nodes_out.scr"));
      assertThat(NodeHistory.of(other.context()).out()).isEmpty();
    }
    assertThat(NodeHistory.of(virtual.context()).out()).containsOnlyKeys("node1");
  }

  @Test
  void aDamagedRecordOfNodesIsMovedAside() throws Exception {
    Files.createDirectories(virtual.prefix.resolve(".scr"));
    Files.writeString(virtual.prefix.resolve(".scr/nodes_out.scr"), "rubbish");
    assertThat(virtual.shell("-N 2", "exit 0").run().exitCode()).isZero();
    assertThat(virtual.prefix.resolve(".scr/nodes_out.scr.damaged.1")).hasContent("rubbish");
  }

  @Test
  void equalReasonsOfSeveralNodesAreOneLine() throws Exception {
    virtual.with("SCR_EXCLUDE_NODES", "node[1-2]").with("SCR_NODE_TESTS", site("FAIL: no GPU"));
    Report report = virtual.shell("-N 1", "exit 0").run();
    assertThat(report.exitCode()).isEqualTo(76);
    assertThat(virtual.said().lines())
        .filteredOn(line -> line.contains("no GPU") || line.contains("EXCLUDE"))
        .satisfiesExactly(
            first -> assertThat(first).endsWith("nodes node[3-5] unfit: no GPU"),
            second ->
                assertThat(second).endsWith("not used: node[1-2]: excluded by SCR_EXCLUDE_NODES"),
            third ->
                assertThat(third)
                    .contains("0 of the 1 needed are usable")
                    .contains("node[3-5]: no GPU"));
  }

  /** A script of the site's that prints {@code line}. */
  private String site(String line) throws Exception {
    Path script = directory.resolve("own-test");
    Files.writeString(script, "echo '" + line + "'\n");
    return script.toString();
  }
}
