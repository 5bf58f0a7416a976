package org.scr4j.job;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The life of a job from prerun to report.
 *
 * <p>{@link #terminate} may be called by another thread at any time, such as by a shutdown hook:
 * the running step is then ended, and what the cache holds is saved all the same.
 */
public final class JobRun {

  /** For output on its way into logs, where somebody does not read ours. */
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(10);

  private final JobContext job;
  private final Commands commands;
  private final Optional<RunLogs> logs;
  private final Termination termination = new Termination();

  /**
   * What to start.
   *
   * @param launcherArguments the launcher's arguments, and the program with its own unless a
   *     command is given
   * @param runCommand {@code --run-cmd}: the program as one string, see {@link CommandWords}
   * @param restartCommand {@code --restart-cmd}: as that, where there is a checkpoint to restart
   *     from; {@code SCR_CKPT_NAME} in it stands for the checkpoint's name
   */
  public record Commands(
      List<String> launcherArguments,
      Optional<String> runCommand,
      Optional<String> restartCommand) {

    /** Copies the list. */
    public Commands {
      launcherArguments = List.copyOf(launcherArguments);
    }
  }

  /** The life of {@code job}, which runs {@code commands}. */
  public JobRun(JobContext job, Commands commands) {
    this(job, commands, Optional.empty());
  }

  /** As the other, with files of its own for what each run writes. */
  public JobRun(JobContext job, Commands commands, Optional<RunLogs> logs) {
    this.job = job;
    this.commands = commands;
    this.logs = logs;
  }

  /**
   * Lives it.
   *
   * @throws JobException if the job cannot start at all
   */
  public Report run() throws IOException, JobException, InterruptedException {
    Instant begin = job.clock().instant();
    NodeHistory history = NodeHistory.of(job);
    RunRecorder recorder = new RunRecorder(job);
    RunLoop loop =
        new RunLoop(
            job,
            () -> new ProgramArguments(job, commands).forRun(history),
            history,
            termination,
            logs,
            recorder);
    RunLoop.Result result;
    try {
      new Prerun(job).run();
      recorder.began();
      result = loop.run();
    } catch (IOException | JobException e) {
      recorder.saving();
      saveAfter(e, history);
      recorder.ended(
          e instanceof JobException fault ? fault.exitCode() : ExitCode.IO,
          String.valueOf(e.getMessage()));
      throw e;
    }
    recorder.saving();
    Postrun.Result saved = save(history);
    Report report =
        new Report(
            result.runs(),
            result.failedNodes(),
            saved,
            result.exitCode(),
            result.ending(),
            JobSummary.of(job, begin, result.history()));
    recorder.ended(report.exitCode(), report.ending());
    if (logs.isPresent()) {
      logs.get().finish(OUTPUT_LIMIT);
    }
    report.lines().forEach(job.messages()::say);
    return report;
  }

  /** Ends the running step, if there is one, and lets no other start; returns when it has ended. */
  public void terminate(Signal signal) {
    job.messages()
        .say(
            signal.name()
                + ": ending the step; what is in cache is saved then (a second SIGINT leaves it"
                + " there)");
    termination.request(signal, job.limits().grace());
  }

  /** What happens while saving must not hide how the program ended. */
  private Postrun.Result save(NodeHistory history) throws InterruptedException {
    try {
      return new Postrun(job).run(history);
    } catch (IOException | JobException e) {
      return new Postrun.Result(
          List.of(), Map.of("cached datasets", e.getMessage()), Optional.empty(), true);
    }
  }

  /** A fault in the middle of a job must not cost what the cache holds. */
  private void saveAfter(Exception fault, NodeHistory history) throws InterruptedException {
    try {
      new Postrun(job).run(history);
    } catch (IOException | JobException second) {
      fault.addSuppressed(second);
    }
  }
}
