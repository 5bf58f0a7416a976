package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.FlushState.Location;
import org.scr4j.dataset.IndexFile;
import org.scr4j.dataset.Poststage;
import org.scr4j.dataset.PoststageLog;
import org.scr4j.dataset.TransferState;
import org.scr4j.dataset.Transfers;

/** Flushes that go on while the program computes. */
final class BackgroundFlushTest {

  private static final List<String> NODES = List.of("node1", "node1", "node2", "node2");

  /** Bytes a second: nothing arrives but what has no bytes, until somebody waits. */
  private static final String HELD = "1";

  private static final String FREE = "0";

  @TempDir(factory = InMemory.class)
  Path directory;

  private VirtualJob job;

  @BeforeEach
  void job() throws IOException {
    job =
        new VirtualJob(directory)
            .set("SCR_COPY_TYPE", "XOR")
            .set("SCR_SET_SIZE", "2")
            .set("SCR_FLUSH", "1")
            .set("SCR_CACHE_SIZE", "4")
            .set("SCR_FLUSH_ASYNC", "1")
            .set("SCR_FLUSH_ASYNC_BW", FREE);
  }

  private static void write(Scr scr, int rank, int step, Scr.Flag... flags) throws IOException {
    assertThat(VirtualJob.write(scr, rank, step, flags)).isTrue();
  }

  private static VirtualJob.Program<Boolean> steps(int from, int to) {
    return (scr, rank) -> {
      for (int step = from; step <= to; step++) {
        write(scr, rank, step);
      }
      return true;
    };
  }

  private DatasetIndex index() throws IOException {
    return job.index().orElse(DatasetIndex.EMPTY);
  }

  private FlushState.Entry state(int id) throws IOException {
    return new FlushFile(VirtualJob.FILES, job.layout().flush()).read().dataset(id).orElseThrow();
  }

  /** What is another one where the file has been copied again. */
  private List<Object> copies(int step) throws IOException {
    List<Object> inodes = new ArrayList<>();
    for (int rank = 0; rank < NODES.size(); rank++) {
      Path file = job.flushedFile(rank, step);
      inodes.add(Files.exists(file) ? Files.getAttribute(file, "unix:ino") : "none");
    }
    return inodes;
  }

  /** Ends as a run that is killed once every file of {@code step} has its name in the prefix. */
  private VirtualJob.Program<Boolean> endsOnceArrived(int step) {
    return (scr, rank) -> {
      write(scr, rank, step);
      while (!Files.exists(job.flushedFile(rank, step))) {
        Thread.onSpinWait();
      }
      scr.communicator().barrier();
      return true;
    };
  }

  private void loseAll() throws IOException {
    for (String node : NODES) {
      job.lose(node);
    }
  }

