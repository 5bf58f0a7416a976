package org.scr4j.job.interval;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.scr4j.dataset.EventLogReader;
import org.scr4j.dataset.LogEntry;

/** Goes through an event log, in which the lines of several jobs may be mixed. */
public final class LogTally {

  private final Map<String, Job> jobs = new HashMap<>();
  private Phase fetch = Phase.NONE;
  private Phase rebuild = Phase.NONE;
  private Phase compute = Phase.NONE;
  private Phase checkpoint = Phase.NONE;
  private Phase flushCheckpoint = Phase.NONE;
  private Phase flushOutput = Phase.NONE;
  private Phase cost = Phase.NONE;
  private int starts;
  private int failed;
  private int clean;
  private int unknown;
  private int prefixRestarts;
  private double seconds;

  private LogTally() {}

  /**
   * The statistics of a log.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  public static LogStatistics of(EventLogReader log) throws IOException {
    LogTally tally = new LogTally();
    long unreadable = log.read(tally::take);
    return tally.statistics(unreadable);
  }

  private enum End {
    FAILED,
    CLEAN,
    UNKNOWN
  }

  /** Where the lines of one job have got to. */
  private static final class Job {
    private boolean running;
    private boolean halted;
    private boolean afterFailure;
    private boolean rebuilt;
    private boolean fetched;
    private boolean inCheckpoint;
    private LocalDateTime start = LocalDateTime.MIN;
    private LocalDateTime last = LocalDateTime.MIN;
    private double phases;
    private OptionalDouble pendingCost = OptionalDouble.empty();
  }

  private void take(LogEntry entry) {
    Job job = jobs.computeIfAbsent(entry.jobId(), id -> new Job());
    double took = entry.seconds().orElse(0);
    switch (entry.transfer() ? "xfer " + entry.type() : entry.type()) {
      case "START" -> start(job, entry);
      case "HALT" -> job.halted = true;
      case "RUN_START" -> end(job, job.halted ? End.CLEAN : End.UNKNOWN, OptionalDouble.empty());
      case "RUN_END" -> end(job, job.halted ? End.CLEAN : End.FAILED, entry.seconds());
      case "COMPUTE_START", "OUTPUT_START" -> job.inCheckpoint = false;
      case "CHECKPOINT_START" -> job.inCheckpoint = true;
      case "COMPUTE_END" -> compute = add(job, compute, took);
      case "OUTPUT_END" -> job.phases += took;
      case "CHECKPOINT_END" -> {
        settle(job);
        checkpoint = add(job, checkpoint, took);
        job.pendingCost = OptionalDouble.of(took);
      }
      case "xfer FLUSH_SYNC" -> flushed(job, took);
      case "xfer FETCH" -> {
        fetch = add(job, fetch, took);
        job.fetched = true;
      }
      case "RESTART_SUCCESS" -> {
        rebuild = add(job, rebuild, took);
        job.rebuilt = true;
      }
      case "RESTART_FAIL", "RESTART_FAILURE" -> rebuild = add(job, rebuild, took);
      default -> {
        // Of no account for the interval.
      }
    }
    job.last = entry.time();
  }

  private static Phase add(Job job, Phase phase, double took) {
    job.phases += took;
    return phase.and(took);
  }

  private void flushed(Job job, double took) {
    if (job.inCheckpoint && job.pendingCost.isPresent()) {
      flushCheckpoint = add(job, flushCheckpoint, took);
      job.pendingCost = OptionalDouble.of(job.pendingCost.getAsDouble() + took);
    } else {
      flushOutput = add(job, flushOutput, took);
    }
  }

  /** The cost of a checkpoint is known once the next thing has begun. */
  private void settle(Job job) {
    if (job.pendingCost.isPresent()) {
      cost = cost.and(job.pendingCost.getAsDouble());
      job.pendingCost = OptionalDouble.empty();
    }
  }

  private void start(Job job, LogEntry entry) {
    // Within an allocation a run begins when the one before it is over.
    end(job, job.halted ? End.CLEAN : End.FAILED, OptionalDouble.empty());
    starts++;
    job.running = true;
    job.halted = false;
    job.rebuilt = false;
    job.fetched = false;
    job.inCheckpoint = false;
    job.start = entry.time();
    job.phases = 0;
  }

  private void end(Job job, End how, OptionalDouble took) {
    if (!job.running) {
      return;
    }
    settle(job);
    job.running = false;
    switch (how) {
      case FAILED -> failed++;
      case CLEAN -> clean++;
      case UNKNOWN -> unknown++;
    }
    if (job.afterFailure && job.fetched && !job.rebuilt) {
      prefixRestarts++;
    }
    job.afterFailure = how == End.FAILED;
    seconds += took.orElseGet(() -> Math.max(job.phases, seen(job)));
  }

  private static double seen(Job job) {
    return Duration.between(job.start, job.last).toSeconds();
  }

  private LogStatistics statistics(long unreadable) {
    for (Job job : jobs.values()) {
      end(job, job.halted ? End.CLEAN : End.UNKNOWN, OptionalDouble.empty());
    }
    return new LogStatistics(
        fetch,
        rebuild,
        compute,
        checkpoint,
        flushCheckpoint,
        flushOutput,
        cost,
        starts,
        failed,
        clean,
        unknown,
        prefixRestarts,
        seconds,
        unreadable);
  }
}
