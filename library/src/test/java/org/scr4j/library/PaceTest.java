package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When checkpoints are due. */
final class PaceTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void withoutAnyLimitNoneIsDue() {
    Pace pace = new Pace(0, 0, 0, 0);
    assertThat(pace.due(1_000_000 * SECOND)).isFalse();
  }

  @Test
  void secondsCountFromTheEndOfTheLast() {
    Pace pace = new Pace(0, 10, 0, 0);
    assertThat(pace.due(9 * SECOND)).isFalse();
    assertThat(pace.due(10 * SECOND)).isTrue();
    pace.taken(10 * SECOND, 15 * SECOND);
    assertThat(pace.due(24 * SECOND)).isFalse();
    assertThat(pace.due(25 * SECOND)).isTrue();
  }

  @Test
  void overheadIsKeptBelowItsShare() {
    Pace pace = new Pace(0, 0, 10, 0);
    assertThat(pace.due(0)).as("the first one tells the cost").isTrue();
    pace.taken(0, SECOND);
    assertThat(pace.due(10 * SECOND)).as("1 s in 10 s is not below 10 %").isFalse();
    assertThat(pace.due(10 * SECOND + SECOND / 2)).isTrue();
  }
}
