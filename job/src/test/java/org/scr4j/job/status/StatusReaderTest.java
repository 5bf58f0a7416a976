package org.scr4j.job.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.HaltFile;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.job.terminal.Style;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** What the files under a prefix say together; they are real ones, at times damaged. */
class StatusReaderTest {

  private static final StateFiles FILES = new StateFiles(LockKind.FLOCK, line -> {});
  private static final Instant NOW = Instant.parse("2026-07-04T12:00:00Z");

  @TempDir Path directory;
  private PrefixLayout layout;

  @BeforeEach
  void layout() throws IOException {
    layout = new PrefixLayout(directory);
    Files.createDirectories(layout.scrDir());
  }

  private JobStatus read() throws IOException {
    return new StatusReader(FILES, layout, 600, Clock.fixed(NOW, ZoneOffset.UTC)).read();
  }

  private static DatasetDescriptor dataset(int id) {
    return DatasetDescriptor.create(
            id,
            "ckpt." + id,
            OptionalInt.of(id),
            false,
            NOW.minusSeconds(90).getEpochSecond() * 1_000_000,
            new DatasetDescriptor.Origin("tester", Optional.empty(), "38", Optional.empty()))
        .written(8, 4_000_000_000L, true);
  }

  private void record(RunProcess process, Optional<Instant> end, JobRecord.Phase phase)
      throws IOException {
    new JobRecord(
            "38",
            "tester",
            "SLURM",
            process,
            "n[1-4]",
            end,
            NOW.minusSeconds(300),
            phase,
            OptionalLong.of(3),
            List.of(),
            OptionalInt.empty(),
            Optional.empty())
        .write(FILES, JobRecord.file(layout.scrDir()));
  }

  private static RunProcess elsewhere() {
    return new RunProcess("elsewhere", 7, "pid:[1]", Optional.empty());
  }

  private List<String> text(JobStatus status, int columns) {
    return new StatusText(status, columns, new Style(false), ZoneOffset.UTC).lines(10);
  }

  @Test
  void anEmptyPrefixHasNothingToTell() throws IOException {
    JobStatus status = read();
    assertThat(status.life()).isEqualTo(JobStatus.Life.NONE);
    assertThat(status.datasets()).isEmpty();
    assertThat(status.problems()).isEmpty();
    assertThat(text(status, 80)).contains("no datasets", "no failures are recorded");
  }

  @Test
  void ofAProcessElsewhereTheRecordIsAllThatIsKnownUntilItsTimeIsUp() throws IOException {
    record(elsewhere(), Optional.of(NOW.plusSeconds(900)), JobRecord.Phase.RUNNING);
    JobStatus running = read();
    assertThat(running.life()).isEqualTo(JobStatus.Life.UNKNOWN);
    assertThat(running.timeLeft().orElseThrow().toSeconds()).isEqualTo(900);
    assertThat(running.halting()).isEmpty();

    record(elsewhere(), Optional.of(NOW.minusSeconds(1)), JobRecord.Phase.RUNNING);
    assertThat(read().life()).isEqualTo(JobStatus.Life.DEAD);
  }

  @Test
  void withinTheHaltSecondsTheAllocationIsOutOfTime() throws IOException {
    record(elsewhere(), Optional.of(NOW.plusSeconds(500)), JobRecord.Phase.RUNNING);
    assertThat(read().halting().orElseThrow().text()).contains("within 600 s");
  }

  @Test
  void aDatasetInFlushFileAndIndexIsOne() throws IOException {
    new FlushFile(FILES, layout.flush())
        .update(
            state ->
                state
                    .withEntry(dataset(3), 3, FlushState.Location.CACHE)
                    .withEntry(dataset(4), 4, FlushState.Location.CACHE));
    index(dataset(3), true);

    List<DatasetStatus> datasets = read().datasets();

    assertThat(datasets).extracting(DatasetStatus::id).containsExactly(4, 3);
    assertThat(datasets.get(0).prefix()).isEqualTo(DatasetStatus.InPrefix.ABSENT);
    assertThat(datasets.get(1).prefix()).isEqualTo(DatasetStatus.InPrefix.COMPLETE);
    assertThat(datasets.get(1).cached()).isTrue();
    assertThat(datasets.get(1).current()).isTrue();
  }

  private void index(DatasetDescriptor dataset, boolean complete) throws IOException {
    KvTree tree = new KvTree();
    String id = Integer.toString(dataset.id().orElseThrow());
    tree.setValue("VERSION", 2);
    tree.setValue("CURRENT", dataset.name().orElseThrow());
    tree.child("DSET", id).set("DSET", dataset.tree());
    tree.child("DSET", id).setValue("COMPLETE", complete ? 1 : 0);
    tree.child("NAME", dataset.name().orElseThrow()).setValue("DSET", id);
    FILES.write(layout.index(), tree);
  }

