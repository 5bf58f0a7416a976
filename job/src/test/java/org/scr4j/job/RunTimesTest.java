package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.dataset.EventLogReader;

/** Times in seconds; a log line's stamp is worth half a second more or less. */
class RunTimesTest {

  private static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");
  private static final Offset<Double> STAMP = within(0.51);

  @TempDir Path directory;
  private final List<RunRecord> history = new ArrayList<>();
  private final StringBuilder log = new StringBuilder();
  private long logged;

  private void line(int second, String fields) {
    Instant at = BEGIN.plusSeconds(second);
    log.append(at.toString(), 0, 19).append(": host=n1, jobid=7, ").append(fields).append('\n');
  }

  /** A run that had {@link #line}s since the last one. */
  private void run(int from, int to, int status) throws Exception {
    Files.writeString(directory.resolve("log"), log);
    history.add(
        new RunRecord(
            history.size() + 1,
            NodeSet.of("n1"),
            BEGIN.plusSeconds(from),
            BEGIN.plusSeconds(to),
            new Launcher.Exited(status),
            Map.of(),
            Optional.empty(),
            logged,
            log.length()));
    logged = log.length();
  }

  private RunTimes times(int end) throws Exception {
    return RunTimes.of(
        history,
        BEGIN,
        BEGIN.plusSeconds(end),
        new EventLogReader(directory.resolve("log")),
        "7",
        ZoneOffset.UTC);
  }

  /** Computes 40 s, writes a checkpoint in 2 s and flushes it in 3 s. */
  private void period(int begin, int dataset) {
    line(begin, "event=COMPUTE_START");
    line(begin + 40, "event=COMPUTE_END, secs=40.0");
    line(begin + 40, "event=CHECKPOINT_START, dset=" + dataset);
    line(begin + 42, "event=CHECKPOINT_END, dset=" + dataset + ", secs=2.0");
    line(begin + 45, "xfer=FLUSH_SYNC, dset=" + dataset + ", secs=3.0");
  }

  @Test
  void aRunWithoutFailureIsComputingAndCheckpointing() throws Exception {
    line(10, "event=START, procs=4, nodes=1");
    period(10, 1);
    run(10, 60, 0);
    RunTimes times = times(70);
    RunTimes.Detail detail = times.detail().orElseThrow();
    assertThat(times.total()).isEqualTo(70);
    assertThat(times.runs()).isEqualTo(50);
    assertThat(times.other()).isEqualTo(20);
    assertThat(detail.checkpoints()).isEqualTo(1);
    assertThat(detail.computing()).isCloseTo(45, STAMP);
    assertThat(detail.computing() + detail.starting()).isEqualTo(45);
    assertThat(detail.checkpointing()).isEqualTo(5);
    assertThat(detail.lost()).isZero();
    assertThat(times.goodput().orElseThrow()).isEqualTo(detail.computing() / 70);
  }

  @Test
  void afterAFailureWorkSinceTheLastCheckpointIsLost() throws Exception {
    line(0, "event=START, procs=4, nodes=1");
    period(0, 1);
    run(0, 100, 1);
    line(105, "event=START, procs=4, nodes=1");
    line(107, "event=RESTART_SUCCESS, dset=1, secs=2.0");
    period(107, 2);
    run(105, 155, 0);
    RunTimes.Detail detail = times(155).detail().orElseThrow();
    assertThat(detail.lost()).isCloseTo(58, STAMP);
    assertThat(detail.recovering()).isCloseTo(7, STAMP);
    assertThat(detail.checkpointing()).isEqualTo(10);
    assertThat(detail.computing()).isCloseTo(155 - 58 - 7 - 10, within(1.01));
    assertThat(
            detail.computing()
                + detail.checkpointing()
                + detail.recovering()
                + detail.starting()
                + detail.lost())
        .isCloseTo(155, within(1e-9));
  }

  @Test
  void untilItComputesTheFirstRunStartsAndALaterOneRecovers() throws Exception {
    line(1, "event=START, procs=4, nodes=1");
    line(6, "event=RESTART_SUCCESS, dset=9, secs=2.0");
    line(8, "event=COMPUTE_START");
    run(0, 20, 1);
    line(24, "event=START, procs=4, nodes=1");
    line(27, "event=COMPUTE_START");
    run(20, 40, 0);
    RunTimes.Detail detail = times(40).detail().orElseThrow();
    assertThat(detail.starting()).isCloseTo(6, STAMP);
    assertThat(detail.recovering()).isCloseTo(2 + 7, STAMP);
  }

  @Test
  void whereTheNextRunStartsFromAnOlderCheckpointMoreIsLost() throws Exception {
    line(0, "event=START, procs=4, nodes=1");
    period(0, 1);
    period(45, 2);
    run(0, 90, 1);
    line(90, "event=START, procs=4, nodes=1");
    line(91, "event=RESTART_FAIL, secs=1.0");
    line(93, "event=FETCH_SUCCESS, dset=1, secs=2.0");
    line(93, "xfer=FETCH, dset=1, secs=2.0");
    run(90, 100, 0);
    RunTimes.Detail detail = times(100).detail().orElseThrow();
    assertThat(detail.lost()).isCloseTo(3 + 40, STAMP);
    assertThat(detail.recovering()).isEqualTo(3);
  }

  @Test
  void withoutACheckpointARunThatFailsIsLost() throws Exception {
    line(0, "event=START, procs=4, nodes=1");
    run(0, 30, 1);
    run(30, 40, 1);
    RunTimes times = times(40);
    assertThat(times.detail().orElseThrow().lost()).isEqualTo(40);
    assertThat(times.goodput().orElseThrow()).isZero();
  }

  @Test
  void whereTheLibraryLogsNothingOnlyTheRunsAreKnown() throws Exception {
    line(0, "event=RUN_START, note=\"run=1\"");
    run(0, 30, 1);
    line(40, "event=RUN_START, note=\"run=2\"");
    run(40, 70, 0);
    RunTimes times = times(75);
    assertThat(times.detail()).isEmpty();
    assertThat(times.goodput()).isEmpty();
    assertThat(times.runs()).isEqualTo(60);
    assertThat(times.between()).isEqualTo(10);
    assertThat(times.other()).isEqualTo(5);
  }

  @Test
  void linesOfOtherAllocationsDoNotCount() throws Exception {
    line(0, "event=START, procs=4, nodes=1");
    log.append(log.toString().replace("jobid=7", "jobid=8").replace("START, ", "X, "));
    log.append("2026-11-22T10:00:20: host=n1, jobid=8, event=CHECKPOINT_END, dset=1, secs=9\n");
    run(0, 30, 0);
    assertThat(times(30).detail().orElseThrow().checkpoints()).isZero();
  }

  @Test
  void whatIsLoggedIsNeverMoreThanTheRunTook() throws Exception {
    line(0, "event=START, procs=4, nodes=1");
    line(1, "event=CHECKPOINT_END, dset=1, secs=999999.0");
    line(1, "event=RESTART_SUCCESS, dset=1, secs=5.0");
    run(0, 10, 1);
    RunTimes.Detail detail = times(10).detail().orElseThrow();
    assertThat(detail.recovering()).isEqualTo(5);
    assertThat(detail.checkpointing()).isEqualTo(5);
    assertThat(detail.computing()).isZero();
    assertThat(detail.lost()).isZero();
  }
}
