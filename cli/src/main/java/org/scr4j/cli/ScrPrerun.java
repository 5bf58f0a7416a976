package org.scr4j.cli;

import java.util.Optional;
import org.scr4j.config.Parameters;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobContext;
import org.scr4j.job.Prerun;
import picocli.CommandLine.Mixin;

/** Prepares an allocation for its first run. */
@picocli.CommandLine.Command(
    description = "Prepares prefix and allocation; call it before the first run.")
final class ScrPrerun implements Command {

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;
  @Mixin DryRunOption dryRun;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    if (!Jobs.configuration(context, prefix.value()).get(Parameters.ENABLE)) {
      return ExitCode.DONE;
    }
    JobContext job = Jobs.open(context, prefix.value(), Optional.empty(), standard.verbose);
    if (dryRun.wanted) {
      new Prerun(job).plan().forEach(context.out()::println);
      return ExitCode.DONE;
    }
    Prerun.Result result = new Prerun(job).run();
    if (result.flushFileKept()) {
      job.messages().detail("datasets of an earlier run are still in cache only; kept");
    }
    job.messages()
        .detail("ready: " + job.allocation().nodes() + ", prefix " + job.settings().prefix());
    return ExitCode.DONE;
  }
}
