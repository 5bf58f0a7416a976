package org.scr4j.job;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.Platform;

/** What SCR_ENABLE=0 asks for: the launcher as it is, once, with nothing before or after. */
public final class Unprotected {

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Platform platform;
  private final JobRun.Commands commands;
  private final Termination termination = new Termination();

  /** Starts {@code commands} on {@code platform}. */
  public Unprotected(Platform platform, JobRun.Commands commands) {
    this.platform = platform;
    this.commands = commands;
  }

  /**
   * Starts the launcher on all nodes of the allocation and waits for its end.
   *
   * @return its exit status
   */
  public int run() throws IOException, JobException, InterruptedException {
    List<String> arguments = new ArrayList<>(commands.launcherArguments());
    commands
        .runCommand()
        .ifPresent(command -> arguments.addAll(Arrays.asList(command.strip().split("\\s+"))));
    Launcher.Step step =
        platform
            .launcher()
            .launch(
                new Launcher.Request(
                    arguments, platform.resourceManager().allocation().nodes(), Map.of()));
    termination.started(step, GRACE);
    Launcher.Outcome outcome = step.await();
    termination.ended();
    if (outcome instanceof Launcher.NotStarted failed) {
      throw new JobException(ExitCode.UNAVAILABLE, failed.reason());
    }
    return Outcomes.exitCode(outcome);
  }

  /** Ends the step; returns when it has ended. */
  public void terminate(Signal signal) {
    termination.request(signal, GRACE);
  }
}
