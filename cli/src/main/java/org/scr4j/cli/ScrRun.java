package org.scr4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobContext;
import org.scr4j.job.JobRun;
import org.scr4j.job.NodeHistory;
import org.scr4j.job.Unprotected;
import picocli.CommandLine.Mixin;

/** Runs a parallel program and survives its failures. */
@picocli.CommandLine.Command(
    description = {
      "Runs a parallel program in this allocation, starts it again on healthy nodes",
      "after a failure (SCR_RUNS times), and saves what is in cache at the end.",
      "LAUNCHER is srun, mpirun, local, ... with its arguments, then the program."
    })
final class ScrRun implements Command {

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;

  @Mixin RunOptions options;

  @picocli.CommandLine.Parameters(
      paramLabel = "LAUNCHER ARGUMENTS",
      arity = "1..*",
      description = "The launcher, its arguments, the program and its arguments.")
  List<String> words = new ArrayList<>();

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    String launcher = words.get(0);
    RunArguments parsed = RunArguments.parse(words.subList(1, words.size()), context.environment());
    JobRun.Commands commands =
        new JobRun.Commands(
            parsed.launcherArguments(),
            parsed.runCommand().or(() -> Optional.ofNullable(options.runCommand)),
            parsed.restartCommand().or(() -> Optional.ofNullable(options.restartCommand)));
    Configuration configuration = Jobs.configuration(context, prefix.value());
    if (!configuration.get(Parameters.ENABLE)) {
      Unprotected bare =
          new Unprotected(
              Jobs.detect(context, configuration, Optional.of(launcher)).platform(), commands);
      return Signals.live(
          bare::run,
          bare::terminate,
          line -> context.err().println(context.command() + ": " + line));
    }
    // A value that only the program reads must not fail hours later.
    configuration.check();
    for (String odd : configuration.warnings()) {
      context.err().println(context.command() + ": warning: " + odd);
    }
    JobContext job = Jobs.open(context, prefix.value(), Optional.of(launcher), standard.verbose);
    if (options.dryRun) {
      return print(context, job, commands);
    }
    JobRun life = new JobRun(job, commands);
    return Signals.live(() -> life.run().exitCode(), life::terminate, job.messages()::say);
  }

  private static int print(Context context, JobContext job, JobRun.Commands commands)
      throws Exception {
    List<String> arguments = new ArrayList<>(commands.launcherArguments());
    commands.runCommand().ifPresent(command -> arguments.addAll(List.of(command.split("\\s+"))));
    NodeSet up =
        job.health().check(job.chosen(job.allocation().nodes()), NodeHistory.of(job).out()).up();
    List<String> command =
        job.platform().launcher().command(new Launcher.Request(arguments, up, Map.of()));
    context.out().println(String.join(" ", command));
    return ExitCode.DONE;
  }
}
