package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;

/** A step under observation: real processes on virtual nodes. */
@Timeout(60)
class RunningStepTest {

  @TempDir Path directory;
  private VirtualJob virtual;

  @BeforeEach
  void up() throws Exception {
    virtual = new VirtualJob(directory, 3);
  }

  @AfterEach
  void down() throws Exception {
    virtual.close();
  }

  /** Starts a shell on each of two nodes and waits until each has left a file "up.NODE". */
  private CompletableFuture<RunningStep.End> start(String script) throws Exception {
    Path program = Files.writeString(virtual.prefix.resolve("program.sh"), script);
    JobContext job = virtual.context();
    Launcher.Step step =
        job.platform()
            .launcher()
            .launch(
                new Launcher.Request(
                    Arrays.asList("-N", "2", "sh", program.toString()),
                    NodeSet.parse("node[1-2]"),
                    Map.of("UP", virtual.prefix + "/up.")));
    CompletableFuture<RunningStep.End> end =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new RunningStep(job, step, NodeSet.of("node3")).await();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> virtual.files("up.").size() == 2);
    return end;
  }

  @Test
  void aStepThatHangsIsTermedAndThenKilled() throws Exception {
    virtual.with("SCR_WATCHDOG", "1").with("SCR_CACHE_BYPASS", "0");
    virtual.with("SCR_WATCHDOG_TIMEOUT", "1").with("SCR_WATCHDOG_TIMEOUT_PFS", "1");
    RunningStep.End end =
        start(
                "trap ': > $UP$SCR_LOCAL_NODE.term' TERM; : > $UP$SCR_LOCAL_NODE; while :; do sleep 0.1; done")
            .get(40, TimeUnit.SECONDS);
    assertThat(end.outcome()).isEqualTo(new Launcher.Signalled(9));
    assertThat(end.lost()).isEmpty();
    assertThat(virtual.files("up.")).contains("up.node1.term", "up.node2.term");
    assertThat(virtual.said()).contains("watchdog: no dataset for 4 s").contains("ending step");
    assertThat(virtual.cluster.load("node1")).isZero();
    assertThat(virtual.cluster.load("node2")).isZero();
  }

  @Test
  void aProgramThatEndsWellWhenTheWatchdogTellsItToHasNotSucceeded() throws Exception {
    virtual.with("SCR_WATCHDOG", "1").with("SCR_CACHE_BYPASS", "0");
    virtual.with("SCR_WATCHDOG_TIMEOUT", "1").with("SCR_WATCHDOG_TIMEOUT_PFS", "1");
    RunningStep.End end =
        start("trap 'exit 0' TERM; : > $UP$SCR_LOCAL_NODE; while :; do sleep 0.1; done")
            .get(40, TimeUnit.SECONDS);
    assertThat(end.outcome()).isEqualTo(new Launcher.Signalled(15));
  }

  @Test
  void aHangingRunIsStartedAgainAndGoesOn() throws Exception {
    virtual.with("SCR_WATCHDOG", "1").with("SCR_CACHE_BYPASS", "0").with("SCR_RUNS", "3");
    virtual.with("SCR_WATCHDOG_TIMEOUT", "1").with("SCR_WATCHDOG_TIMEOUT_PFS", "1");
    Report report =
        virtual
            .shell(
                "-N 2",
                "[ -e first.$SCR_LOCAL_NODE ] && exit 0; : > first.$SCR_LOCAL_NODE; exec sleep 60")
            .run();
    assertThat(report.exitCode()).isZero();
    assertThat(report.runs()).isEqualTo(2);
    assertThat(report.failedNodes()).isEmpty();
  }

  @Test
  void withoutItsTimeOutsTheWatchdogDoesNothingAndSaysSo() throws Exception {
    virtual.with("SCR_WATCHDOG", "1").with("SCR_WATCHDOG_TIMEOUT", "1");
    assertThat(virtual.shell("-N 1", "exit 0").run().exitCode()).isZero();
    assertThat(virtual.said()).contains("SCR_WATCHDOG=1 does nothing unless");
  }

  @Test
  void aLaunchersZeroIsNotBelievedWhereANodeIsLost() throws Exception {
    JobContext job = virtual.context();
    virtual.cluster.fail("node2");
    RunningStep.End end = new RunningStep(job, new Ended(0), NodeSet.of("node3")).await();
    assertThat(end.outcome()).isEqualTo(new Launcher.NodesLost(NodeSet.of("node2"), 0));
    assertThat(end.lost().get("node2")).startsWith("failed by scr_local");
    assertThat(Outcomes.exitCode(end.outcome())).isNotZero();
  }

  @Test
  void itIsBelievedWhereAllAreThere() throws Exception {
    RunningStep.End end =
        new RunningStep(virtual.context(), new Ended(0), NodeSet.of("node3")).await();
    assertThat(end.outcome()).isEqualTo(new Launcher.Exited(0));
  }

  /** A step on node1 and node2 of which the launcher says that it has ended. */
  private record Ended(int status) implements Launcher.Step {

    @Override
    public String id() {
      return "7.0";
    }

    @Override
    public NodeSet nodes() {
      return NodeSet.parse("node[1-2]");
    }

    @Override
    public Launcher.Outcome await() {
      return new Launcher.Exited(status);
    }

    @Override
    public Optional<Launcher.Outcome> await(Duration limit) {
      return Optional.of(await());
    }

    @Override
    public void end(Duration grace) {
      throw new IllegalStateException("it has ended");
    }

    @Override
    public boolean awaitClean(Duration limit) {
      return true;
    }
  }
}
