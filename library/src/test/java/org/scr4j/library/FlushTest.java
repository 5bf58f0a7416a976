package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.Verifier;

/** What gets to the prefix, when, and what comes back from there. */
final class FlushTest {

  private static final List<String> NODES =
      List.of("node1", "node1", "node2", "node2", "node3", "node3");

  @TempDir(factory = InMemory.class)
  Path directory;

  private VirtualJob job;

  @BeforeEach
  void job() throws Exception {
    job = new VirtualJob(directory).set("SCR_COPY_TYPE", "XOR");
  }

  private static VirtualJob.Program<Boolean> steps(int from, int to, Scr.Flag... flags) {
    return (scr, rank) -> {
      for (int step = from; step <= to; step++) {
        assertThat(VirtualJob.write(scr, rank, step, flags)).isTrue();
      }
      return true;
    };
  }

  private static VirtualJob.Program<Integer> restarts() {
    return (scr, rank) -> VirtualJob.restart(scr, rank).orElse(0);
  }

  private List<String> flushed() throws Exception {
    return job.index().orElse(DatasetIndex.EMPTY).datasets().stream()
        .filter(DatasetIndex.Entry::valid)
        .map(DatasetIndex.Entry::name)
        .toList();
  }

  private void loseAll() throws Exception {
    for (String node : NODES) {
      job.lose(node);
    }
  }

  private Path flushedFile(int rank, int step) {
    return job.prefix().resolve(VirtualJob.file(rank, step));
  }

  @Test
  void everyNthCheckpointIsFlushed() throws Exception {
    job.set("SCR_FLUSH", "3");
    job.run(NODES, steps(1, 7));
    assertThat(flushed()).containsExactly("ckpt.6", "ckpt.3");
    assertThat(job.index().orElseThrow().current()).contains("ckpt.6");
    for (int rank = 0; rank < NODES.size(); rank++) {
      assertThat(flushedFile(rank, 6)).hasBinaryContent(VirtualJob.content(rank, 6));
    }
    assertThat(new Verifier(VirtualJob.FILES, job.layout(), 1 << 16, 1).verify(6).good()).isTrue();
  }

  @Test
  void theEndFlushesTheNewestUnlessFlushesAreOff() throws Exception {
    job.run(NODES, VirtualJob.upTo(2));
    assertThat(flushed()).containsExactly("ckpt.2");
  }

  @Test
  void withoutFlushesTheEndFlushesNothing() throws Exception {
    job.set("SCR_FLUSH", "0");
    job.run(NODES, VirtualJob.upTo(2));
    assertThat(flushed()).isEmpty();
  }

  @Test
  void outputIsFlushedAtOnceAndIsNoRestart() throws Exception {
    job.set("SCR_FLUSH", "0").set("SCR_CACHE_SIZE", "3");
    job.run(
        NODES,
        (scr, rank) -> {
          VirtualJob.write(scr, rank, 1);
          VirtualJob.write(scr, rank, 2, Scr.Flag.OUTPUT);
          VirtualJob.write(scr, rank, 3, Scr.Flag.OUTPUT, Scr.Flag.CHECKPOINT);
          VirtualJob.write(scr, rank, 4, Scr.Flag.OUTPUT);
          assertThat(scr.haveRestart()).contains("ckpt.3");
          return true;
        });
    assertThat(flushed()).containsExactly("ckpt.4", "ckpt.3", "ckpt.2");
    assertThat(job.index().orElseThrow().current()).contains("ckpt.3");
  }

  @Test
  void theFlushFileSaysWhereThingsAre() throws Exception {
    job.set("SCR_FLUSH", "2").set("SCR_CACHE_SIZE", "2");
    job.run(NODES, steps(1, 3));
    FlushState state = new FlushFile(VirtualJob.FILES, job.layout().flush()).read();
    assertThat(state.datasets().stream().map(FlushState.Entry::id)).containsExactly(2, 3);
    assertThat(state.needsFlush(2)).isFalse();
    assertThat(state.needsFlush(3)).isTrue();
    assertThat(state.dataset(3).orElseThrow().locations()).containsExactly("CACHE");
  }

  @Test
  void withoutACacheTheNewestFlushedIsFetchedAndNumbersGoOn() throws Exception {
    job.set("SCR_FLUSH", "2");
    job.run(NODES, steps(1, 5));
    loseAll();
    assertThat(job.run(NODES, VirtualJob.upTo(6))).containsOnly(4);
    // Number 5 was in the lost cache and is not given again: step 5 is dataset 6 now.
    assertThat(job.index().orElseThrow().dataset("ckpt.6").orElseThrow().id()).isEqualTo(7);
  }

