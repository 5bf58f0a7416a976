package org.scr4j.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.Platform;

/** What SCR_ENABLE=0 asks for: the launcher as it is, once, with nothing before or after. */
public final class Unprotected {

  private final Platform platform;

  /** Starts programs on {@code platform}. */
  public Unprotected(Platform platform) {
    this.platform = platform;
  }

  /**
   * Starts the launcher on all nodes of the allocation and waits for its end.
   *
   * @return its exit status
   */
  public int run(JobRun.Commands commands)
      throws IOException, JobException, InterruptedException {
    List<String> arguments = new ArrayList<>(commands.launcherArguments());
    commands
        .runCommand()
        .ifPresent(command -> arguments.addAll(Arrays.asList(command.strip().split("\\s+"))));
    Launcher.Outcome outcome =
        platform
            .launcher()
            .launch(
                new Launcher.Request(
                    arguments, platform.resourceManager().allocation().nodes(), Map.of()))
            .await();
    if (outcome instanceof Launcher.NotStarted failed) {
      throw new JobException(ExitCode.UNAVAILABLE, failed.reason());
    }
    return Outcomes.exitCode(outcome);
  }
}