  @Test
  void aTransferInTheBackgroundIsCountedByItsStateFilesAndWhatHasArrived() throws IOException {
    new FlushFile(FILES, layout.flush())
        .update(
            state ->
                state
                    .withEntry(dataset(4), 4, FlushState.Location.CACHE)
                    .withLocation(4, FlushState.Location.FLUSHING));
    Files.createDirectories(layout.datasetDir(4));
    Path part = directory.resolve("a._AXL");
    Files.write(part, new byte[30]);
    Path outside = directory.resolve("../outside").normalize();
    KvTree transfer = new KvTree();
    file(transfer, "/cache/a", part, 100, 2);
    file(transfer, "/cache/b", directory.resolve("b"), 50, 3);
    file(transfer, "/cache/c", outside, 50, 1);
    FILES.write(layout.datasetDir(4).resolve("rank_0.state_file"), transfer);

    DatasetStatus.Transfer found = read().datasets().get(0).transfer().orElseThrow();

    assertThat(found).isEqualTo(new DatasetStatus.Transfer(80, 200, DatasetStatus.Unit.BYTES));
  }

  private static void file(KvTree tree, String source, Path to, long bytes, int status) {
    KvTree file = tree.child("FILE", source);
    file.setValue("DEST", to.toString());
    file.setValue("SIZE", bytes);
    file.setValue("STATUS", status);
  }

  @Test
  void aDamagedFileCostsWhatItSaysAndNoMore() throws IOException {
    Files.writeString(layout.flush(), "this is no tree at all");
    index(dataset(3), true);
    new HaltFile(FILES, layout.halt()).update(halt -> halt.withCheckpointsLeft(OptionalLong.of(5)));

    JobStatus status = read();

    assertThat(status.problems()).hasSize(1);
    assertThat(status.problems().get(0)).contains(layout.flush().toString());
    assertThat(status.datasets()).hasSize(1);
    assertThat(status.halt().checkpointsLeft()).hasValue(5);
  }

  @Test
  void failuresComeFromLogAndRecordLatestFirst() throws IOException {
    record(elsewhere(), Optional.empty(), JobRecord.Phase.RUNNING);
    Files.writeString(
        layout.log(),
        """
        2026-07-04T11:50:00: host=n1, jobid=37, event=NODE_FAIL, note="n9: of another job", secs=0.0
        2026-07-04T11:51:00: host=n1, jobid=38, event=NODE_FAIL, note="n2: no answer", secs=0.000000
        2026-07-04T11:52:00: host=n1, jobid=38, event=RUN_START, note="run=2"
        2026-07-04T11:53:00: host=n1, jobid=38, event=FLUSH_FAIL, dset=4, name="ckpt.4", secs=1.0
        not a line of a log
        """);

    List<Failure> failures = read().failures();

    assertThat(failures)
        .extracting(Failure::what)
        .containsExactly("FLUSH_FAIL ckpt.4", "NODE_FAIL: n2: no answer");
    assertThat(failures.get(0).at()).contains(Instant.parse("2026-07-04T11:53:00Z"));
  }

  @Test
  void noLineIsWiderThanTheTerminalAndNothingControlsIt() throws IOException {
    record(elsewhere(), Optional.of(NOW.plusSeconds(900)), JobRecord.Phase.RUNNING);
    String wild = "\u001b[31mred\u0007" + "x".repeat(300);
    DatasetDescriptor named =
        DatasetDescriptor.create(
            5,
            wild,
            OptionalInt.of(5),
            true,
            NOW.getEpochSecond() * 1_000_000,
            new DatasetDescriptor.Origin("t", Optional.empty(), "38", Optional.empty()));
    new FlushFile(FILES, layout.flush())
        .update(state -> state.withEntry(named, 5, FlushState.Location.CACHE));
    new HaltFile(FILES, layout.halt()).update(halt -> halt.withExitReason(Optional.of(wild)));

    for (int columns : new int[] {60, 80, 120, 200}) {
      assertThat(text(read(), columns))
          .as("%d columns", columns)
          .allMatch(line -> line.length() <= Math.max(columns, 67))
          .noneMatch(line -> line.contains("\u001b") || line.contains("\u0007"));
    }
    assertThat(text(read(), 80)).allMatch(line -> line.length() <= 80);
  }

  @Test
  void moreDatasetsThanAreShownAreCounted() throws IOException {
    new FlushFile(FILES, layout.flush())
        .update(
            state ->
                Stream.iterate(1, id -> id + 1)
                    .limit(14)
                    .reduce(
                        state,
                        (s, id) -> s.withEntry(dataset(id), id, FlushState.Location.CACHE),
                        (one, other) -> one));
    assertThat(text(read(), 80)).contains("      and 4 older ones; --all shows them");
  }

  @Test
  void colourIsUsedOnlyWhereAskedFor() throws IOException {
    List<String> plain = text(read(), 80);
    List<String> coloured = new StatusText(read(), 80, new Style(true), ZoneOffset.UTC).lines(10);
    assertThat(plain).noneMatch(line -> line.contains("\u001b"));
    assertThat(coloured).anyMatch(line -> line.contains("\u001b[1m"));
    assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")).toList())
        .isEqualTo(plain);
  }
}