  @Test
  void whatIsFetchedIsProtectedAgain() throws Exception {
    job.set("SCR_FLUSH", "1").set("SCR_FETCH", "1");
    job.run(NODES, steps(1, 1));
    loseAll();
    job.run(NODES, restarts());
    job.lose("node2");
    job.set("SCR_FETCH", "0");
    assertThat(job.run(NODES, restarts())).containsOnly(1);
  }

  @Test
  void aDamagedFlushedFileIsFoundAndAnOlderCheckpointTaken() throws Exception {
    job.set("SCR_FLUSH", "1");
    job.run(NODES, steps(1, 3));
    loseAll();
    byte[] bytes = VirtualJob.content(4, 3);
    bytes[10] ^= 1;
    Files.write(flushedFile(4, 3), bytes);
    assertThat(job.run(NODES, restarts())).containsOnly(2);
    assertThat(flushed()).containsExactly("ckpt.2", "ckpt.1");
    assertThat(job.index().orElseThrow().current()).contains("ckpt.2");
  }

  @Test
  void aMissingFlushedFileIsFoundAndAnOlderCheckpointTaken() throws Exception {
    job.set("SCR_FLUSH", "1");
    job.run(NODES, steps(1, 3));
    loseAll();
    Files.delete(flushedFile(5, 3));
    Files.delete(flushedFile(0, 2));
    assertThat(job.run(NODES, restarts())).containsOnly(1);
  }

  @Test
  void aCacheThatCannotTakeItMarksNothingAsFailed() throws Exception {
    job.set("SCR_FLUSH", "1");
    job.run(NODES, steps(1, 1));
    loseAll();
    List<VirtualJob.Ended<Integer>> ended =
        job.run(
            NODES,
            new MemoryWorld(NODES),
            (scr, rank) -> {
              if (rank == 3) {
                Folders.delete(job.cache("node2"));
                Files.createFile(job.cache("node2"));
              }
              scr.communicator().barrier();
              return VirtualJob.restart(scr, rank).orElse(0);
            });
    assertThat(ended).allMatch(one -> one.failure().isPresent());
    assertThat(flushed()).containsExactly("ckpt.1");
  }

  @Test
  void anotherNumberOfRanksLeavesTheCheckpointAlone() throws Exception {
    job.set("SCR_FLUSH", "1");
    job.run(NODES, steps(1, 1));
    loseAll();
    List<String> fewer = List.of("node1", "node2");
    VirtualJob.Program<Boolean> hasNone = (scr, rank) -> scr.haveRestart().isEmpty();
    assertThat(job.run(fewer, hasNone)).containsOnly(true);
    assertThat(flushed()).containsExactly("ckpt.1");
  }

  @Test
  void flushOnRestartPutsTheCacheIntoThePrefix() throws Exception {
    job.set("SCR_FLUSH", "0");
    job.run(NODES, steps(1, 2));
    job.set("SCR_FLUSH_ON_RESTART", "1");
    job.run(NODES, (scr, rank) -> true);
    assertThat(flushed()).containsExactly("ckpt.2");
  }

  @Test
  void bypassWritesStraightToThePrefixAndRestartsFromThere() throws Exception {
    job.set("SCR_CACHE_BYPASS", "1");
    job.run(
        NODES,
        (scr, rank) -> {
          scr.startOutput("ckpt.1");
          Path file = scr.routeFile(VirtualJob.file(rank, 1));
          assertThat(file).isEqualTo(flushedFile(rank, 1));
          Files.write(file, VirtualJob.content(rank, 1));
          assertThat(scr.completeOutput(true)).isTrue();
          return true;
        });
    assertThat(flushed()).containsExactly("ckpt.1");
    job.lose("node3");
    assertThat(job.run(NODES, restarts())).containsOnly(1);
    loseAll();
    assertThat(job.run(NODES, restarts())).containsOnly(1);
  }

  @Test
  void ranksThatWriteTheSameNameOnOneNodeAreTold() throws Exception {
    List<Boolean> good =
        job.run(
            NODES,
            (scr, rank) -> {
              scr.startOutput("ckpt.1");
              Files.writeString(scr.routeFile("rank_" + rank + "/data"), "rank " + rank);
              return scr.completeOutput(true);
            });
    assertThat(good).containsOnly(false);
    assertThat(VirtualJob.names(job.cache("node1"))).containsExactly("cindex.scrinfo");
  }

  @Test
  void aRestartFromACheckpointOfTheUsersChoice() throws Exception {
    job.set("SCR_FLUSH", "1");
    job.run(NODES, steps(1, 4));
    loseAll();
    job.set("SCR_CURRENT", "ckpt.2");
    assertThat(job.run(NODES, restarts())).containsOnly(2);
  }
}
