package org.scr4j.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.Launcher;
import org.scr4j.job.status.JobRecord;
import org.scr4j.job.status.RunProcess;

/**
 * Keeps {@code .scr/run.scr} up to date while scr_run lives, for scr_status. That it cannot be
 * written is told once and stops nothing. Safe for use by several threads.
 */
final class RunRecorder {

  private final JobContext job;
  private final Path file;
  private Optional<JobRecord> record = Optional.empty();
  private boolean warned;

  RunRecorder(JobContext job) {
    this.job = job;
    this.file = JobRecord.file(job.layout().scrDir());
  }

  /** scr_run has begun; the directory is there. */
  synchronized void began() {
    Allocation allocation = job.allocation();
    RunProcess process;
    try {
      process = RunProcess.current();
    } catch (IOException e) {
      warn(e);
      return;
    }
    put(
        new JobRecord(
            allocation.jobId(),
            allocation.user(),
            job.platform().resourceManager().name(),
            process,
            allocation.nodes().compressed(),
            allocation.endTime(),
            job.clock().instant(),
            JobRecord.Phase.CHECKING,
            job.settings().runs(),
            List.of(),
            OptionalInt.empty(),
            Optional.empty()));
  }

  synchronized void runStarted(int run, Launcher.Step step, Instant start, Allocation allocation) {
    JobRecord.Run begun =
        new JobRecord.Run(
            run,
            step.id(),
            step.nodes().compressed(),
            start,
            Optional.empty(),
            Optional.empty(),
            false);
    record.ifPresent(now -> put(now.with(begun, allocation.endTime())));
  }

  synchronized void runEnded(Launcher.Outcome outcome, Instant at) {
    boolean failed = !(outcome instanceof Launcher.Exited exited && exited.status() == 0);
    record.ifPresent(now -> put(now.lastRunEnded(at, Outcomes.text(outcome), failed)));
  }

  synchronized void saving() {
    record.ifPresent(now -> put(now.in(JobRecord.Phase.SAVING)));
  }

  synchronized void ended(int exitCode, String ending) {
    record.ifPresent(now -> put(now.ended(exitCode, ending)));
  }

  private void put(JobRecord next) {
    record = Optional.of(next);
    try {
      next.write(job.files(), file);
    } catch (IOException e) {
      warn(e);
    }
  }

  private void warn(IOException e) {
    if (!warned) {
      warned = true;
      job.messages().say("warning: scr_status will not know of this run: " + e.getMessage());
    }
  }
}
