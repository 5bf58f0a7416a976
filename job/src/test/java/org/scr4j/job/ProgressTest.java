package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** Jobs whose runs get nowhere. A program leaves checkpoints by putting a flush file in place. */
@Timeout(60)
class ProgressTest {

  private static final String NEXT =
      """
      n=1; while ! mkdir run.$n 2>/dev/null; do n=$((n+1)); done
      [ -e flush.$n ] && cp flush.$n .scr/flush.scr
      """;

  @TempDir Path directory;
  private VirtualJob virtual;

  @BeforeEach
  void up() throws Exception {
    virtual = new VirtualJob(directory, 3);
    virtual.with("SCR_RUNS", "-1");
  }

  @AfterEach
  void down() throws Exception {
    virtual.close();
  }

  /** Run {@code run} leaves checkpoint {@code id}, which is in the prefix. */
  private void leaves(int run, int id) throws Exception {
    DatasetDescriptor checkpoint =
        DatasetDescriptor.create(
            id,
            "ckpt." + id,
            OptionalInt.of(id),
            false,
            run,
            new DatasetDescriptor.Origin(
                "tester", Optional.empty(), virtual.cluster.id(), Optional.empty()));
    new FlushFile(
            new StateFiles(LockKind.FLOCK, line -> {}), virtual.prefix.resolve("flush." + run))
        .update(state -> state.withEntry(checkpoint, id, FlushState.Location.PFS));
  }

  @Test
  void threeRunsWithoutACheckpointAreEnough() throws Exception {
    Report report = virtual.shell("-n 1", NEXT + "exit 5").run();
    assertThat(report.exitCode()).isEqualTo(93);
    assertThat(report.runs()).isEqualTo(3);
    assertThat(report.ending())
        .startsWith("no progress: 3 runs in a row have ended without a new checkpoint")
        .contains("SCR_RUNS_WITHOUT_PROGRESS=3");
    assertThat(report.summary().failures()).containsOnlyKeys("exit status 5");
    assertThat(virtual.said()).contains("failed: runs 1-3: exit status 5");
  }

  @Test
  void aNewCheckpointStartsTheCountAfresh() throws Exception {
    leaves(1, 1);
    leaves(3, 2);
    leaves(4, 2);
    Report report = virtual.shell("-n 1", NEXT + "exit 5").run();
    assertThat(report.exitCode()).isEqualTo(93);
    // The file of run 4 has another checkpoint 2, made later.
    assertThat(report.runs()).isEqualTo(7);
  }

  @Test
  void anOldCheckpointIsNoProgress() throws Exception {
    leaves(1, 1);
    Files.copy(virtual.prefix.resolve("flush.1"), virtual.prefix.resolve("flush.2"));
    virtual.with("SCR_RUNS_WITHOUT_PROGRESS", "2");
    assertThat(virtual.shell("-n 1", NEXT + "exit 5").run().runs()).isEqualTo(3);
  }

  @Test
  void runsThatAreLeftComeFirst() throws Exception {
    virtual.with("SCR_RUNS", "3");
    Report report = virtual.shell("-n 1", NEXT + "exit 5").run();
    assertThat(report.exitCode()).isEqualTo(5);
    assertThat(report.runs()).isEqualTo(3);
  }

  @Test
  void aRunThatLostANodeDoesNotCount() throws Exception {
    virtual.with("SCR_RUNS_WITHOUT_PROGRESS", "1");
    CompletableFuture<Report> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return virtual
                    .shell("-N 1", NEXT + "[ $n = 1 ] && : > up && exec sleep 60; exit 5")
                    .run();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(virtual.prefix.resolve("up")));
    virtual.cluster.fail("node1");
    Report report = running.get(30, TimeUnit.SECONDS);
    assertThat(report.exitCode()).isEqualTo(93);
    assertThat(report.runs()).isEqualTo(2);
    assertThat(report.summary().history().get(0).failure().orElseThrow())
        .startsWith("lost node1: ");
  }

  @Test
  void aDamagedFlushFileIsNoProofOfAnything() throws Exception {
    virtual.with("SCR_RUNS", "4");
    Report report = virtual.shell("-n 1", NEXT + "echo rubbish > .scr/flush.scr; exit 5").run();
    assertThat(report.runs()).isEqualTo(4);
    assertThat(report.exitCode()).isEqualTo(5);
  }
}
