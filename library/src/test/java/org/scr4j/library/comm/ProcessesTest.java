package org.scr4j.library.comm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranks as processes: they share nothing but the prefix, and can be killed. */
@Timeout(120)
final class ProcessesTest {

  @TempDir Path prefix;

  private static List<Integer> all(int size) {
    return IntStream.range(0, size).boxed().toList();
  }

  private List<RankProcess> start(int size, String heap, String program) throws Exception {
    return RankProcess.start(all(size), size, prefix, "job.1", heap, program);
  }

  @Test
  void eightRanksMeetAndLeaveNothingBehind() throws Exception {
    List<RankProcess> ranks = start(8, "64m", "meet");
    for (RankProcess rank : ranks) {
      String line = rank.line();
      assertThat(line).startsWith("connected ");
      assertThat(rank.rest()).isEmpty();
      assertThat(rank.process().waitFor()).isZero();
    }
    assertThat(prefix.resolve(".scr/rendezvous")).isEmptyDirectory();
  }

  @Test
  void aHundredMegabytesArriveInASmallHeap() throws Exception {
    List<RankProcess> ranks = start(2, "260m", "long");
    assertThat(ranks.get(1).line()).startsWith("connected ");
    assertThat(ranks.get(1).line()).startsWith("right ");
  }

  @Test
  void allRanksSendSixtyFourMegabytesRoundTheRingAtOnceInABoundedHeap() throws Exception {
    for (RankProcess rank : start(4, "160m", "ring")) {
      assertThat(rank.line()).startsWith("connected ");
      assertThat(rank.line()).startsWith("right ");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 5})
  void whenARankIsKilledAllOthersNameItWithinSeconds(int victim) throws Exception {
    List<RankProcess> ranks = start(6, "64m", "barriers");
    for (RankProcess rank : ranks) {
      assertThat(rank.line()).startsWith("connected ");
    }
    Instant killed = Instant.now();
    ranks.get(victim).process().destroyForcibly();
    for (int rank : all(6)) {
      if (rank != victim) {
        assertThat(ranks.get(rank).line())
            .startsWith("failed rank " + victim + " on node node" + victim + " is lost");
        assertThat(ranks.get(rank).process().waitFor(5, TimeUnit.SECONDS)).isTrue();
      }
    }
    assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void whoWaitsForOthersThanTheKilledRankEndsToo() throws Exception {
    List<RankProcess> ranks = start(5, "64m", "receive");
    for (RankProcess rank : ranks) {
      assertThat(rank.line()).startsWith("connected ");
    }
    ranks.get(3).process().destroyForcibly();
    for (int rank : List.of(0, 1, 2, 4)) {
      assertThat(ranks.get(rank).line()).startsWith("failed rank 3 on node node3 is lost");
    }
  }

  @Test
  void aRankThatOnlyKeepsSilentIsLostToo() throws Exception {
    List<RankProcess> ranks = start(3, "64m", "watch");
    for (RankProcess rank : ranks) {
      assertThat(rank.line()).startsWith("connected ");
    }
    // Stopped, it keeps its connections and says nothing: like a node that has lost its network.
    String victim = Long.toString(ranks.get(1).process().pid());
    assertThat(new ProcessBuilder("sh", "-c", "kill -STOP " + victim).start().waitFor()).isZero();
    for (int rank : List.of(0, 2)) {
      assertThat(ranks.get(rank).line())
          .startsWith("failed rank 1 on node node1 is lost: silent for 4 s");
    }
    ranks.get(1).process().destroyForcibly().waitFor();
  }

  @Test
  void aJvmWhoseMainReturnsEnds() throws Exception {
    for (RankProcess rank : start(2, "64m", "abandon")) {
      assertThat(rank.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(rank.process().exitValue()).isZero();
    }
  }

  @Test
  void twoStepsInOnePrefixDoNotMix() throws Exception {
    List<RankProcess> one = RankProcess.start(all(3), 3, prefix, "job.1", "64m", "meet");
    List<RankProcess> two = RankProcess.start(all(2), 2, prefix, "job.2", "64m", "meet");
    for (RankProcess rank : one) {
      assertThat(rank.line()).startsWith("connected ");
      assertThat(rank.rest()).isEmpty();
    }
    for (RankProcess rank : two) {
      assertThat(rank.line()).startsWith("connected ");
      assertThat(rank.rest()).isEmpty();
    }
  }

  @Test
  void whatAKilledStepHasLeftDoesNotDisturbTheNext() throws Exception {
    List<RankProcess> lonely = RankProcess.start(List.of(0), 2, prefix, "job.1", "64m", "meet");
    Path file = prefix.resolve(".scr/rendezvous/job.1/rank0");
    Awaitility.await().until(() -> Files.exists(file));
    lonely.get(0).process().destroyForcibly().waitFor();
    assertThat(file).exists();
    List<RankProcess> late = RankProcess.start(List.of(1), 2, prefix, "job.1", "64m", "meet");
    List<RankProcess> next = RankProcess.start(List.of(0), 2, prefix, "job.1", "64m", "meet");
    assertThat(late.get(0).line()).startsWith("connected ");
    assertThat(next.get(0).line()).startsWith("connected ");
  }
}
