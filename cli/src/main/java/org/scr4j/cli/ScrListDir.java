package org.scr4j.cli;

import java.util.List;
import org.scr4j.config.Configuration;
import org.scr4j.config.Directories;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where control and cache directories are on each node. */
@picocli.CommandLine.Command(
    description = "Prints the job's control or cache directories, separated by blanks.")
final class ScrListDir implements Command {

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;

  @Option(
      names = {"-b", "--base"},
      description = "Without the part that is the job's own.")
  boolean base;

  @Option(names = "--json", description = "Print a JSON array.")
  boolean json;

  @Parameters(paramLabel = "control|cache", arity = "1", description = "Which ones.")
  String kind;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    if (!kind.equals("control") && !kind.equals("cache")) {
      throw new UsageException("'" + kind + "' is neither control nor cache");
    }
    Configuration configuration = Jobs.configuration(context, prefix.value());
    List<String> found = directories(context, configuration);
    if (json) {
      Json.print(
          context.out(), out -> out.writeArray(found.toArray(new String[0]), 0, found.size()));
    } else {
      context.out().println(String.join(" ", found));
    }
    return ExitCode.DONE;
  }

  private List<String> directories(Context context, Configuration configuration) throws Exception {
    // The job's id is needed for the full names only: the bases are known without an allocation.
    String jobId = base ? "" : Jobs.jobId(context, configuration);
    Directories all = configuration.directories(configuration.userName(), jobId);
    if (kind.equals("control")) {
      return List.of(base ? all.controlBase() : all.control());
    }
    return base ? all.cacheBases() : all.caches();
  }
}
