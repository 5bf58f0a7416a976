package org.scr4j.job.status;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.HaltConditions;
import org.scr4j.dataset.HaltFile;
import org.scr4j.dataset.HaltReason;
import org.scr4j.dataset.NodesFile;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.job.NodeHistory;
import org.scr4j.kvtree.StateFiles;

/**
 * Reads where a job stands. A file that is damaged costs what it says and no more; what is between
 * two files that are being written may be of two moments.
 */
public final class StatusReader {

  private final StateFiles files;
  private final PrefixLayout layout;
  private final long haltSeconds;
  private final Clock clock;

  /**
   * A reader of one prefix.
   *
   * @param haltSeconds SCR_HALT_SECONDS
   */
  public StatusReader(StateFiles files, PrefixLayout layout, long haltSeconds, Clock clock) {
    this.files = files;
    this.layout = layout;
    this.haltSeconds = haltSeconds;
    this.clock = clock;
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T tolerant(List<String> problems, Reading<T> reading, Supplier<T> otherwise) {
    try {
      return reading.read();
    } catch (IOException e) {
      problems.add(Optional.ofNullable(e.getMessage()).orElse(e.toString()));
      return otherwise.get();
    }
  }

  /** The job as it stands now. */
  public JobStatus read() throws IOException {
    Instant now = clock.instant();
    List<String> problems = new ArrayList<>();
    Optional<JobRecord> record =
        tolerant(
            problems,
            () -> JobRecord.read(files, JobRecord.file(layout.scrDir())),
            Optional::empty);
    HaltConditions halt =
        tolerant(
            problems, () -> new HaltFile(files, layout.halt()).read(), () -> HaltConditions.NONE);
    FlushState flush =
        tolerant(
            problems, () -> new FlushFile(files, layout.flush()).read(), () -> FlushState.EMPTY);
    DatasetIndex index =
        tolerant(
            problems,
            () -> files.read(layout.index()).map(DatasetIndex::of).orElse(DatasetIndex.EMPTY),
            () -> DatasetIndex.EMPTY);
    OptionalLong nodes =
        tolerant(problems, () -> new NodesFile(files, layout.nodes()).read(), OptionalLong::empty);
    List<NodeHistory.Out> out =
        record.isEmpty()
            ? List.of()
            : tolerant(
                problems,
                () -> NodeHistory.recorded(files, layout.scrDir(), record.get().jobId()),
                List::of);
    JobStatus.Life life = life(record, now);
    Optional<Instant> end = record.flatMap(JobRecord::end);
    List<DatasetStatus> datasets =
        new DatasetStates(files, layout, flush, index).all(saving(record, life), problems);
    return new JobStatus(
        layout.prefix(),
        now,
        life,
        record,
        end.map(at -> at.isBefore(now) ? Duration.ZERO : Duration.between(now, at)),
        nodes,
        out,
        halt,
        halt.haltSeconds().orElse(haltSeconds),
        halting(halt, now, end.filter(at -> life != JobStatus.Life.ENDED)),
        datasets,
        failures(record, out, problems),
        problems);
  }

  private static boolean saving(Optional<JobRecord> record, JobStatus.Life life) {
    return life != JobStatus.Life.DEAD
        && record.filter(job -> job.phase() == JobRecord.Phase.SAVING).isPresent();
  }

  private static JobStatus.Life life(Optional<JobRecord> record, Instant now) throws IOException {
    if (record.isEmpty()) {
      return JobStatus.Life.NONE;
    }
    if (record.get().phase() == JobRecord.Phase.ENDED) {
      return JobStatus.Life.ENDED;
    }
    return switch (record.get().process().presence()) {
      case THERE -> JobStatus.Life.ALIVE;
      case GONE -> JobStatus.Life.DEAD;
      // Nothing outlives its allocation.
      case UNKNOWN ->
          record.get().end().filter(now::isAfter).isPresent()
              ? JobStatus.Life.DEAD
              : JobStatus.Life.UNKNOWN;
    };
  }

  private Optional<HaltReason> halting(HaltConditions halt, Instant now, Optional<Instant> end) {
    HaltConditions all = haltSeconds > 0 ? halt.orHaltSeconds(OptionalLong.of(haltSeconds)) : halt;
    return all.active(now, end);
  }

  /** By time, latest first; what has no time comes last. */
  private List<Failure> failures(
      Optional<JobRecord> record, List<NodeHistory.Out> out, List<String> problems) {
    List<Failure> found =
        new ArrayList<>(
            tolerant(
                problems,
                () -> LogTail.failures(layout.log(), record.map(JobRecord::jobId), clock.getZone()),
                List::of));
    Set<String> told = new HashSet<>();
    found.forEach(failure -> told.add(failure.what()));
    for (JobRecord.Run run : record.map(JobRecord::runs).orElse(List.of())) {
      if (run.failed()) {
        found.add(
            new Failure(run.stop(), "run " + run.number() + " ended: " + run.outcome().orElse("")));
      }
    }
    for (NodeHistory.Out node : out) {
      String what = node.node() + ": " + node.reason();
      if (!told.contains("NODE_FAIL: " + what)) {
        found.add(new Failure(Optional.empty(), "NODE_FAIL: " + what));
      }
    }
    found.sort(
        Comparator.comparing((Failure failure) -> failure.at().orElse(Instant.MIN)).reversed());
    return found;
  }
}
