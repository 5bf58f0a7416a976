package org.scr4j.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.job.ExitCode;
import org.scr4j.job.status.FileChanges;
import org.scr4j.job.status.JobStatus;
import org.scr4j.job.status.StatusReader;
import org.scr4j.job.status.StatusText;
import org.scr4j.job.status.StatusWatch;
import org.scr4j.job.terminal.Style;
import org.scr4j.job.terminal.Terminal;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a job stands now. */
@picocli.CommandLine.Command(
    description = {
      "Prints where a job stands: run, nodes, datasets in cache and prefix, time left,",
      "halt conditions and last failures. Reads the files in the prefix only."
    })
final class ScrStatus implements Command {

  private static final int DATASETS = 10;
  private static final double MOST_SECONDS = 86_400;
  private static final double MILLIS = 1000;

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;

  @Option(
      names = {"-a", "--all"},
      description = "Every dataset; without it the 10 newest.")
  boolean all;

  @Option(
      names = {"-w", "--watch"},
      arity = "0..1",
      paramLabel = "SECONDS",
      fallbackValue = "2",
      description = {
        "Show it again with every change, and every SECONDS (2). On a terminal until",
        "Ctrl-C; elsewhere print each change until the job has ended."
      })
  Double watch;

  @Option(names = "--json", description = "Print a JSON object.")
  boolean json;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    if (json && watch != null) {
      throw new UsageException("--json goes without --watch");
    }
    if (watch != null && !(watch > 0 && watch <= MOST_SECONDS)) {
      throw new UsageException("--watch " + watch + ": must be above 0 and at most 86400");
    }
    Configuration configuration = Jobs.configuration(context, prefix.value());
    PrefixLayout layout = Jobs.layout(configuration);
    requireReadable(layout);
    List<String> warnings = new ArrayList<>();
    StateFiles files =
        new StateFiles(
            LockKind.parse(configuration.get(Parameters.FILE_LOCK).toString()), warnings::add);
    StatusReader reader =
        new StatusReader(
            files, layout, configuration.get(Parameters.HALT_SECONDS).toSeconds(), context.clock());
    Terminal terminal = Terminal.of(Terminal.OUT, context.environment());
    if (watch != null) {
      watch(context, layout, reader, terminal);
    } else {
      print(context, reader.read(), terminal);
    }
    warnings.forEach(line -> context.err().println(context.command() + ": warning: " + line));
    return ExitCode.DONE;
  }

  /** Looks before all else, so that the reason is told once and in one line. */
  private static void requireReadable(PrefixLayout layout) throws IOException {
    for (Path directory : List.of(layout.prefix(), layout.scrDir())) {
      if (Files.exists(directory)) {
        if (!Files.isDirectory(directory)) {
          throw new NotDirectoryException(directory.toString());
        }
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
          throw new AccessDeniedException(directory.toString());
        }
      } else if (directory.equals(layout.prefix())) {
        throw new NoSuchFileException(
            directory.toString(), null, "name the prefix directory with --prefix or SCR_PREFIX");
      }
    }
  }

  private void print(Context context, JobStatus status, Terminal terminal) throws Exception {
    if (json) {
      Json.print(context.out(), out -> StatusJson.write(out, status));
      return;
    }
    int columns = terminal.size(context.environment()).columns();
    new StatusText(status, columns, new Style(terminal.colour()), context.clock().getZone())
        .lines(all ? Integer.MAX_VALUE : DATASETS)
        .forEach(context.out()::println);
  }

  private void watch(Context context, PrefixLayout layout, StatusReader reader, Terminal terminal)
      throws Exception {
    try (FileChanges changes = new FileChanges(layout.scrDir())) {
      StatusWatch shown =
          new StatusWatch(
              reader,
              changes,
              Duration.ofMillis(Math.max(1, Math.round(watch * MILLIS))),
              context.out(),
              context.environment(),
              context.clock().getZone());
      if (terminal.present()) {
        shown.onTerminal(terminal);
      } else {
        shown.inLog(terminal.size(context.environment()).columns());
      }
    }
  }
}
