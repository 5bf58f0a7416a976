package org.scr4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.scr4j.cluster.Platform;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobContext;
import org.scr4j.job.JobException;
import org.scr4j.job.JobRun;
import org.scr4j.job.Report;
import org.scr4j.job.RunLogs;
import org.scr4j.job.RunPlan;
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
    RunArguments parsed =
        RunArguments.parse(launcher, words.subList(1, words.size()), context.environment());
    JobRun.Commands commands =
        new JobRun.Commands(
            parsed.launcherArguments(),
            parsed.runCommand().or(() -> Optional.ofNullable(options.runCommand)),
            parsed.restartCommand().or(() -> Optional.ofNullable(options.restartCommand)));
    Configuration configuration = Jobs.configuration(context, prefix.value());
    if (!configuration.get(Parameters.ENABLE)) {
      return unprotected(context, configuration, launcher, commands);
    }
    // A value that only the program reads must not fail hours later.
    configuration.check();
    for (String odd : configuration.warnings()) {
      context.err().println(context.command() + ": warning: " + odd);
    }
    JobContext job = Jobs.open(context, prefix.value(), Optional.of(launcher), standard.verbose);
    if (options.dryRun) {
      RunPlan plan = RunPlan.of(job, commands);
      plan.lines().forEach(context.out()::println);
      return plan.exitCode();
    }
    Optional<ReportFile> file =
        options.jsonFile == null
            ? Optional.empty()
            : Optional.of(ReportFile.at(context.directory().resolve(options.jsonFile)));
    JobRun life = new JobRun(job, commands, logs(context));
    return Signals.live(
        () -> {
          Report report = life.run();
          file.ifPresent(json -> json.write(job, report));
          return report.exitCode();
        },
        life::terminate,
        job.messages()::say);
  }

  private Optional<RunLogs> logs(Context context) throws JobException {
    return options.logDirectory == null
        ? Optional.empty()
        : Optional.of(RunLogs.in(context.directory().resolve(options.logDirectory)));
  }

  private int unprotected(
      Context context, Configuration configuration, String launcher, JobRun.Commands commands)
      throws Exception {
    Consumer<String> messages = line -> context.err().println(context.command() + ": " + line);
    Platform platform = Jobs.detect(context, configuration, Optional.of(launcher)).platform();
    if (options.dryRun) {
      RunPlan.unprotected(platform, commands).forEach(context.out()::println);
      return ExitCode.DONE;
    }
    Unprotected bare = new Unprotected(platform, commands, logs(context), messages);
    return Signals.live(bare::run, bare::terminate, messages);
  }
}
