package org.scr4j.job;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.Platform;
import org.scr4j.cluster.StepOutput;

/** What SCR_ENABLE=0 asks for: the launcher as it is, once, with nothing before or after. */
public final class Unprotected {

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(10);

  private final Platform platform;
  private final JobRun.Commands commands;
  private final Optional<RunLogs> logs;
  private final Consumer<String> warnings;
  private final Termination termination = new Termination();

  /**
   * Starts {@code commands} on {@code platform}.
   *
   * @param logs where what the program writes is kept besides, if that is wanted
   * @param warnings is told what is wrong with these logs
   */
  public Unprotected(
      Platform platform,
      JobRun.Commands commands,
      Optional<RunLogs> logs,
      Consumer<String> warnings) {
    this.platform = platform;
    this.commands = commands;
    this.logs = logs;
    this.warnings = warnings;
  }

  /**
   * Starts the launcher on all nodes of the allocation and waits for its end.
   *
   * @return its exit status
   */
  public int run() throws IOException, JobException, InterruptedException {
    List<String> arguments = arguments(commands);
    Launcher.Step step =
        platform
            .launcher()
            .launch(
                new Launcher.Request(
                    arguments,
                    platform.resourceManager().allocation().nodes(),
                    Map.of(),
                    logs.map(files -> files.forRun(1, warnings)).orElseGet(StepOutput::inherited)));
    termination.started(step, GRACE);
    Launcher.Outcome outcome = step.await();
    termination.ended();
    if (logs.isPresent()) {
      logs.get().finish(OUTPUT_LIMIT);
    }
    if (outcome instanceof Launcher.NotStarted failed) {
      throw new JobException(ExitCode.UNAVAILABLE, failed.reason());
    }
    return Outcomes.exitCode(outcome);
  }

  /** What the launcher gets. */
  static List<String> arguments(JobRun.Commands commands) throws JobException {
    List<String> arguments = new ArrayList<>(commands.launcherArguments());
    if (commands.runCommand().isPresent()) {
      arguments.addAll(CommandWords.of(commands.runCommand().get()));
    }
    return arguments;
  }

  /** Ends the step; returns when it has ended. */
  public void terminate(Signal signal) {
    termination.request(signal, GRACE);
  }
}
