package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.scr4j.cluster.NodeSet;
import org.scr4j.dataset.HaltConditions;

class DeciderTest {

  private static final Instant NOW = Instant.parse("2026-07-04T12:00:00Z");

  private HaltConditions halt = HaltConditions.NONE;
  private long haltSeconds;
  private Optional<Instant> endTime = Optional.empty();
  private OptionalLong runsLeft = OptionalLong.of(1);

  private Optional<Decision.Stop> decide() {
    return Decider.beforeNodes(
        new Decider.Situation(halt, haltSeconds, NOW, endTime, runsLeft, "/p/run"));
  }

  @Nested
  class HaltFile {

    @Test
    void withoutConditionsTheJobGoesOn() {
      assertThat(decide()).isEmpty();
    }

    @Test
    void aFinishedProgramIsNotRunAgainAndTheUserIsToldHow() {
      halt = halt.withExitReason(Optional.of("SCR_FINALIZE_CALLED"));
      assertThat(decide())
          .hasValueSatisfying(
              stop -> {
                assertThat(stop.reason()).isEqualTo(StopReason.FINISHED);
                assertThat(stop.exitCode()).isEqualTo(75);
                assertThat(stop.message()).contains("scr_halt --unset-reason /p/run");
              });
    }

    @Test
    void aReasonOfTheUsersStopsIt() {
      halt = halt.withExitReason(Optional.of("JOB_HALTED"));
      assertThat(decide())
          .hasValueSatisfying(
              stop -> {
                assertThat(stop.reason()).isEqualTo(StopReason.HALTED);
                assertThat(stop.message()).contains("JOB_HALTED");
              });
    }

    @Test
    void noCheckpointsLeftStopsItButOneDoesNot() {
      halt = halt.withCheckpointsLeft(OptionalLong.of(1));
      assertThat(decide()).isEmpty();
      halt = halt.withCheckpointsLeft(OptionalLong.of(0));
      assertThat(decide()).map(Decision.Stop::exitCode).contains(75);
    }

    @Test
    void aTimeAfter2038DoesNotStopItNow() {
      halt = halt.withExitBefore(OptionalLong.of(4_000_000_000L));
      assertThat(decide()).isEmpty();
    }
  }

  @Nested
  class EndOfAllocation {

    @Test
    void stopsTheJobWithinTheHaltSeconds() {
      endTime = Optional.of(NOW.plusSeconds(3600));
      haltSeconds = 3599;
      assertThat(decide()).isEmpty();
      haltSeconds = 3600;
      assertThat(decide()).map(Decision.Stop::reason).contains(StopReason.OUT_OF_TIME);
    }

    @Test
    void theHaltFilesSecondsWinOverTheParameter() {
      endTime = Optional.of(NOW.plusSeconds(100));
      haltSeconds = 3600;
      halt = halt.withHaltSeconds(OptionalLong.of(0));
      assertThat(decide()).isEmpty();
    }

    @Test
    void unknownStopsNothing() {
      haltSeconds = 3600;
      assertThat(decide()).isEmpty();
    }
  }

  @Nested
  class Runs {

    @Test
    void noneLeftStopsTheJob() {
      runsLeft = OptionalLong.of(0);
      assertThat(decide()).map(Decision.Stop::reason).contains(StopReason.NO_RUNS_LEFT);
    }

    @Test
    void withoutBoundTheyNeverRunOut() {
      runsLeft = OptionalLong.empty();
      assertThat(decide()).isEmpty();
    }
  }

  @Nested
  class Nodes {

    @Test
    void theNeedIsWhatTheUserSaysElseTheLastRunElseTheLauncherElseAll() {
      OptionalInt user = OptionalInt.of(2);
      OptionalLong last = OptionalLong.of(3);
      OptionalInt launcher = OptionalInt.of(4);
      OptionalInt none = OptionalInt.empty();
      assertThat(Decider.nodesNeeded(user, last, launcher, 5)).isEqualTo(2);
      assertThat(Decider.nodesNeeded(none, last, launcher, 5)).isEqualTo(3);
      assertThat(Decider.nodesNeeded(none, OptionalLong.empty(), launcher, 5)).isEqualTo(4);
      assertThat(Decider.nodesNeeded(none, OptionalLong.empty(), none, 5)).isEqualTo(5);
    }

    @Test
    void enoughOfThemLetTheJobGoOnWithoutTheDeadOnes() {
      NodeReport report =
          new NodeReport(NodeSet.of("n1", "n3"), Map.of("n2", "dead"), Map.of(), Map.of());
      assertThat(Decider.byNodes(report, 2))
          .isEqualTo(new Decision.Continue(NodeSet.of("n1", "n3")));
    }

    @Test
    void tooFewStopItAndEachIsNamedWithItsReason() {
      NodeReport report =
          new NodeReport(
              NodeSet.of("n1"), Map.of("n2", "dead"), Map.of(), Map.of("n3", "no answer"));
      assertThat(Decider.byNodes(report, 2))
          .isInstanceOfSatisfying(
              Decision.Stop.class,
              stop -> {
                assertThat(stop.exitCode()).isEqualTo(76);
                assertThat(stop.message())
                    .contains("1 of the 2")
                    .contains("n2: dead")
                    .contains("n3: state unknown: no answer")
                    .contains("SCR_MIN_NODES");
              });
    }
  }
}
