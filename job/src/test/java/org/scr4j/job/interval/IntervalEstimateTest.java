package org.scr4j.job.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.dataset.EventLogReader;
import org.scr4j.job.interval.IntervalEstimate.Model;

class IntervalEstimateTest {

  private static final LocalDateTime BEGIN = LocalDateTime.parse("2026-11-22T10:00:00");

  @TempDir Path directory;
  private final StringBuilder log = new StringBuilder();
  private int now;
  private int dataset;

  private void line(int job, String fields) {
    log.append(BEGIN.plusSeconds(now).toString(), 0, 16)
        .append(":%02d: host=n1, jobid=%d, ".formatted(now % 60, job))
        .append(fields)
        .append('\n');
  }

  /** Computes and writes a checkpoint, which is flushed where that takes more than 0. */
  private void period(int job, int compute, int checkpoint, int flush) {
    dataset++;
    line(job, "event=COMPUTE_START");
    now += compute;
    line(job, "event=COMPUTE_END, secs=" + compute + ".000000");
    line(job, "event=CHECKPOINT_START, dset=" + dataset);
    now += checkpoint;
    line(job, "event=CHECKPOINT_END, dset=" + dataset + ", secs=" + checkpoint + ".000000");
    if (flush > 0) {
      now += flush;
      line(job, "xfer=FLUSH_SYNC, dset=" + dataset + ", secs=" + flush + ".000000");
    }
  }

  private void start(int job) {
    line(job, "event=START, procs=4, nodes=2");
  }

  private LogStatistics statistics() throws Exception {
    Path file = directory.resolve("log");
    Files.writeString(file, log);
    return LogTally.of(new EventLogReader(file));
  }

  @Test
  void runsThatEndWithoutBeingAskedToAreFailures() throws Exception {
    start(1);
    period(1, 90, 10, 0);
    start(1);
    period(1, 90, 10, 0);
    line(1, "event=HALT, note=\"SCR_FINALIZE_CALLED\"");
    LogStatistics found = statistics();
    assertThat(found.starts()).isEqualTo(2);
    assertThat(found.failed()).isEqualTo(1);
    assertThat(found.clean()).isEqualTo(1);
    assertThat(found.seconds()).isEqualTo(200);
    assertThat(found.meanTimeToInterrupt()).isEqualTo(200);
  }

  @Test
  void anAllocationThatEndedIsNoFailure() throws Exception {
    for (int job = 1; job <= 3; job++) {
      start(job);
      period(job, 90, 10, 0);
    }
    LogStatistics found = statistics();
    assertThat(found.failed()).isZero();
    assertThat(found.unknown()).isEqualTo(3);
    assertThat(found.meanTimeToInterrupt()).isEqualTo(300);
    assertThat(found.meanTimeLimits().high()).isInfinite();
    assertThat(found.meanTimeLimits().low()).isCloseTo(300 / 2.9957, within(0.01));
  }

  @Test
  void scrRunTellsWhenARunHasFailedAndHowLongItTook() throws Exception {
    start(1);
    period(1, 90, 10, 0);
    line(1, "event=RUN_END, note=\"run=1\", secs=170.000000");
    assertThat(statistics().failed()).isEqualTo(1);
    assertThat(statistics().seconds()).isEqualTo(170);
  }

  @Test
  void aRunThatScrRunEndedOnRequestIsNoFailure() throws Exception {
    start(1);
    line(1, "event=HALT, note=\"SIGTERM\"");
    line(1, "event=RUN_END, note=\"run=1\", secs=170.000000");
    assertThat(statistics().failed()).isZero();
    assertThat(statistics().clean()).isEqualTo(1);
  }

  @Test
  void linesOfJobsThatRunAtTheSameTimeAreKeptApart() throws Exception {
    start(1);
    start(2);
    period(1, 50, 5, 0);
    period(2, 50, 5, 0);
    line(1, "event=HALT, note=\"SCR_FINALIZE_CALLED\"");
    line(2, "event=RUN_END, note=\"run=1\", secs=110.000000");
    LogStatistics found = statistics();
    assertThat(found.failed()).isEqualTo(1);
    assertThat(found.clean()).isEqualTo(1);
  }

