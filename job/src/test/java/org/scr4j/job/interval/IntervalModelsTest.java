package org.scr4j.job.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalModelsTest {

  private static final double MINUTE = 60;

  /** Published for a cost of 5 minutes. */
  @ParameterizedTest
  @CsvSource({"1440, 117, 0.5", "360, 57, 0.5", "15, 9.1, 0.05"})
  void dalysValuesAreThePublishedOnes(double meanTime, double interval, double rounding) {
    assertThat(IntervalModels.daly(5 * MINUTE, meanTime * MINUTE) / MINUTE)
        .isCloseTo(interval, within(rounding));
  }

  @Test
  void youngsIsTheRootOfTwiceCostAndMeanTime() {
    assertThat(IntervalModels.young(300, 86_400)).isEqualTo(7200);
  }

  @Test
  void aCheckpointThatTakesLongerThanTwoFailuresIsMadeOncePerMeanTime() {
    assertThat(IntervalModels.daly(200, 100)).isEqualTo(100);
    assertThat(IntervalModels.daly(201, 100)).isEqualTo(100);
  }

  @Test
  void withoutFailuresThereIsNoBound() {
    assertThat(IntervalModels.daly(5, Double.POSITIVE_INFINITY)).isInfinite();
    assertThat(IntervalModels.young(5, Double.POSITIVE_INFINITY)).isInfinite();
  }

  @ParameterizedTest
  @CsvSource({"300, 86400", "60, 3600", "5, 900", "300, 21600"})
  void dalysIntervalIsNearTheLeastWallTime(double cost, double meanTime) {
    double best = wall(IntervalModels.daly(cost, meanTime), cost, meanTime);
    for (double t = cost / 4; t < 8 * meanTime; t *= 1.01) {
      assertThat(best).isLessThan(wall(t, cost, meanTime) * 1.0005);
    }
  }

  private static double wall(double interval, double cost, double meanTime) {
    return IntervalModels.wallTime(1000 * meanTime, interval, cost, 2 * cost, meanTime);
  }

  @Test
  void withRareFailuresTheWallTimeIsWorkAndCheckpoints() {
    assertThat(IntervalModels.wallTime(1000, 100, 1, 10, 1e9)).isCloseTo(1010, within(0.01));
  }

  @Test
  void eachLevelIsAsIfItWereAlone() {
    List<IntervalModels.Level> levels =
        List.of(
            new IntervalModels.Level(2, 1.0 / 3600), new IntervalModels.Level(200, 1.0 / 86_400));
    assertThat(IntervalModels.multilevel(levels))
        .satisfiesExactly(
            cache -> assertThat(cache).isCloseTo(120, within(1e-9)),
            prefix -> assertThat(prefix).isCloseTo(5878.775, within(1e-3)));
    assertThat(IntervalModels.multilevelOverhead(levels))
        .isCloseTo(2.0 / 60 + Math.sqrt(400.0 / 86_400), within(1e-12));
    assertThat(IntervalModels.multilevel(levels.subList(0, 1)).get(0))
        .isEqualTo(IntervalModels.young(2, 3600));
  }

  /** Tables of Poisson limits: 90 % two-sided. */
  @ParameterizedTest
  @CsvSource({"0, 0, 2.996", "1, 0.0513, 4.744", "2, 0.355, 6.296", "10, 5.425, 16.962"})
  void limitsOfCountsAreThoseOfTheTables(int count, double low, double high) {
    Limits90 limits = Limits90.ofCount(count);
    assertThat(limits.low()).isCloseTo(low, within(0.001));
    assertThat(limits.high()).isCloseTo(high, within(0.001));
  }

  @Test
  void limitsOfLargeCountsGoOnWithoutAJump() {
    Limits90 exact = Limits90.ofCount(10_000);
    Limits90 near = Limits90.ofCount(10_001);
    assertThat(near.low()).isCloseTo(exact.low(), within(5.0));
    assertThat(near.high()).isCloseTo(exact.high(), within(5.0));
  }

  @Test
  void aPhaseHasAverageAndStandardError() {
    Phase phase = Phase.NONE.and(2).and(4).and(6);
    assertThat(phase.mean()).isEqualTo(4);
    assertThat(phase.standardError()).isCloseTo(2 / Math.sqrt(3), within(1e-12));
    assertThat(Phase.NONE.mean()).isZero();
    assertThat(Phase.NONE.and(3).standardError()).isZero();
  }
}
