package org.scr4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.scr4j.dataset.EventLogReader;
import org.scr4j.job.ExitCode;
import org.scr4j.job.interval.IntervalEstimate;
import org.scr4j.job.interval.LogStatistics;
import org.scr4j.job.interval.LogTally;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How often to checkpoint. */
@picocli.CommandLine.Command(
    description = {
      "Prints the best number of seconds between two checkpoints, by what the event",
      "log tells about their cost and about failures; for SCR_CHECKPOINT_SECONDS.",
      "Where the log has no checkpoint yet: 600, or 10.0 with --percent."
    })
final class ScrCkptInterval implements Command {

  /** The models, in the words of the option. */
  enum ModelName {
    young,
    daly,
    multilevel
  }

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;

  @Option(names = "--stats", description = "Print costs, failures and limits as well.")
  boolean stats;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "young, daly (the default) or multilevel.")
  ModelName model = ModelName.daly;

  @Option(
      names = "--percent",
      description = "Print the share of time instead, for SCR_CHECKPOINT_OVERHEAD.")
  boolean percent;

  @Option(
      names = "--logfile",
      paramLabel = "FILE",
      description = "The log; default: .scr/log in the prefix directory.")
  String logFile;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Path log =
        logFile == null
            ? Jobs.layout(Jobs.configuration(context, prefix.value())).log()
            : context.directory().resolve(logFile);
    Optional<LogStatistics> found = read(log);
    Optional<IntervalEstimate> estimate =
        found.flatMap(known -> IntervalEstimate.of(known, chosen()));
    if (estimate.isEmpty()) {
      context
          .err()
          .println(
              context.command()
                  + ": no checkpoint with its cost in "
                  + log
                  + " yet, so this is the default; SCR_LOG_ENABLE=1 lets jobs log");
    }
    IntervalText text = new IntervalText(found, estimate, percent);
    if (json) {
      Json.print(context.out(), text::json);
    } else if (stats) {
      text.stats(context.out());
    } else {
      context.out().println(text.value());
    }
    return ExitCode.DONE;
  }

  private IntervalEstimate.Model chosen() {
    return switch (model) {
      case young -> IntervalEstimate.Model.YOUNG;
      case daly -> IntervalEstimate.Model.DALY;
      case multilevel -> IntervalEstimate.Model.MULTILEVEL;
    };
  }

  /** A first job has no log yet; a wrong name of file or directory is an error all the same. */
  private Optional<LogStatistics> read(Path log) throws IOException {
    try {
      return Optional.of(LogTally.of(new EventLogReader(log)));
    } catch (NoSuchFileException e) {
      Path directory = log.getParent().getParent();
      if (logFile != null || !Files.isDirectory(directory)) {
        throw new NoSuchFileException(
            logFile == null ? directory.toString() : log.toString(),
            null,
            "name the log with --logfile, or its prefix directory with --prefix");
      }
      return Optional.empty();
    }
  }
}
