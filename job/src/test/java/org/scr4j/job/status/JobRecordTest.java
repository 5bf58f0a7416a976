package org.scr4j.job.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

class JobRecordTest {

  private static final StateFiles FILES = new StateFiles(LockKind.FLOCK, line -> {});

  @TempDir Path directory;

  private static JobRecord record() throws IOException {
    return new JobRecord(
        "38",
        "tester",
        "local",
        RunProcess.current(),
        "node[1-4]",
        Optional.of(Instant.ofEpochSecond(5000)),
        Instant.ofEpochSecond(1000),
        JobRecord.Phase.CHECKING,
        OptionalLong.of(3),
        List.of(),
        OptionalInt.empty(),
        Optional.empty());
  }

  private static JobRecord.Run run(int number) {
    return new JobRecord.Run(
        number,
        "38." + number,
        "node[1-3]",
        Instant.ofEpochSecond(1000 + number),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Path file = JobRecord.file(directory);
    JobRecord written =
        record()
            .with(run(1), Optional.of(Instant.ofEpochSecond(6000)))
            .lastRunEnded(Instant.ofEpochSecond(1010), "signal:9", true)
            .with(run(2), Optional.empty());

    written.write(FILES, file);

    JobRecord read = JobRecord.read(FILES, file).orElseThrow();
    assertThat(read.runs()).isEqualTo(written.runs());
    assertThat(read.runs().get(0).failed()).isTrue();
    assertThat(read.end()).isEmpty();
    assertThat(read.phase()).isEqualTo(JobRecord.Phase.RUNNING);
    assertThat(read.process().pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(read.process().presence()).isEqualTo(RunProcess.Presence.THERE);
  }

  @Test
  void onlyTheLatestRunsAreKept() throws IOException {
    JobRecord record = record();
    for (int run = 1; run <= JobRecord.MOST_RUNS + 7; run++) {
      record = record.with(run(run), Optional.empty());
    }
    assertThat(record.runs()).hasSize(JobRecord.MOST_RUNS);
    assertThat(record.runs().get(0).number()).isEqualTo(8);
    assertThat(record.lastRun().orElseThrow().number()).isEqualTo(JobRecord.MOST_RUNS + 7);
  }

  @Test
  void aFileWithNonsenseIsReadAsFarAsItGoes() throws IOException {
    KvTree tree = new KvTree();
    tree.setValue("JOB", "38");
    tree.setValue("PID", "many");
    tree.setValue("PHASE", "DANCING");
    tree.setValue("END", Long.toString(Long.MAX_VALUE));
    tree.child("RUN", "-4").setValue("STEP", "no run has this number");
    tree.child("RUN", "two");
    Path file = JobRecord.file(directory);
    FILES.write(file, tree);

    JobRecord read = JobRecord.read(FILES, file).orElseThrow();

    assertThat(read.phase()).isEqualTo(JobRecord.Phase.UNKNOWN);
    assertThat(read.runs()).isEmpty();
    assertThat(read.process().presence()).isEqualTo(RunProcess.Presence.UNKNOWN);
  }

  @Test
  void aProcessThatHasEndedIsGone() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    RunProcess current = RunProcess.current();
    RunProcess other =
        new RunProcess(current.host(), ended.pid(), current.space(), ended.info().startInstant());
    ended.waitFor();
    assertThat(other.presence()).isEqualTo(RunProcess.Presence.GONE);
  }

  @Test
  void aLaterProcessOfTheSameIdIsAnother() throws IOException {
    RunProcess current = RunProcess.current();
    RunProcess earlier =
        new RunProcess(
            current.host(),
            current.pid(),
            current.space(),
            current.started().map(at -> at.minus(Duration.ofHours(1))));
    assertThat(earlier.presence()).isEqualTo(RunProcess.Presence.GONE);
  }

  @Test
  void ofAProcessOnAnotherHostNothingIsKnown() throws IOException {
    RunProcess current = RunProcess.current();
    assertThat(
            new RunProcess("elsewhere", current.pid(), current.space(), current.started())
                .presence())
        .isEqualTo(RunProcess.Presence.UNKNOWN);
  }
}
