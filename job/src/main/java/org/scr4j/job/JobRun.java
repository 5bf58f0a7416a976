package org.scr4j.job;

import java.io.IOException;
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

  private final JobContext job;
  private final Commands commands;
  private final Termination termination = new Termination();

  /**
   * What to start.
   *
   * @param launcherArguments the launcher's arguments, and the program with its own unless a
   *     command is given
   * @param runCommand {@code --run-cmd}: the program as one string, words separated by blanks
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
    this.job = job;
    this.commands = commands;
  }

  /**
   * Lives it.
   *
   * @throws JobException if the job cannot start at all
   */
  public Report run() throws IOException, JobException, InterruptedException {
    NodeHistory history = NodeHistory.of(job);
    RunLoop loop =
        new RunLoop(
            job,
            run -> new ProgramArguments(job, commands).forRun(run, history.lost()),
            history,
            termination);
    RunLoop.Result result;
    try {
      new Prerun(job).run();
      result = loop.run();
    } catch (IOException | JobException e) {
      saveAfter(e, history.lost());
      throw e;
    }
    Postrun.Result saved = save(history.lost());
    Report report =
        new Report(result.runs(), result.failedNodes(), saved, result.exitCode(), result.ending());
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
  private Postrun.Result save(Map<String, String> failed) throws InterruptedException {
    try {
      return new Postrun(job).run(failed);
    } catch (IOException | JobException e) {
      return new Postrun.Result(
          List.of(), Map.of("cached datasets", e.getMessage()), Optional.empty(), true);
    }
  }

  /** A fault in the middle of a job must not cost what the cache holds. */
  private void saveAfter(Exception fault, Map<String, String> failed) throws InterruptedException {
    try {
      new Postrun(job).run(failed);
    } catch (IOException | JobException second) {
      fault.addSuppressed(second);
    }
  }
}
