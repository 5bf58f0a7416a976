package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.dataset.DatasetIndex;

/** Datasets by their names, parameters that the program sets, phases. */
final class ManagementTest {

  private static final List<String> NODES = List.of("node1", "node1", "node2", "node2");

  @TempDir(factory = InMemory.class)
  Path directory;

  private VirtualJob job;

  @BeforeEach
  void job() throws Exception {
    job = new VirtualJob(directory).set("SCR_CACHE_SIZE", "3").set("SCR_FLUSH", "0");
  }

  private static void write(Scr scr, int rank, int last) throws IOException {
    for (int step = 1; step <= last; step++) {
      assertThat(VirtualJob.write(scr, rank, step)).isTrue();
    }
  }

  private List<String> indexed() throws IOException {
    return job.index().map(DatasetIndex::datasets).orElse(List.of()).stream()
        .filter(DatasetIndex.Entry::valid)
        .map(DatasetIndex.Entry::name)
        .toList();
  }

  @Test
  void anOlderCheckpointOfTheCacheIsRestartedFromOnceItIsCurrent() throws Exception {
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 3);
          assertThat(scr.current(VirtualJob.name(2))).isTrue();
          assertThat(VirtualJob.restart(scr, rank)).hasValue(2);
          return true;
        });
    assertThat(indexed()).containsExactly("ckpt.2");
    // And the next run goes by it too, whether its nodes have kept their cache or not.
    assertThat(job.run(NODES, (scr, rank) -> VirtualJob.restart(scr, rank)))
        .allMatch(s -> s.getAsInt() == 2);
    job.lose("node1");
    job.lose("node2");
    assertThat(job.run(NODES, (scr, rank) -> VirtualJob.restart(scr, rank)))
        .allMatch(s -> s.getAsInt() == 2);
  }

  @Test
  void anOlderCheckpointOfThePrefixIsFetchedOnceItIsCurrent() throws Exception {
    job.set("SCR_FLUSH", "1").set("SCR_CACHE_SIZE", "1");
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 4);
          assertThat(scr.current(VirtualJob.name(2))).isTrue();
          assertThat(VirtualJob.restart(scr, rank)).hasValue(2);
          // Later numbers are not used again, so that nothing in the prefix is overwritten unseen.
          assertThat(VirtualJob.write(scr, rank, 5)).isTrue();
          return true;
        });
    assertThat(indexed()).containsExactly("ckpt.5", "ckpt.4", "ckpt.3", "ckpt.2", "ckpt.1");
    assertThat(job.index().orElseThrow().dataset("ckpt.5").orElseThrow().id()).isEqualTo(5);
    assertThat(job.run(NODES, (scr, rank) -> VirtualJob.restart(scr, rank)))
        .allMatch(s -> s.getAsInt() == 5);
  }

  @Test
  void laterCheckpointsLeaveTheIndexWhereThatIsAskedFor() throws Exception {
    job.set("SCR_FLUSH", "1").set("SCR_DROP_AFTER_CURRENT", "1");
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 3);
          return scr.current("ckpt.1");
        });
    assertThat(indexed()).containsExactly("ckpt.1");
  }

  @Test
  void whatIsUnknownCannotBecomeCurrentAndChangesNothing() throws Exception {
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 2);
          assertThat(scr.current("ckpt.7")).isFalse();
          assertThat(scr.drop("ckpt.7")).isFalse();
          assertThat(scr.delete("ckpt.7")).isFalse();
          assertThat(VirtualJob.restart(scr, rank)).hasValue(2);
          return true;
        });
  }

  @Test
  void aDroppedDatasetKeepsItsFiles() throws Exception {
    job.set("SCR_FLUSH", "1").set("SCR_CACHE_SIZE", "1");
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 2);
          assertThat(scr.drop("ckpt.1")).isTrue();
          assertThat(scr.drop("ckpt.1")).isFalse();
          return true;
        });
    assertThat(indexed()).containsExactly("ckpt.2");
    assertThat(job.prefix().resolve(VirtualJob.file(3, 1)))
        .hasBinaryContent(VirtualJob.content(3, 1));
  }

  @Test
  void aDeletedDatasetLeavesNothing() throws Exception {
    job.set("SCR_FLUSH", "1");
    job.run(
        NODES,
        (scr, rank) -> {
          write(scr, rank, 2);
          assertThat(scr.delete("ckpt.2")).isTrue();
          assertThat(scr.delete("ckpt.2")).isFalse();
          assertThat(VirtualJob.restart(scr, rank)).hasValue(1);
          return true;
        });
    assertThat(indexed()).containsExactly("ckpt.1");
    assertThat(job.prefix().resolve("ckpt.2")).doesNotExist();
    assertThat(job.layout().datasetDir(2)).doesNotExist();
    assertThat(job.cache("node1").resolve("scr.dataset.2")).doesNotExist();
    assertThat(job.prefix().resolve("ckpt.1")).isNotEmptyDirectory();
  }

  @Test
  void filesThatALaterDatasetHasWrittenAgainStay() throws Exception {
    job.set("SCR_FLUSH", "1").set("SCR_CACHE_SIZE", "1");
    job.run(
        NODES,
        (scr, rank) -> {
          for (String name : List.of("one", "two")) {
            scr.startOutput(name);
            Files.writeString(scr.routeFile("same/rank_" + rank), name);
            assertThat(scr.completeOutput(true)).isTrue();
          }
          assertThat(scr.delete("one")).isTrue();
          return true;
        });
    assertThat(indexed()).containsExactly("two");
    assertThat(job.prefix().resolve("same/rank_2")).hasContent("two");
  }

  @Test
  void whatAMapNamesOutsideThePrefixIsNeverDeleted() throws Exception {
    job.set("SCR_FLUSH", "1").set("SCR_CACHE_SIZE", "1");
    job.run(NODES, (scr, rank) -> VirtualJob.write(scr, rank, 1));
    Path outside = Files.writeString(directory.resolve("precious"), "data");
    Path dataset = job.prefix().resolve("ckpt.1");
    Folders.delete(dataset);
    Files.createSymbolicLink(dataset, directory);
    Files.writeString(directory.resolve("rank_0.ckpt"), "data");
    List<VirtualJob.Ended<Boolean>> ended =
        job.run(NODES, new MemoryWorld(NODES), (scr, rank) -> scr.delete("ckpt.1"));
    assertThat(ended)
        .allMatch(one -> one.failure().filter(why -> why instanceof ScrException).isPresent());
    assertThat(outside).exists();
    assertThat(directory.resolve("rank_0.ckpt")).exists();
  }

  @Test
  void aProgramSetsParametersAndCommandsFindThem() throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("SCR_PREFIX", job.prefix().toString());
    environment.put("SCR_CONFIG_FILE", directory.resolve("scr.conf").toString());
    environment.put("SCR_JOB_ID", "38");
    environment.put("SCR_FLUSH", "9");
    environment.put("SCR_STORAGE_ROOT", directory.resolve("nodes/node1").toString());
    MemoryWorld world = new MemoryWorld(List.of("node1"));
    ScrBuilder builder =
        Scr.builder()
            .environment(environment)
            .communicator(world.communicator(0))
            .set("SCR_CACHE_BYPASS", 0)
            .set("SCR_FLUSH", 1)
            .set("SCR_RUNS", 7)
            .unset("SCR_RUNS")
            .line("CKPT=0 TYPE=SINGLE INTERVAL=1")
            .set("SCR_COPY_TYPE", "FILE");
    assertThat(builder.value("SCR_CACHE_BYPASS")).contains("0");
    try (Scr scr = builder.init()) {
      assertThat(scr.value("SCR_CACHE_BYPASS")).contains("0");
      assertThat(scr.value("SCR_FLUSH")).as("users win").contains("9");
      assertThat(scr.value("SCR_RUNS")).contains("1");
      assertThat(scr.value("CKPT=0 TYPE")).contains("SINGLE");
      assertThatThrownBy(() -> scr.value("SCR_FLSUH")).isInstanceOf(IllegalArgumentException.class);
      scr.startOutput("a");
      assertThat(scr.routeFile("a").toString()).contains("/nodes/node1/");
    }
    assertThat(job.layout().appConf())
        .hasContent(
            """
            SCR_CACHE_BYPASS=0
            SCR_FLUSH=1
            SCR_COPY_TYPE=FILE
            CKPT=0 TYPE=SINGLE INTERVAL=1
            """);
    assertThatThrownBy(() -> builder.set("SCR_CACHE_BASE", "/tmp"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("environment");
  }

  @Test
  void phasesAreToldAndTimed() throws Exception {
    job.set("SCR_FLUSH", "1");
    List<List<String>> told = List.of(listening(2), listening(1));
    assertThat(told.get(0))
        .containsExactly(
            "WRITE ckpt.1",
            "ENCODE ckpt.1",
            "FLUSH ckpt.1",
            "WRITE ckpt.2",
            "ENCODE ckpt.2",
            "FLUSH ckpt.2");
    assertThat(told.get(1)).startsWith("REBUILD ckpt.2", "REBUILD ckpt.1", "RESTART ckpt.2");
    job.lose("node1");
    job.lose("node2");
    assertThat(listening(0)).containsExactly("FETCH ckpt.3", "RESTART ckpt.3");
  }

  /** The phases of a run that restarts, if it can, and writes some steps. */
  private List<String> listening(int steps) {
    return job.run(
            NODES,
            (scr, rank, phases) -> {
              int from = VirtualJob.restart(scr, rank).orElse(0);
              for (int step = from + 1; step <= from + steps; step++) {
                assertThat(VirtualJob.write(scr, rank, step)).isTrue();
              }
              long ended = scr.timings().values().stream().mapToLong(Timing::count).sum();
              assertThat(ended).isEqualTo(phases.size());
              assertThat(scr.timings().values())
                  .allMatch(one -> one.total().compareTo(one.longest()) >= 0)
                  .allMatch(one -> one.longest().compareTo(Duration.ZERO) > 0);
              return phases;
            })
        .get(1);
  }

  @Test
  void aHaltConditionEndsTheProcessWhereThatIsAskedFor() throws Exception {
    job.set("SCR_HALT_EXIT", "1").set("SCR_FLUSH", "10");
    job.haltFile().update(none -> none.withCheckpointsLeft(OptionalLong.of(2)));
    AtomicInteger exits = new AtomicInteger();
    List<VirtualJob.Ended<Integer>> ended =
        job.exiting(
            NODES,
            exits::incrementAndGet,
            (scr, rank) -> {
              int step = 0;
              while (step < 9) {
                VirtualJob.write(scr, rank, ++step);
              }
              return step;
            });
    assertThat(exits).hasValue(NODES.size());
    assertThat(ended).allMatch(one -> one.result().equals(Optional.empty()));
    assertThat(indexed()).containsExactly("ckpt.2");
    // The condition still holds: the next run ends before it has done anything.
    job.exiting(NODES, exits::incrementAndGet, (scr, rank) -> 0);
    assertThat(exits).hasValue(2 * NODES.size());
  }

  @Test
  void theVersionIsTold() {
    assertThat(Scr.version()).isNotBlank();
    assertThat(new ArrayList<>(List.of(Scr.version()))).noneMatch(text -> text.contains("unknown"));
  }
}
