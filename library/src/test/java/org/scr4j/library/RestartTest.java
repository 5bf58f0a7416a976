package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs come back, on the same nodes and on others. */
final class RestartTest {

  private static final List<String> NODES =
      List.of("node1", "node1", "node2", "node2", "node3", "node3", "node4", "node4");
  private static final List<String> WITH_SPARE =
      List.of("node1", "node1", "node3", "node3", "node4", "node4", "node5", "node5");
  private static final List<String> WITH_TWO_SPARES =
      List.of("node1", "node1", "node4", "node4", "node5", "node5", "node6", "node6");

  @TempDir(factory = InMemory.class)
  Path directory;

  private VirtualJob job(String scheme) throws Exception {
    return new VirtualJob(directory)
        .set("SCR_COPY_TYPE", scheme)
        .set("SCR_CACHE_SIZE", "2")
        .set("SCR_FLUSH", "0");
  }

  private static List<Integer> all(int step) {
    return Collections.nCopies(NODES.size(), step);
  }

  /** Takes checkpoints up to {@code last} and ends without finish, as a killed program does. */
  private static VirtualJob.Program<Boolean> killedAfter(int last) {
    return (scr, rank) -> {
      int from = VirtualJob.restart(scr, rank).orElse(0);
      for (int step = from + 1; step <= last; step++) {
        assertThat(VirtualJob.write(scr, rank, step)).isTrue();
      }
      return true;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"SINGLE", "PARTNER", "XOR", "RS"})
  void aRunGoesOnFromTheCacheOnTheSameNodes(String scheme) throws Exception {
    VirtualJob job = job(scheme);
    job.run(NODES, killedAfter(3));
    assertThat(job.run(NODES, VirtualJob.upTo(4))).isEqualTo(all(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SINGLE", "PARTNER", "XOR", "RS"})
  void ranksFindTheirFilesOnOtherNodesOfTheSameSet(String scheme) throws Exception {
    VirtualJob job = job(scheme);
    job.run(NODES, killedAfter(2));
    List<String> turned =
        List.of("node4", "node3", "node1", "node2", "node2", "node4", "node3", "node1");
    assertThat(job.run(turned, VirtualJob.upTo(3))).isEqualTo(all(2));
    assertThat(job.run(NODES, VirtualJob.upTo(4))).isEqualTo(all(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PARTNER", "XOR", "RS"})
  void aLostNodeIsComputedAnewOnASpare(String scheme) throws Exception {
    VirtualJob job = job(scheme);
    job.run(NODES, killedAfter(3));
    job.lose("node2");
    assertThat(job.run(WITH_SPARE, killedAfter(5))).doesNotContain(false);
    // What was rebuilt is protected again: another node may go.
    job.lose("node3");
    assertThat(job.run(WITH_TWO_SPARES, VirtualJob.upTo(6))).isEqualTo(all(5));
  }

  @Test
  void twoNodesLostAtOnceAreComputedAnewFromReedSolomonChecks() throws Exception {
    VirtualJob job = job("RS");
    job.run(NODES, killedAfter(3));
    job.lose("node2");
    job.lose("node3");
    assertThat(job.run(WITH_TWO_SPARES, VirtualJob.upTo(4))).isEqualTo(all(3));
  }

  @Test
  void asManyNodesMayBeLostAsSetFailuresSays() throws Exception {
    VirtualJob job = job("RS").set("SCR_SET_FAILURES", "3");
    job.run(NODES, killedAfter(3));
    for (String node : List.of("node1", "node2", "node4")) {
      job.lose(node);
    }
    List<String> spares =
        List.of("node5", "node5", "node6", "node6", "node3", "node3", "node7", "node7");
    assertThat(job.run(spares, VirtualJob.upTo(4))).isEqualTo(all(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PARTNER", "XOR"})
  void ranksSpreadUnevenlyAreProtectedToo(String scheme) throws Exception {
    VirtualJob job = job(scheme);
    job.run(List.of("node1", "node1", "node2", "node3", "node4"), killedAfter(2));
    job.lose("node1");
    List<String> spare = List.of("node5", "node5", "node2", "node3", "node4");
    assertThat(job.run(spare, VirtualJob.upTo(3))).isEqualTo(Collections.nCopies(5, 2));
  }

  @Test
  void onTwoNodesReedSolomonGivesWayToXor() throws Exception {
    VirtualJob job = job("RS");
    job.run(List.of("node1", "node2"), killedAfter(2));
    job.lose("node2");
    assertThat(job.run(List.of("node1", "node3"), VirtualJob.upTo(3))).isEqualTo(List.of(2, 2));
  }

  @Test
  void onOneNodeReedSolomonGivesWayToSingle() throws Exception {
    List<String> one = Collections.nCopies(4, "node1");
    VirtualJob job = job("RS");
    job.run(one, killedAfter(2));
    assertThat(VirtualJob.names(job.cache("node1")).toString()).contains(".single.grp_1_of_4.");
    assertThat(job.run(one, VirtualJob.upTo(3))).isEqualTo(Collections.nCopies(4, 2));
  }

  @Test
  void aRebuiltCheckpointSurvivesTheNextLossBeforeAnyNewOne() throws Exception {
    VirtualJob job = job("XOR");
    job.run(NODES, killedAfter(3));
    job.lose("node2");
    job.run(WITH_SPARE, (scr, rank) -> VirtualJob.restart(scr, rank).orElse(0));
    job.lose("node5");
    assertThat(job.run(NODES, VirtualJob.upTo(4))).isEqualTo(all(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SINGLE", "PARTNER", "XOR"})
  void whatCannotBeRebuiltGivesWayToWhatWasFlushed(String scheme) throws Exception {
    VirtualJob job = job(scheme).set("SCR_FLUSH", "3");
    job.run(NODES, killedAfter(5));
    job.lose("node2");
    job.lose("node3");
    assertThat(job.run(WITH_TWO_SPARES, VirtualJob.upTo(6))).isEqualTo(all(3));
  }

  @Test
  void withNothingLeftARunStartsOver() throws Exception {
    VirtualJob job = job("SINGLE");
    job.run(NODES, killedAfter(3));
    job.lose("node4");
    assertThat(job.run(NODES, VirtualJob.upTo(4))).isEqualTo(all(0));
  }

  @Test
  void aNodeThatComesBackWithOldDataIsNotBelieved() throws Exception {
    VirtualJob job = job("XOR");
    job.run(NODES, killedAfter(2));
    // node2 leaves the job with its cache; the others lose theirs and write other data under the
    // same numbers.
    for (String node : List.of("node1", "node3", "node4")) {
      job.lose(node);
    }
    job.run(
        WITH_SPARE,
        (scr, rank) -> {
          assertThat(scr.haveRestart()).isEmpty();
          for (int step = 11; step <= 12; step++) {
            VirtualJob.write(scr, rank, step);
          }
          return true;
        });
    job.lose("node5");
    assertThat(job.run(NODES, VirtualJob.upTo(13))).isEqualTo(all(12));
  }

  @Test
  void aRestartThatOneRankRefusesOffersTheNextOlder() throws Exception {
    VirtualJob job = job("XOR").set("SCR_FLUSH", "1");
    job.run(NODES, killedAfter(4));
    List<String> offered =
        job.run(
            NODES,
            (scr, rank) -> {
              StringBuilder seen = new StringBuilder();
              while (scr.haveRestart().isPresent()) {
                seen.append(scr.startRestart()).append(' ');
                scr.completeRestart(rank != 3);
              }
              return seen.toString();
            });
    assertThat(offered).containsOnly("ckpt.4 ckpt.3 ckpt.2 ckpt.1 ");
    assertThat(job.index().orElseThrow().datasets()).noneMatch(entry -> entry.valid());
  }

  @Test
  void anotherProgramsDataInTheSameCacheIsNotTakenOver() throws Exception {
    VirtualJob job = job("XOR");
    job.run(NODES, killedAfter(2));
    VirtualJob.Program<Boolean> hasNone = (scr, rank) -> scr.haveRestart().isEmpty();
    Path elsewhere = directory.resolve("elsewhere");
    job.set("SCR_PREFIX", elsewhere.toString());
    assertThat(job.run(NODES, hasNone)).containsOnly(true);
  }
}
