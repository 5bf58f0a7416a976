package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Heat under scr_run while virtual nodes die: the answer is the undisturbed one, or none at all.
 */
class NodeLossTest {

  @TempDir static Path shared;
  private static String undisturbed;

  @TempDir Path directory;
  private Installed scr;

  @BeforeAll
  static void computeTheAnswer() throws IOException, InterruptedException {
    undisturbed = HeatRun.undisturbedChecksum(shared.resolve("undisturbed"));
  }

  @BeforeEach
  void install() throws IOException {
    scr = new Installed(directory);
    scr.set("SCR_RUNS", "4").set("SCR_FLUSH", "5").set("SCR_COPY_TYPE", "XOR");
  }

  @AfterEach
  void takeDown() throws IOException, InterruptedException {
    scr.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"XOR", "PARTNER", "RS"})
  void aLostNodeIsRebuiltOnASpareOne(String scheme) throws IOException, InterruptedException {
    scr.set("SCR_COPY_TYPE", scheme);
    scr.ok("scr_local", "up", "-N", "5");
    Installed.Running run = HeatRun.start(scr);
    HeatRun.awaitCheckpoints(scr, run, 8);
    scr.ok("scr_local", "fail", "node2");

    HeatRun.Answer answer = survived(run);

    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(scr.ok("scr_list_down_nodes").out().strip()).isEqualTo("node2");
    assertThat(scr.ok("scr_list_down_nodes", "--reason").out()).contains("node2").contains("fail");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void withoutRedundancyTheLastFlushedCheckpointServes() throws IOException, InterruptedException {
    scr.set("SCR_COPY_TYPE", "SINGLE");
    scr.ok("scr_local", "up", "-N", "5");
    Installed.Running run = HeatRun.start(scr);
    HeatRun.awaitCheckpoints(scr, run, 8);
    scr.ok("scr_local", "fail", "node3");

    HeatRun.Answer answer = survived(run);

    assertThat(answer.restartedFromStep()).isPositive().matches(step -> step % 50 == 0);
    assertThat(run.err()).contains("cannot be rebuilt");
  }

  @Test
  void aSecondNodeMayFailInALaterRun() throws IOException, InterruptedException {
    scr.ok("scr_local", "up", "-N", "6");
    Installed.Running run = HeatRun.start(scr);
    HeatRun.awaitCheckpoints(scr, run, 6);
    scr.ok("scr_local", "fail", "node2");
    int before = HeatRun.checkpoints(scr).size();
    HeatRun.awaitCheckpoints(scr, run, before + 4);
    scr.ok("scr_local", "fail", "node4");

    HeatRun.Answer answer = survived(run);

    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(10 * HeatRun.EVERY);
    assertThat(scr.ok("scr_list_down_nodes").out().strip()).isEqualTo("node[2,4]");
  }

  @Test
  void twoNodesOfOneSetAtOnceAreRebuiltFromReedSolomonChecks()
      throws IOException, InterruptedException {
    scr.set("SCR_COPY_TYPE", "RS").set("SCR_SET_FAILURES", "2");
    scr.ok("scr_local", "up", "-N", "6");
    Installed.Running run = HeatRun.start(scr);
    HeatRun.awaitCheckpoints(scr, run, 8);
    Installed.Running one = scr.start("scr_local", "fail", "node2");
    Installed.Running other = scr.start("scr_local", "fail", "node3");
    assertThat(one.await().status()).isZero();
    assertThat(other.await().status()).isZero();

    HeatRun.Answer answer = survived(run);

    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    // The nodes may die while the next checkpoint is written, or the last but one is deleted; every
    // complete one comes back that a newer one has not replaced.
    assertThat(run.err().lines().filter(line -> line.contains("cannot be rebuilt")))
        .allMatch(
            line ->
                line.endsWith("it was being written when the last run ended")
                    || stepOf(line) < answer.restartedFromStep());
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  private static int stepOf(String line) {
    return Integer.parseInt(line.replaceFirst(".*\\(heat\\.(\\d+)\\).*", "$1"));
  }

  @Test
  void twoNodesOfOneSetAtOnceFallBackToTheNewestFlushedCheckpoint()
      throws IOException, InterruptedException {
    scr.ok("scr_local", "up", "-N", "6");
    Installed.Running run = HeatRun.start(scr);
    HeatRun.awaitCheckpoints(scr, run, 8);
    Installed.Running one = scr.start("scr_local", "fail", "node2");
    Installed.Running other = scr.start("scr_local", "fail", "node3");
    assertThat(one.await().status()).isZero();
    assertThat(other.await().status()).isZero();

    HeatRun.Answer answer = survived(run);

    assertThat(answer.restartedFromStep()).isPositive().matches(step -> step % 50 == 0);
    assertThat(run.err()).contains("cannot be rebuilt");
  }

  @Test
  void withoutASpareNodeTheRunStopsAndTheCacheIsSaved() throws IOException, InterruptedException {
    scr.ok("scr_local", "up", "-N", "4");
    Installed.Running run = HeatRun.start(scr);
    HeatRun.awaitCheckpoints(scr, run, 8);
    scr.ok("scr_local", "fail", "node1");

    Installed.Result result = run.await();

    assertThat(result.status()).as(result.err()).isEqualTo(76);
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  private HeatRun.Answer survived(Installed.Running run) throws InterruptedException {
    Installed.Result result = run.await();
    assertThat(result.status()).as(result.out() + result.err()).isZero();
    HeatRun.Answer answer = HeatRun.answer(result.out());
    assertThat(answer.checksum()).as(result.out() + result.err()).isEqualTo(undisturbed);
    return answer;
  }
}
