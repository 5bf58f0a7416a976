package org.scr4j.cli;

import java.time.Duration;
import java.util.Optional;
import org.scr4j.cluster.Launcher;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends one job step. */
@picocli.CommandLine.Command(
    description = {
      "Ends one job step of this allocation, and never the allocation itself.",
      "Exit status 0: it has ended; 1: no such step runs."
    })
final class ScrKillJobstep implements Command {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Mixin StandardOptions standard;
  @Mixin DryRunOption dryRun;

  @Option(
      names = {"-l", "--launcher"},
      paramLabel = "LAUNCHER",
      required = true,
      description = "What started the step: srun, local, ...")
  String launcher;

  @Option(
      names = {"-j", "--jobStepId"},
      paramLabel = "ID",
      required = true,
      description = "The step, as its launcher calls it.")
  String step;

  @Option(
      names = {"-b", "--bindir"},
      paramLabel = "DIR",
      description = "Taken, as by LLNL's, and without effect.")
  String binaries;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Launcher found =
        Jobs.detect(context, Jobs.configuration(context, Optional.empty()), Optional.of(launcher))
            .platform()
            .launcher();
    if (dryRun.wanted) {
      context.out().println("would have " + found.name() + " end step " + step + ", if it runs");
      return ExitCode.DONE;
    }
    if (!found.cancel(step, LIMIT)) {
      context.err().println(context.command() + ": step " + step + " does not run");
      return ExitCode.NO;
    }
    context.out().println("step " + step + " has ended");
    return ExitCode.DONE;
  }
}
