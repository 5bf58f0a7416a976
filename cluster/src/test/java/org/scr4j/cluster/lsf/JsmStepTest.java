package org.scr4j.cluster.lsf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What jslist prints, as captured on Summit and as its guide shows it. */
class JsmStepTest {

  private static final String PLAIN =
      """
               parent                cpus      gpus      exit               \s
      ID   ID       nrs    per RS    per RS    status         status
      ===============================================================================
          3    0         1         1         0         1       Complete
          9    0         1         1         0         0       Complete
          2    0         3   various   various       137         Killed
          4    0         1   various   various       137         Killed
      """;

  private static final String BANNER =
      """
      ****************************************************************************
         parent                cpus      gpus      exit \s
      ID   ID       nrs    per RS    per RS    status         status
      ===============================================================================
          2    1       168         1         1         1       Complete
          1    1         4   various   various         0        Running
         11    1         1         1         1         1        Running
         12    0   various   various   various         0         Queued
      """;

  private static final String GUIDE =
      """
            parent         cpus     gpus     exit
            ID  ID    nrs  per RS  per RS   status    status
           ===========================================================
             1   0    12     4       1        0       Running
      """;

  private static List<Integer> ids(String output) {
    return JsmStep.parse(output).stream().map(JsmStep::id).toList();
  }

  @Test
  void rowsAreReadWhateverStandsAboveTheRule() {
    assertThat(ids(PLAIN)).containsExactly(3, 9, 2, 4);
    assertThat(ids(BANNER)).containsExactly(2, 1, 11, 12);
    assertThat(JsmStep.parse(GUIDE)).containsExactly(new JsmStep(1, OptionalInt.of(12), "Running"));
    assertThat(ids(BANNER.replace("\n", "\r\n"))).containsExactly(2, 1, 11, 12);
  }

  @Test
  void whatHasEndedIsNotAlive() {
    assertThat(JsmStep.parse(PLAIN)).noneMatch(JsmStep::isAlive);
    assertThat(JsmStep.parse(BANNER).stream().filter(JsmStep::isAlive).map(JsmStep::id))
        .containsExactly(1, 11, 12);
  }

  @Test
  void bannersAndGarbageAreNoSteps() {
    assertThat(ids("")).isEmpty();
    assertThat(ids("   1   0    12     4       1        0       Running\n")).isEmpty();
    assertThat(ids("****\nRunning steps\n==============\nRunning Running\n")).isEmpty();
    assertThat(ids(BANNER.substring(0, BANNER.indexOf("various")))).containsExactly(2);
    assertThat(ids("==============\n 0 0 1 1 0 0 Running\n-1 0 1 1 0 0 Running\n")).isEmpty();
    assertThat(ids("==============\n 99999999999 0 1 1 0 0 Running\n")).isEmpty();
    assertThat(ids("==============\n \u0000\u0007 0 1 1 0 0 Running\n")).isEmpty();
  }

  @Test
  void aNewStepIsTheOneThatWasNotThereBefore() {
    List<JsmStep> now = JsmStep.parse(BANNER);
    assertThat(JsmStepBehaviour.pick(now, Set.of(1, 2, 12), OptionalInt.empty())).contains(11);
    assertThat(JsmStepBehaviour.pick(now, Set.of(1, 2, 11, 12), OptionalInt.empty())).isEmpty();
  }

  @Test
  void aStepOfAnotherSizeIsSomebodyElses() {
    List<JsmStep> now = JsmStep.parse(BANNER);
    assertThat(JsmStepBehaviour.pick(now, Set.of(1, 2, 12), OptionalInt.of(7))).isEmpty();
    assertThat(JsmStepBehaviour.pick(now, Set.of(1, 12), OptionalInt.of(168))).contains(2);
    assertThat(JsmStepBehaviour.pick(now, Set.of(1, 12), OptionalInt.of(1))).contains(11);
  }

  @Test
  void amongSeveralNewStepsNoneIsGuessed() {
    List<JsmStep> now = JsmStep.parse(BANNER);
    assertThat(JsmStepBehaviour.pick(now, Set.of(12), OptionalInt.empty())).isEmpty();
    // The size of step 12 is not told.
    assertThat(JsmStepBehaviour.pick(now, Set.of(1, 2), OptionalInt.of(1))).isEmpty();
  }

  @Test
  void aHundredThousandStepsAreRead() {
    StringBuilder rows = new StringBuilder("===============\n");
    for (int i = 100_000; i > 0; i--) {
      rows.append("    ")
          .append(i)
          .append("    0         1         1         0         0 Complete\n");
    }
    assertThat(JsmStep.parse(rows.toString())).hasSize(100_000);
    assertThat(ids("===============\n" + " 1".repeat(1_000_000) + "\n")).isEmpty();
  }
}
