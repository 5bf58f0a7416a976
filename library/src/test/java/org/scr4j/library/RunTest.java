package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.dataset.CacheIndex;
import org.scr4j.dataset.NodesFile;

/** The cache, the halt file and the other things that a run leaves and obeys. */
final class RunTest {

  private static final List<String> NODES = List.of("node1", "node1", "node2", "node2");

  @TempDir(factory = InMemory.class)
  Path directory;

  private VirtualJob job;

  @BeforeEach
  void job() throws Exception {
    job = new VirtualJob(directory).set("SCR_COPY_TYPE", "XOR");
  }

  private List<Integer> cached(String node) throws Exception {
    Path file = job.cache(node).resolve("cindex.scrinfo");
    return CacheIndex.read(VirtualJob.FILES, file).orElseThrow().datasets().stream()
        .map(CacheIndex.Entry::id)
        .toList();
  }

  private static VirtualJob.Program<Boolean> steps(int last) {
    return (scr, rank) -> {
      for (int step = 1; step <= last; step++) {
        assertThat(VirtualJob.write(scr, rank, step)).isTrue();
      }
      return true;
    };
  }

  @Test
  void theCacheHoldsTheNewestOnly() throws Exception {
    job.set("SCR_CACHE_SIZE", "2").set("SCR_FLUSH", "0");
    job.run(NODES, steps(5));
    for (String node : NODES) {
      assertThat(cached(node)).containsExactly(4, 5);
      assertThat(job.cache(node).resolve("scr.dataset.3")).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SLURM_JOB_ID",
        "SLURM_JOBID",
        "FLUX_ENCLOSING_ID",
        "FLUX_JOB_ID",
        "LSB_JOBID",
        "PBS_JOBID"
      })
  void withoutScrRunTheCacheIsCalledAfterTheSchedulersJob(String variable) throws Exception {
    job.set("SCR_FLUSH", "0").set("SCR_JOB_ID", "").set(variable, "38");
    job.run(NODES, steps(1));
    for (String node : NODES) {
      assertThat(cached(node)).containsExactly(1);
    }
  }

  @Test
  void onOneNodeAloneCheckpointsAreKeptWithoutRedundancy() throws Exception {
    List<String> one = List.of("node1", "node1");
    job.set("SCR_FLUSH", "0");
    job.run(one, steps(2));
    assertThat(cached("node1")).containsExactly(2);
    assertThat(job.run(one, VirtualJob.upTo(2))).containsOnly(2);
  }

  @Test
  void theOnlyGoodCheckpointStaysUntilTheNextIsGood() throws Exception {
    job.set("SCR_CACHE_SIZE", "1").set("SCR_FLUSH", "0");
    job.run(
        NODES,
        (scr, rank) -> {
          VirtualJob.write(scr, rank, 1);
          scr.startOutput("ckpt.2");
          Files.write(scr.routeFile(VirtualJob.file(rank, 2)), VirtualJob.content(rank, 2));
          assertThat(cached("node1")).containsExactly(1, 2);
          assertThat(scr.completeOutput(rank != 2)).isFalse();
          assertThat(cached("node1")).containsExactly(1);
          VirtualJob.write(scr, rank, 3);
          assertThat(cached("node1")).containsExactly(3);
          return true;
        });
    assertThat(job.run(NODES, VirtualJob.upTo(3))).containsOnly(3);
  }

  @Test
  void aFileThatWasAskedForAndNotWrittenSpoilsTheDataset() {
    job.run(
        NODES,
        (scr, rank) -> {
          scr.startOutput("ckpt.1");
          Path file = scr.routeFile(VirtualJob.file(rank, 1));
          if (rank != 1) {
            Files.writeString(file, "data");
          }
          assertThat(scr.completeOutput(true)).isFalse();
          assertThat(scr.haveRestart()).isEmpty();
          return true;
        });
  }

