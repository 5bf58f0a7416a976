package org.scr4j.cli;

import java.util.Optional;
import org.scr4j.config.Parameters;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobContext;
import org.scr4j.job.NodeHistory;
import org.scr4j.job.Postrun;
import org.scr4j.job.PostrunPlan;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Saves what the cache holds after the last run. */
@picocli.CommandLine.Command(
    description =
        "Copies datasets that are in cache only to the prefix; call it after the last run.")
final class ScrPostrun implements Command {

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;
  @Mixin DryRunOption dryRun;

  @Option(
      names = {"-j", "--joblauncher"},
      paramLabel = "LAUNCHER",
      description = "The job's launcher; default: the platform's own.")
  String launcher;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    if (!Jobs.configuration(context, prefix.value()).get(Parameters.ENABLE)) {
      return ExitCode.DONE;
    }
    JobContext job =
        Jobs.open(context, prefix.value(), Optional.ofNullable(launcher), standard.verbose);
    if (dryRun.wanted) {
      PostrunPlan.lines(job).forEach(context.out()::println);
      return ExitCode.DONE;
    }
    Postrun.Result result = new Postrun(job).run(NodeHistory.of(job));
    result.failed().forEach((name, why) -> job.messages().say("not saved: " + name + ": " + why));
    return result.lost() ? ExitCode.IO : ExitCode.DONE;
  }
}
