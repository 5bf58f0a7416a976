package org.scr4j.job;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.scr4j.cluster.Launcher;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.FlushState;

/**
 * Whether runs still get anywhere: a run makes progress that leaves a checkpoint which was not
 * there before, in cache (flush file) or in the prefix (index). One that lost a node, or of which
 * no rank ran, tells nothing of the program and leaves the count as it is; so does one whose traces
 * cannot be read.
 */
final class Progress {

  /** A checkpoint, told from an earlier one of the same number. */
  private record Checkpoint(int id, long created) {}

  private final JobContext job;
  private final Set<Checkpoint> known = new HashSet<>();
  private int without;

  Progress(JobContext job) {
    this.job = job;
  }

  /** Takes what is there before a run as known. */
  void runBegins() {
    look().ifPresent(known::addAll);
  }

  /** Looks at what the run has left. */
  void runEnded(RunRecord run) {
    Optional<Set<Checkpoint>> now = look();
    boolean news = now.isPresent() && known.addAll(now.get());
    boolean tellsNothing =
        !run.lost().isEmpty()
            || run.outcome() instanceof Launcher.NodesLost
            || run.outcome() instanceof Launcher.NotStarted
            || now.isEmpty();
    if (news) {
      without = 0;
    } else if (!tellsNothing) {
      without++;
    }
  }

  /** Why no further run is worth it; nothing where it may be. */
  Optional<Decision.Stop> stalled() {
    int most = job.settings().runsWithoutProgress();
    if (most == 0 || without < most) {
      return Optional.empty();
    }
    return Optional.of(
        new Decision.Stop(
            StopReason.NO_PROGRESS,
            ExitCode.NO_PROGRESS,
            "no progress: "
                + (without == 1 ? "a run has" : without + " runs in a row have")
                + " ended without a new checkpoint; find out why before you submit the job again ("
                + Parameters.RUNS_WITHOUT_PROGRESS
                + "="
                + most
                + ", 0 for no such rule)"));
  }

  private Optional<Set<Checkpoint>> look() {
    Set<Checkpoint> found = new HashSet<>();
    try {
      for (FlushState.Entry dataset : job.flush().read().datasets()) {
        if (dataset.checkpoint()) {
          found.add(new Checkpoint(dataset.id(), created(dataset.descriptor())));
        }
      }
      for (DatasetIndex.Entry dataset : job.index().read().orElse(DatasetIndex.EMPTY).datasets()) {
        if (dataset.checkpoint() && dataset.valid()) {
          found.add(new Checkpoint(dataset.id(), created(Optional.of(dataset.descriptor()))));
        }
      }
      return Optional.of(found);
    } catch (IOException e) {
      // Whoever needs what is in the file tells of the damage.
      job.messages().detail("whether there is a new checkpoint is unknown: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static long created(Optional<DatasetDescriptor> dataset) {
    return dataset.map(known -> known.createdMicros().orElse(0)).orElse(0L);
  }
}