  @Test
  void theCostOfACheckpointIncludesItsFlush() throws Exception {
    start(1);
    period(1, 90, 10, 0);
    period(1, 90, 10, 30);
    period(1, 90, 10, 0);
    line(1, "event=OUTPUT_START, dset=9");
    line(1, "event=OUTPUT_END, dset=9, secs=4.0");
    line(1, "xfer=FLUSH_SYNC, dset=9, secs=50.0");
    LogStatistics found = statistics();
    assertThat(found.cost().count()).isEqualTo(3);
    assertThat(found.cost().mean()).isEqualTo(20);
    assertThat(found.flushCheckpoint().seconds()).isEqualTo(30);
    assertThat(found.flushOutput().seconds()).isEqualTo(50);
  }

  @Test
  void modelsGetCostAndMeanTime() throws Exception {
    for (int run = 0; run < 11; run++) {
      start(1);
      period(1, 3595, 5, 0);
    }
    IntervalEstimate young = IntervalEstimate.of(statistics(), Model.YOUNG).orElseThrow();
    IntervalEstimate daly = IntervalEstimate.of(statistics(), Model.DALY).orElseThrow();
    double meanTime = 11 * 3600.0 / 10;
    assertThat(young.seconds()).isEqualTo(IntervalModels.young(5, meanTime));
    assertThat(daly.seconds()).isEqualTo(IntervalModels.daly(5, meanTime));
    assertThat(daly.percent()).isEqualTo(500 / daly.seconds());
    assertThat(daly.limits().low()).isLessThan(daly.seconds());
    assertThat(daly.limits().high()).isGreaterThan(daly.seconds()).isLessThan(400);
  }

  @Test
  void levelsAreThoseThatFailuresNeeded() throws Exception {
    start(1);
    period(1, 1000, 2, 50);
    for (int run = 0; run < 4; run++) {
      start(1);
      line(1, run == 3 ? "event=RESTART_FAIL, secs=1.0" : "event=RESTART_SUCCESS, secs=1.0");
      if (run == 3) {
        line(1, "xfer=FETCH, dset=1, secs=9.0");
      }
      period(1, 1000, 2, 0);
    }
    line(1, "event=HALT, note=\"SCR_FINALIZE_CALLED\"");
    LogStatistics found = statistics();
    assertThat(found.failed()).isEqualTo(4);
    assertThat(found.prefixRestarts()).isEqualTo(1);
    IntervalEstimate levels = IntervalEstimate.of(found, Model.MULTILEVEL).orElseThrow();
    double time = found.seconds();
    assertThat(levels.seconds()).isCloseTo(Math.sqrt(2 * 2 * time / 3), within(1e-9));
    assertThat(levels.levels().get(1).seconds()).isCloseTo(Math.sqrt(2 * 50 * time), within(1e-9));
    assertThat(levels.flushEvery()).contains(9L);
  }

  @Test
  void withoutFlushesThereIsOneLevel() throws Exception {
    start(1);
    period(1, 1000, 2, 0);
    IntervalEstimate one = IntervalEstimate.of(statistics(), Model.MULTILEVEL).orElseThrow();
    assertThat(one.levels()).hasSize(1);
    assertThat(one.flushEvery()).isEmpty();
    assertThat(one.seconds()).isCloseTo(IntervalModels.young(2, 1002), within(1e-9));
  }

  @Test
  void withoutACheckpointNothingCanBeSaid() throws Exception {
    start(1);
    assertThat(IntervalEstimate.of(statistics(), Model.DALY)).isEmpty();
    line(1, "event=CHECKPOINT_END, dset=1, secs=0.000000");
    assertThat(IntervalEstimate.of(statistics(), Model.YOUNG)).isEmpty();
  }
}
