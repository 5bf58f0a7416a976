package org.scr4j.job;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scr4j.dataset.EventLogReader;
import org.scr4j.dataset.LogEntry;

/**
 * Where the time of a job went, in seconds of wall time.
 *
 * @param total from the start of scr_run to its report
 * @param runs within runs
 * @param between from the end of a run to the start of the next
 * @param other before the first run and after the last
 * @param detail what the program's library has logged; nothing where it logs nothing
 */
public record RunTimes(
    double total, double runs, double between, double other, Optional<Detail> detail) {

  /** Log lines are stamped with whole seconds: on average they are half a second older. */
  private static final double HALF_SECOND = 0.5;

  private static final double MILLIS = 1000;

  /**
   * From the event log. All of them together are the time in and between runs.
   *
   * @param checkpoints checkpoints that were completed
   * @param computing work that is kept, output included
   * @param checkpointing writing, protecting and flushing checkpoints
   * @param recovering between runs, until the program computes again after a failure, and
   *     rebuilding or fetching a checkpoint in the first run
   * @param starting until the program computes for the first time
   * @param lost work since the checkpoint that the next run has started from, or could
   */
  public record Detail(
      int checkpoints,
      double computing,
      double checkpointing,
      double recovering,
      double starting,
      double lost) {}

  /** Share of the total that was computing and is kept; nothing where that is not known. */
  public Optional<Double> goodput() {
    return detail.filter(known -> total > 0).map(known -> known.computing() / total);
  }

  /**
   * Adds up.
   *
   * @param history all runs, oldest first
   * @param begin start of scr_run
   * @param end now
   * @param log where the program's library logs, if it does
   * @param jobId the allocation whose lines count
   * @param zone that log lines are stamped in
   */
  static RunTimes of(
      List<RunRecord> history,
      Instant begin,
      Instant end,
      EventLogReader log,
      String jobId,
      ZoneId zone)
      throws IOException {
    double total = seconds(begin, end);
    double runs = 0;
    double between = 0;
    for (int i = 0; i < history.size(); i++) {
      runs += seconds(history.get(i).start(), history.get(i).end());
      between += i > 0 ? seconds(history.get(i - 1).end(), history.get(i).start()) : 0;
    }
    Work work = new Work();
    boolean logged = false;
    for (RunRecord run : history) {
      RunLog entries = new RunLog(run, zone);
      if (run.logEnd() > run.logFrom()) {
        log.read(
            run.logFrom(),
            run.logEnd(),
            entry -> {
              if (entry.jobId().equals(jobId)) {
                entries.take(entry);
              }
            });
      }
      logged |= entries.started;
      work.add(entries, run);
    }
    return new RunTimes(
        total,
        runs,
        between,
        Math.max(0, total - runs - between),
        logged ? Optional.of(work.detail(runs, between)) : Optional.empty());
  }

  private static double seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis() / MILLIS);
  }

  /** Work up to the end of a checkpoint. */
  private record Piece(int dataset, double computing) {}

  /** What one run has logged. */
  private static final class RunLog {
    private final RunRecord run;
    private final ZoneId zone;
    private final List<Piece> pieces = new ArrayList<>();
    private boolean started;
    private boolean inCheckpoint;
    private double computing;
    private double checkpointing;
    private double recovering;
    private double keptUntil;
    private double begun = -1;
    private boolean restored;
    private boolean failedToRestore;
    private int from = -1;
    private int rebuilt = -1;

    RunLog(RunRecord run, ZoneId zone) {
      this.run = run;
      this.zone = zone;
    }

    void take(LogEntry entry) {
      double took = entry.seconds().orElse(0);
      switch (entry.transfer() ? "xfer " + entry.type() : entry.type()) {
        case "START" -> started = true;
        case "COMPUTE_START" -> {
          inCheckpoint = false;
          begun = begun < 0 ? since(entry.time()) : begun;
        }
        case "OUTPUT_START" -> inCheckpoint = false;
        case "COMPUTE_END" -> computing += took;
        case "CHECKPOINT_START" -> inCheckpoint = true;
        case "CHECKPOINT_END" -> completed(entry, took);
        case "xfer FLUSH_SYNC" -> checkpointing += inCheckpoint ? took : 0;
        case "REBUILD_SUCCESS" -> rebuilt = Math.max(rebuilt, entry.dataset().orElse(-1));
        case "RESTART_SUCCESS" -> {
          recovering += took;
          restoredFrom(entry.dataset().orElse(rebuilt));
        }
        case "RESTART_FAIL", "RESTART_FAILURE" -> {
          recovering += took;
          failedToRestore = true;
        }
        case "xfer FETCH" -> recovering += took;
        case "FETCH_SUCCESS" -> restoredFrom(entry.dataset().orElse(-1));
        case "FETCH_FAIL" -> failedToRestore = true;
        default -> {
          // Of no account for the time.
        }
      }
    }

    private void completed(LogEntry entry, double took) {
      checkpointing += took;
      pieces.add(new Piece(entry.dataset().orElse(-1), computing));
      computing = 0;
      keptUntil = Math.max(keptUntil, since(entry.time()));
    }

    private void restoredFrom(int dataset) {
      restored = true;
      from = dataset;
    }

    private double since(LocalDateTime time) {
      double at = seconds(run.start(), time.atZone(zone).toInstant()) + HALF_SECOND;
      return Math.min(at, seconds(run.start(), run.end()));
    }
  }

  /** All runs together. */
  private static final class Work {
    private final List<Piece> kept = new ArrayList<>();
    private int checkpoints;
    private double checkpointing;
    private double recovering;
    private double starting;
    private double lost;

    void add(RunLog log, RunRecord run) {
      if (log.restored) {
        dropAfter(log.from);
      } else if (log.failedToRestore) {
        lost += kept.stream().mapToDouble(Piece::computing).sum();
        kept.clear();
      }
      double took = seconds(run.start(), run.end());
      double inside = Math.min(took, Math.max(log.recovering, log.begun));
      double first = run.number() > 1 ? 0 : Math.max(0, inside - log.recovering);
      checkpoints += log.pieces.size();
      checkpointing += Math.min(took - inside, log.checkpointing);
      recovering += inside - first;
      starting += first;
      kept.addAll(log.pieces);
      if (!run.succeeded()) {
        double unsaved = log.pieces.isEmpty() ? took - inside : took - log.keptUntil;
        lost += Math.max(0, unsaved);
      }
    }

    /** The run began with checkpoint {@code dataset}: what came after it is done again. */
    private void dropAfter(int dataset) {
      while (!kept.isEmpty() && kept.get(kept.size() - 1).dataset() != dataset && dataset >= 0) {
        lost += kept.remove(kept.size() - 1).computing();
      }
    }

    Detail detail(double runs, double between) {
      double recovery = recovering + between;
      double work = Math.max(0, runs - recovering - starting - checkpointing);
      double gone = Math.min(lost, work);
      return new Detail(checkpoints, work - gone, checkpointing, recovery, starting, gone);
    }
  }
}
