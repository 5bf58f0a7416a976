package org.scr4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scr4j.config.Configuration;
import org.scr4j.dataset.SetRebuild;
import org.scr4j.job.ExitCode;
import org.scr4j.redundancy.SetReport;
import picocli.CommandLine.Mixin;

/** Rebuilds one redundancy set; LLNL's scr_index runs it. */
@picocli.CommandLine.Command(
    description = {
      "Computes the lost files of one redundancy set from those that are left. Run it",
      "in the dataset's directory PREFIX/.scr/scr.dataset.ID.",
      "Exit status 0: nothing is missing any more; 1: the set is lost."
    })
final class ScrRebuild implements Command {

  private final String type;

  @Mixin StandardOptions standard;

  @picocli.CommandLine.Parameters(
      index = "0",
      paramLabel = "map|data",
      arity = "1",
      description = "map: file maps; any other word: files of the application.")
  String what;

  @picocli.CommandLine.Parameters(
      index = "1..*",
      paramLabel = "FILE",
      arity = "1..*",
      description = "The redundancy files of the set that are there.")
  List<Path> files = new ArrayList<>();

  /** Rebuilds sets of {@code type}, as in names of redundancy files: {@code xor}. */
  ScrRebuild(String type) {
    this.type = type;
  }

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration = Jobs.configuration(context, Optional.empty());
    SetReport report =
        SetRebuild.in(Jobs.files(context, configuration), context.directory())
            .run(what.equals("map") ? SetRebuild.What.MAPS : SetRebuild.What.FILES, type, files);
    if (report instanceof SetReport.Lost lost) {
      context.err().println(context.command() + ": " + lost.reason());
      return ExitCode.NO;
    }
    if (standard.verbose && report instanceof SetReport.Rebuilt rebuilt) {
      context.err().println(context.command() + ": rebuilt ranks " + rebuilt.files().keySet());
    }
    return ExitCode.DONE;
  }
}
