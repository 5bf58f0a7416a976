package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.Verifier;

/**
 * One rank is killed at each of its calls in turn: while it starts, writes, encodes, flushes,
 * rebuilds, fetches or ends. Whatever the moment, the others end and do not hang, no checkpoint
 * that any rank was told to be good is lost, and no rank ever reads a byte that was not written.
 */
final class KillTest {

  private static final List<String> NODES = List.of("node1", "node1", "node2", "node2");
  private static final List<String> SPARE = List.of("node1", "node1", "node3", "node3");
  private static final int LAST = 3;

  @TempDir(factory = InMemory.class)
  Path directory;

  private VirtualJob job(String name) throws IOException {
    Path place = directory.resolve(name);
    Files.createDirectories(place);
    return new VirtualJob(place)
        .set("SCR_COPY_TYPE", "XOR")
        .set("SCR_SET_SIZE", "2")
        .set("SCR_FLUSH", "2");
  }

  /** Goes on to {@code LAST}; {@code good} is the newest step that any rank was told to be good. */
  private static VirtualJob.Program<Integer> program(AtomicInteger good) {
    return (scr, rank) -> {
      int from = VirtualJob.restart(scr, rank).orElse(0);
      for (int step = from + 1; step <= LAST; step++) {
        if (VirtualJob.write(scr, rank, step)) {
          good.accumulateAndGet(step, Math::max);
        }
      }
      scr.finish();
      return from;
    };
  }

  private static void mustBeKillsOnly(List<VirtualJob.Ended<Integer>> ended) {
    for (VirtualJob.Ended<Integer> one : ended) {
      Optional<Throwable> failure = one.failure();
      assertThat(failure.filter(why -> why instanceof AssertionError)).isEmpty();
    }
  }

  private static void checkPrefix(VirtualJob job) throws IOException {
    Verifier verifier = new Verifier(VirtualJob.FILES, job.layout(), 1 << 16, 1);
    DatasetIndex index = job.index().orElse(DatasetIndex.EMPTY);
    for (DatasetIndex.Entry entry : index.datasets()) {
      if (entry.valid()) {
        assertThat(verifier.verify(entry.id()).good()).as(entry.name()).isTrue();
      }
    }
  }

  /** How many calls rank {@code victim} makes in a run that nobody disturbs. */
  private long calls(VirtualJob job, int victim) {
    MemoryWorld world = new MemoryWorld(NODES);
    mustBeKillsOnly(job.run(NODES, world, program(new AtomicInteger())));
    return world.calls(victim);
  }

  @ParameterizedTest
  @CsvSource({"0, false, 0", "1, true, 0", "2, true, 0", "0, false, 1", "2, true, 1"})
  void aKillAtAnyCallOfARunLosesNothingThatWasGood(
      int victim, boolean nodeIsLost, String inBackground) throws Exception {
    long calls = calls(job("whole").set("SCR_FLUSH_ASYNC", inBackground), victim);
    assertThat(calls).isGreaterThan(50);
    for (long call = 1; call <= calls; call++) {
      VirtualJob job = job("kill-" + call).set("SCR_FLUSH_ASYNC", inBackground);
      AtomicInteger good = new AtomicInteger();
      mustBeKillsOnly(job.run(NODES, new MemoryWorld(NODES, victim, call), program(good)));
      checkPrefix(job);
      boolean away = nodeIsLost && victim == 2;
      if (nodeIsLost) {
        job.lose(NODES.get(victim));
      }
      List<Integer> from = job.run(away ? SPARE : NODES, program(new AtomicInteger()));
      int wanted = good.get();
      assertThat(from).as("restart after a kill at call %d", call).allMatch(f -> f >= wanted);
      checkPrefix(job);
      assertThat(job.index().orElseThrow().current()).contains(VirtualJob.name(LAST));
      Folders.delete(directory.resolve("kill-" + call));
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "3"})
  void aKillAtAnyCallOfARebuildLosesNothing(int victim) throws Exception {
    List<Long> total = new ArrayList<>();
    for (long call = 1; total.isEmpty() || call <= total.get(0); call++) {
      VirtualJob job = job("rebuild-" + victim + "-" + call).set("SCR_FLUSH", "0");
      job.run(
          NODES,
          (scr, rank) -> {
            VirtualJob.write(scr, rank, 1);
            return true;
          });
      job.lose("node2");
      MemoryWorld world = new MemoryWorld(SPARE, victim, call);
      mustBeKillsOnly(
          job.run(SPARE, world, (scr, rank) -> VirtualJob.restart(scr, rank).orElse(-1)));
      if (world.calls(victim) < call) {
        total.add(call - 1);
      }
      VirtualJob.Program<Integer> again = (scr, rank) -> VirtualJob.restart(scr, rank).orElse(-1);
      assertThat(job.run(SPARE, again)).as("rebuild killed at call %d", call).containsOnly(1);
      Folders.delete(directory.resolve("rebuild-" + victim + "-" + call));
    }
    assertThat(total.get(0)).isGreaterThan(10);
  }

  @Test
  void aKillAtAnyCallOfAFetchMarksNothingAsFailed() throws Exception {
    boolean whole = false;
    for (long call = 1; !whole; call++) {
      VirtualJob job = job("fetch-" + call).set("SCR_FLUSH", "1");
      job.run(
          NODES,
          (scr, rank) -> {
            VirtualJob.write(scr, rank, 1);
            return true;
          });
      for (String node : NODES) {
        job.lose(node);
      }
      MemoryWorld world = new MemoryWorld(NODES, 0, call);
      VirtualJob.Program<Integer> restart = (scr, rank) -> VirtualJob.restart(scr, rank).orElse(-1);
      mustBeKillsOnly(job.run(NODES, world, restart));
      whole = world.calls(0) < call;
      assertThat(job.index().orElseThrow().dataset(1).orElseThrow().valid()).isTrue();
      assertThat(job.run(NODES, restart)).as("fetch killed at call %d", call).containsOnly(1);
      Folders.delete(directory.resolve("fetch-" + call));
    }
  }
}
