package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.dataset.DatasetIndex;

/** What parameters make of copies to and from the prefix, and of what is kept there. */
final class CopyParametersTest {

  private static final List<String> NODES = List.of("node1", "node1", "node2", "node2");

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
            .set("SCR_FLUSH_ASYNC", "1");
  }

  private static void write(Scr scr, int rank, int step, Scr.Flag... flags) throws IOException {
    assertThat(VirtualJob.write(scr, rank, step, flags)).isTrue();
  }

  private DatasetIndex index() throws IOException {
    return job.index().orElse(DatasetIndex.EMPTY);
  }

  private void loseAll() throws IOException {
    for (String node : NODES) {
      job.lose(node);
    }
  }

  @Test
  void theNewestCheckpointsOnlyAreKeptInThePrefix() throws Exception {
    job.set("SCR_PREFIX_SIZE", "2");
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 1, Scr.Flag.CHECKPOINT, Scr.Flag.OUTPUT);
          for (int step = 2; step <= 6; step++) {
            write(scr, rank, step);
          }
          scr.finish();
          return true;
        });
    assertThat(job.flushed()).containsExactly("ckpt.6", "ckpt.5", "ckpt.1");
    for (int step = 2; step <= 4; step++) {
      assertThat(job.prefix().resolve("ckpt." + step)).doesNotExist();
      assertThat(job.layout().datasetDir(step)).doesNotExist();
    }
    assertThat(index().current()).contains("ckpt.6");
    // What is in cache still and has no room in the prefix is not copied there again.
    job.run(NODES, VirtualJob.finishes());
    assertThat(job.flushed()).containsExactly("ckpt.6", "ckpt.5", "ckpt.1");
  }

  @Test
  void aPurgeEmptiesThePrefix() throws Exception {
    job.run(NODES, VirtualJob.upTo(2));
    loseAll();
    Files.createFile(job.prefix().resolve("notes"));
    job.set("SCR_PREFIX_PURGE", "1");
    assertThat(job.run(NODES, VirtualJob.restarts())).containsOnly(0);
    assertThat(index().datasets()).isEmpty();
    assertThat(VirtualJob.names(job.prefix()))
        .noneMatch(name -> name.contains("ckpt."))
        .contains("notes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void widthsBoundWhoCopiesAtOnce(int width) throws Exception {
    job.set("SCR_FLUSH_ASYNC", "0")
        .set("SCR_FLUSH_WIDTH", Integer.toString(width))
        .set("SCR_FETCH_WIDTH", Integer.toString(width));
    job.run(NODES, VirtualJob.upTo(2));
    assertThat(job.flushed()).containsExactly("ckpt.2", "ckpt.1");
    loseAll();
    assertThat(job.run(NODES, VirtualJob.restarts())).containsOnly(2);
  }

  @Test
  void withoutSumsNoneAreRecordedOrCompared() throws Exception {
    job.set("SCR_CRC_ON_FLUSH", "0");
    job.run(NODES, VirtualJob.upTo(1));
    assertThat(
            Files.readString(
                job.layout().rankToFile(1).resolveSibling("rank2file.0.0"),
                StandardCharsets.ISO_8859_1))
        .contains("SIZE")
        .doesNotContain("CRC");
    assertThat(job.flushed()).containsExactly("ckpt.1");
  }

  @Test
  void aCopyKeepsModeAndTimesUnlessThatIsOff() throws Exception {
    FileTime longAgo = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    VirtualJob.Program<Boolean> old =
        (scr, rank) -> {
          scr.startOutput("ckpt.1");
          Path file = scr.routeFile(VirtualJob.file(rank, 1));
          Files.write(file, VirtualJob.content(rank, 1));
          Files.setLastModifiedTime(file, longAgo);
          assertThat(scr.completeOutput(true)).isTrue();
          scr.finish();
          return true;
        };
    job.run(NODES, old);
    assertThat(Files.getLastModifiedTime(job.flushedFile(1, 1))).isEqualTo(longAgo);
    job.set("SCR_COPY_METADATA", "0");
    job.run(
        NODES,
        (scr, rank) -> {
          scr.delete("ckpt.1");
          return old.run(scr, rank);
        });
    assertThat(Files.getLastModifiedTime(job.flushedFile(1, 1))).isGreaterThan(longAgo);
    assertThat(job.flushed()).containsExactly("ckpt.1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileThatChangedInCacheIsToldAsItIsDeleted(boolean checked) throws Exception {
    job.set("SCR_CRC_ON_COPY", "1").set("SCR_CRC_ON_DELETE", checked ? "1" : "0");
    java.io.PrintStream console = System.err;
    java.io.ByteArrayOutputStream said = new java.io.ByteArrayOutputStream();
    System.setErr(new java.io.PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      job.run(
          NODES,
          (scr, rank) -> {
            write(scr, rank, 1);
            if (rank == 2) {
              Path file = job.cache("node2").resolve("scr.dataset.1/rank_2.ckpt");
              byte[] bytes = Files.readAllBytes(file);
              bytes[0] ^= 1;
              Files.write(file, bytes);
            }
            scr.communicator().barrier();
            return scr.delete("ckpt.1");
          });
    } finally {
      System.setErr(console);
    }
    String told = "dataset 1 (ckpt.1), which is being deleted from cache, is not as it was written";
    assertThat(said.toString(StandardCharsets.UTF_8).contains(told)).isEqualTo(checked);
  }
}