  @Test
  void theProgramGoesOnWhileItsCheckpointIsOnItsWay() throws Exception {
    job.set("SCR_FLUSH_ASYNC_BW", HELD);
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 1);
          if (rank == 0) {
            assertThat(state(1).at(Location.FLUSHING)).isTrue();
            assertThat(state(1).needsFlush()).isTrue();
            assertThat(job.flushed()).isEmpty();
            assertThat(job.flushedFile(3, 1)).doesNotExist();
          }
          scr.finish();
          return true;
        });
    assertThat(job.flushed()).containsExactly("ckpt.1");
    assertThat(index().current()).contains("ckpt.1");
    assertThat(state(1).locations()).containsExactlyInAnyOrder("CACHE", "PFS");
    for (int rank = 0; rank < NODES.size(); rank++) {
      assertThat(job.flushedFile(rank, 1)).hasBinaryContent(VirtualJob.content(rank, 1));
    }
  }

  @Test
  void laterCallsRecordWhatHasArrived() throws Exception {
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 1);
          byte[] there = {0};
          while (there[0] == 0) {
            scr.needCheckpoint();
            byte[] seen = {(byte) (rank == 0 ? job.flushed().size() : 0)};
            there = scr.communicator().broadcast(0, seen);
          }
          return true;
        });
    assertThat(job.flushed()).containsExactly("ckpt.1");
  }

  @Test
  void severalAreOnTheirWayAtOnceAndAreRecordedInOrder() throws Exception {
    job.set("SCR_FLUSH_ASYNC_BW", HELD);
    List<List<String>> ended =
        job.run(
            NODES,
            (scr, rank, phases) -> {
              write(scr, rank, 1);
              write(scr, rank, 2);
              write(scr, rank, 3, Scr.Flag.OUTPUT);
              if (rank == 0) {
                assertThat(state(2).at(Location.FLUSHING)).isTrue();
                assertThat(job.flushed()).isEmpty();
              }
              scr.finish();
              return phases.stream().filter(one -> one.startsWith("FLUSH")).toList();
            });
    assertThat(ended)
        .allMatch(one -> one.equals(List.of("FLUSH ckpt.1", "FLUSH ckpt.2", "FLUSH ckpt.3")));
    assertThat(job.flushed()).containsExactly("ckpt.3", "ckpt.2", "ckpt.1");
    assertThat(index().current()).contains("ckpt.2");
  }

  @Test
  void roomInCacheIsMadeOnceTheOldestHasArrived() throws Exception {
    job.set("SCR_FLUSH_ASYNC_BW", HELD).set("SCR_CACHE_SIZE", "1");
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 1);
          scr.startOutput("ckpt.2");
          if (rank == 0) {
            assertThat(job.flushed()).containsExactly("ckpt.1");
          }
          Files.write(scr.routeFile(VirtualJob.file(rank, 2)), VirtualJob.content(rank, 2));
          assertThat(scr.completeOutput(true)).isTrue();
          return true;
        });
    assertThat(job.flushed()).containsExactly("ckpt.1");
    assertThat(job.run(NODES, VirtualJob.restarts())).containsOnly(2);
  }

  @Test
  void anotherIsDeletedFromCacheBeforeOneThatIsOnItsWay() throws Exception {
    job.set("SCR_FLUSH_ASYNC_BW", HELD).set("SCR_CACHE_SIZE", "3").set("SCR_FLUSH", "2");
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 2, Scr.Flag.OUTPUT);
          write(scr, rank, 3);
          write(scr, rank, 4);
          write(scr, rank, 5);
          if (rank == 0) {
            assertThat(job.flushed()).isEmpty();
            assertThat(job.cache("node1").resolve("scr.dataset.1")).exists();
            assertThat(job.cache("node1").resolve("scr.dataset.2")).doesNotExist();
          }
          scr.finish();
          return true;
        });
    assertThat(job.flushed()).containsExactly("ckpt.5", "ckpt.4", "ckpt.2");
  }

  @Test
  void aCopyThatFailsIsToldAndTheCheckpointStaysInCache() throws Exception {
    job.set("SCR_FLUSH_ASYNC_BW", HELD);
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 1);
          write(scr, rank, 2);
          if (rank == 3) {
            // The second is behind the first: its directory has not been made.
            Files.createFile(job.prefix().resolve("ckpt.2"));
          }
          scr.communicator().barrier();
          write(scr, rank, 3);
          scr.finish();
          return true;
        });
    assertThat(job.flushed()).containsExactly("ckpt.3", "ckpt.1");
    assertThat(state(2).locations()).containsExactly("CACHE");
    assertThat(job.cache("node1").resolve("scr.dataset.2")).exists();
  }

  @Test
  void theEndCopiesTheNewestAgainWhereTheBackgroundFailed() throws Exception {
    job.set("SCR_FLUSH_ASYNC_BW", HELD);
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 1);
          write(scr, rank, 2);
          if (rank == 3) {
            Files.createFile(job.prefix().resolve("ckpt.2"));
          }
          scr.communicator().barrier();
          scr.delete("ckpt.1");
          byte[] failed = {0};
          while (failed[0] == 0) {
            scr.needCheckpoint();
            failed[0] = (byte) (state(2).at(Location.FLUSHING) ? 0 : 1);
            failed = scr.communicator().broadcast(0, failed);
          }
          if (rank == 3) {
            Files.delete(job.prefix().resolve("ckpt.2"));
          }
          scr.communicator().barrier();
          scr.finish();
          return true;
        });
    assertThat(job.flushed()).containsExactly("ckpt.2");
  }

  @Test
  void whatHasArrivedIsNotCopiedAgainByTheNextRun() throws Exception {
    job.run(NODES, endsOnceArrived(1));
    assertThat(job.flushed()).isEmpty();
    List<Object> before = copies(1);
    job.run(NODES, VirtualJob.finishes());
    assertThat(job.flushed()).containsExactly("ckpt.1");
    assertThat(copies(1)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void aFlushThatWasCutIsTakenUpByTheNextRun(String inBackground) throws Exception {
    job.set("SCR_FLUSH_ASYNC_BW", HELD).set("SCR_FLUSH", "2");
    job.run(NODES, steps(1, 2));
    assertThat(job.flushed()).isEmpty();
    List<Object> before = copies(2);
    assertThat(before).contains("none");
    job.set("SCR_FLUSH_ASYNC", inBackground).set("SCR_FLUSH_ASYNC_BW", FREE);
    job.run(NODES, VirtualJob.finishes());
    assertThat(job.flushed()).contains("ckpt.2");
    for (int rank = 0; rank < NODES.size(); rank++) {
      assertThat(before.get(rank)).isIn("none", copies(2).get(rank));
    }
    assertThat(VirtualJob.names(job.prefix())).noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void aFileThatChangedOnItsWayIsCopiedAgain() throws Exception {
    job.run(NODES, endsOnceArrived(1));
    byte[] other = VirtualJob.content(2, 1);
    other[3] ^= 1;
    var time = Files.getLastModifiedTime(job.flushedFile(2, 1));
    Files.write(job.flushedFile(2, 1), other);
    Files.setLastModifiedTime(job.flushedFile(2, 1), time);
    job.run(NODES, VirtualJob.finishes());
    assertThat(job.flushedFile(2, 1)).hasBinaryContent(VirtualJob.content(2, 1));
    assertThat(job.flushed()).containsExactly("ckpt.1");
  }

  @Test
  void aFlushWhoseFilesAllArrivedCountsEvenWhereTheCacheIsLost() throws Exception {
    job.run(NODES, endsOnceArrived(1));
    loseAll();
    assertThat(job.run(NODES, VirtualJob.restarts())).containsOnly(1);
    assertThat(job.flushed()).containsExactly("ckpt.1");
    assertThat(index().current()).contains("ckpt.1");
  }

  @Test
  void aFlushWhoseFilesAllArrivedCountsEvenWhereTooFewOfTheCacheAreLeft() throws Exception {
    job.set("SCR_COPY_TYPE", "SINGLE");
    job.run(NODES, endsOnceArrived(1));
    job.lose("node2");
    assertThat(job.run(NODES, VirtualJob.restarts())).containsOnly(1);
    assertThat(job.flushed()).containsExactly("ckpt.1");
  }

  @Test
  void aFlushThatWasCutDoesNotCountWhereTheCacheIsLost() throws Exception {
    job.run(NODES, steps(1, 1));
    job.run(NODES, VirtualJob.finishes());
    job.set("SCR_FLUSH_ASYNC_BW", HELD);
    job.run(NODES, steps(2, 2));
    loseAll();
    assertThat(job.run(NODES, VirtualJob.restarts())).containsOnly(1);
    assertThat(job.flushed()).containsExactly("ckpt.1");
  }

  @Test
  void anOlderFileOfTheSameNameAndSizeDoesNotCount() throws Exception {
    job.run(NODES, endsOnceArrived(1));
    Files.setLastModifiedTime(
        job.flushedFile(2, 1), java.nio.file.attribute.FileTime.from(java.time.Instant.EPOCH));
    loseAll();
    assertThat(job.run(NODES, VirtualJob.restarts())).containsOnly(0);
    assertThat(job.flushed()).isEmpty();
  }

  @Test
  void aDatasetThatIsDeletedIsNotCopiedOn() throws Exception {
    job.set("SCR_FLUSH_ASYNC_BW", HELD);
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 1);
          write(scr, rank, 2);
          assertThat(scr.delete("ckpt.1")).isTrue();
          scr.finish();
          return true;
        });
    assertThat(job.flushed()).containsExactly("ckpt.2");
    assertThat(job.prefix().resolve("ckpt.1")).doesNotExist();
  }

  @Test
  void aCheckpointThatIsMadeCurrentIsInThePrefixThen() throws Exception {
    job.set("SCR_FLUSH_ASYNC_BW", HELD);
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 1);
          write(scr, rank, 2);
          assertThat(scr.current("ckpt.1")).isTrue();
          return true;
        });
    assertThat(index().current()).contains("ckpt.1");
    assertThat(job.run(NODES, VirtualJob.restarts())).containsOnly(1);
  }

  @Test
  void aRunThatWasCutLeavesWhatPoststageCompletes() throws Exception {
    job.set("SCR_FLUSH_POSTSTAGE", "1").set("SCR_FLUSH_ASYNC_BW", HELD);
    job.run(NODES, steps(1, 1));
    Path state = job.layout().transferState(1, 3);
    assertThat(TransferState.read(VirtualJob.FILES, state).orElseThrow().files())
        .singleElement()
        .matches(file -> file.destination().equals(Optional.of(job.flushedFile(3, 1).toString())))
        .matches(file -> file.bytes().orElse(0) == VirtualJob.content(3, 1).length);
    for (String node : List.of("node1", "node2")) {
      Transfers transfers =
          new Transfers(VirtualJob.FILES, job.layout(), job.storage(node), 1 << 16, 2);
      transfers.resume(1);
    }
    FlushFile flush = new FlushFile(VirtualJob.FILES, job.layout().flush());
    IndexFile file = new IndexFile(VirtualJob.FILES, job.layout(), Clock.systemUTC(), line -> {});
    Transfers transfers =
        new Transfers(VirtualJob.FILES, job.layout(), job.storage("node1"), 1 << 16, 2);
    PoststageLog log = new PoststageLog(job.layout(), Clock.systemUTC());
    assertThat(new Poststage(flush, file, transfers, log).run())
        .extracting(Poststage.Item::result)
        .containsExactly(Poststage.Result.COMPLETED);
    assertThat(job.flushed()).containsExactly("ckpt.1");
    loseAll();
    assertThat(job.run(NODES, VirtualJob.restarts())).containsOnly(1);
  }

  @Test
  void withPoststageTheEndStillWaitsForCopies() throws Exception {
    job.set("SCR_FLUSH_POSTSTAGE", "1").set("SCR_FLUSH_ASYNC_BW", HELD);
    job.run(NODES, VirtualJob.upTo(1));
    assertThat(job.flushed()).containsExactly("ckpt.1");
    assertThat(VirtualJob.names(job.prefix())).noneMatch(name -> name.endsWith("state_file"));
  }

  @Test
  void eventsAreThoseOfABackgroundFlush() throws Exception {
    job.set("SCR_LOG_ENABLE", "1").set("SCR_LOG_TXT_ENABLE", "1");
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 1);
          scr.finish();
          return true;
        });
    String log = Files.readString(job.layout().log());
    assertThat(log).contains("ASYNC_FLUSH_START", "ASYNC_FLUSH_SUCCESS", "FLUSH_ASYNC");
  }
}