  @Test
  void directoriesAreTheUsersAlone() throws Exception {
    job.run(NODES, steps(1));
    for (Path made :
        List.of(job.cache("node1"), job.cache("node2").resolve("scr.dataset.1/.scr"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rwx------");
    }
    assertThat(new NodesFile(VirtualJob.FILES, job.layout().nodes()).read()).hasValue(2);
  }

  @Test
  void haltAfterCheckpointsCountsDownAndStaysVisible() throws Exception {
    job.haltFile().update(none -> none.withCheckpointsLeft(OptionalLong.of(2)));
    VirtualJob.Program<Integer> program =
        (scr, rank) -> {
          int step = VirtualJob.restart(scr, rank).orElse(0);
          while (!scr.shouldExit()) {
            VirtualJob.write(scr, rank, ++step);
          }
          scr.finish();
          return step;
        };
    assertThat(job.run(NODES, program)).containsOnly(2);
    assertThat(job.halt().checkpointsLeft()).hasValue(0);
    assertThat(job.halt().exitReason()).isEmpty();
    assertThat(job.index().orElseThrow().current()).contains("ckpt.2");
    // Nobody has lifted the condition: the next run stops at once.
    assertThat(job.run(NODES, program)).containsOnly(2);
  }

  @Test
  void theEndIsRecorded() throws Exception {
    job.run(NODES, VirtualJob.upTo(1));
    assertThat(job.halt().exitReason()).contains("SCR_FINALIZE_CALLED");
  }

  @Test
  void thatAnEarlierRunHasEndedStopsNoOther() throws Exception {
    job.haltFile().update(none -> none.withExitReason(Optional.of("SCR_FINALIZE_CALLED")));
    assertThat(job.run(NODES, (scr, rank) -> scr.shouldExit())).containsOnly(false);
  }

  @Test
  void aReasonToExitIsKeptAtTheEnd() throws Exception {
    job.haltFile().update(none -> none.withExitReason(Optional.of("JOB_KILLED")));
    job.run(
        NODES,
        (scr, rank) -> {
          assertThat(scr.shouldExit()).isTrue();
          assertThat(scr.needCheckpoint()).isTrue();
          scr.finish();
          return true;
        });
    assertThat(job.halt().exitReason()).contains("JOB_KILLED");
  }

  @Test
  void theEndOfTheAllocationCountsOnceSecondsAreToBeKept() {
    job.set("SCR_END_TIME", Long.toString(Instant.now().getEpochSecond() + 60));
    assertThat(job.run(NODES, (scr, rank) -> scr.shouldExit())).containsOnly(false);
    job.set("SCR_HALT_SECONDS", "120");
    assertThat(job.run(NODES, (scr, rank) -> scr.shouldExit())).containsOnly(true);
  }

  @Test
  void anEndByExceptionRecordsNothing() throws Exception {
    List<VirtualJob.Ended<Boolean>> ended =
        job.run(
            NODES,
            new MemoryWorld(NODES),
            (scr, rank) -> {
              VirtualJob.write(scr, rank, 1);
              if (rank == 2) {
                throw new IllegalArgumentException("the program is wrong");
              }
              VirtualJob.write(scr, rank, 2);
              scr.finish();
              return true;
            });
    assertThat(ended).allMatch(one -> one.failure().isPresent());
    assertThat(ended.get(2).failure().orElseThrow()).hasMessage("the program is wrong");
    assertThat(job.halt().exitReason()).isEmpty();
    assertThat(job.run(NODES, VirtualJob.upTo(1))).containsOnly(1);
  }

  @Test
  void aCheckpointIsDueByTheNumberOfQuestions() {
    job.set("SCR_CHECKPOINT_INTERVAL", "3");
    List<String> answers =
        job.run(
            NODES,
            (scr, rank) -> {
              StringBuilder said = new StringBuilder();
              for (int i = 0; i < 7; i++) {
                said.append(scr.needCheckpoint() ? 'y' : 'n');
              }
              return said.toString();
            });
    assertThat(answers).containsOnly("nnynnyn");
  }

  @Test
  void eventsAreLogged() throws Exception {
    job.set("SCR_LOG_ENABLE", "1").set("SCR_FLUSH", "1");
    job.run(NODES, VirtualJob.upTo(1));
    assertThat(Files.readAllLines(job.layout().log()).stream().map(RunTest::event).toList())
        .containsExactly(
            "event=START",
            "event=COMPUTE_START",
            "event=COMPUTE_END",
            "event=CHECKPOINT_START",
            "xfer=WRITE",
            "xfer=ENCODE",
            "event=CHECKPOINT_END",
            "xfer=CHECKPOINT",
            "event=FLUSH_START",
            "event=FLUSH_SUCCESS",
            "xfer=FLUSH_SYNC",
            "event=COMPUTE_START",
            "event=COMPUTE_END",
            "event=HALT");
  }

  private static String event(String line) {
    return line.split(", ", -1)[2];
  }
}
