package org.scr4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;
import org.scr4j.config.Configuration;
import org.scr4j.dataset.BuildResult;
import org.scr4j.dataset.DatasetBuilder;
import org.scr4j.dataset.DatasetException;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.IndexFile;
import org.scr4j.dataset.Meter;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.dataset.RankToFile;
import org.scr4j.dataset.Verifier;
import org.scr4j.dataset.VerifyReport;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobException;
import org.scr4j.job.terminal.Metered;
import org.scr4j.kvtree.StateFiles;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The index of datasets under the prefix. */
@picocli.CommandLine.Command(
    description = {
      "Lists or changes the index of datasets in the prefix.",
      "No data file is ever deleted.",
      "Exit status 0: done; 1: no such dataset, or it is not complete.",
      "With --verify 0: good; 2: what is damaged can be rebuilt; 3: some of it is lost;",
      "4: files do not fit their redundancy, and no CRC-32 tells which are damaged."
    })
final class ScrIndex implements Command {

  private static final int BUFFER_BYTES = 1 << 20;
  private static final int PARALLELISM = 8;

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;

  @ArgGroup(multiplicity = "0..1")
  Action action = new Action();

  @Option(
      names = {"-l", "--list"},
      description = "List the checkpoints, newest first (default).")
  boolean list;

  @Option(names = "--long", description = "With --list: all datasets, with type, files and bytes.")
  boolean wide;

  @Option(names = "--json", description = "With --list or --verify: print JSON.")
  boolean json;

  /** At most one of these. */
  static final class Action {
    @Option(
        names = {"-b", "--build"},
        paramLabel = "ID",
        description = "Rebuild dataset ID from what was collected, and add it.")
    Integer build;

    @Option(
        names = {"-a", "--add"},
        paramLabel = "NAME",
        description = "Add the dataset NAME, by its summary file.")
    String add;

    @Option(
        names = {"-d", "--drop"},
        paramLabel = "NAME",
        description = "Drop dataset NAME from the index.")
    String drop;

    @Option(
        names = {"-z", "--drop-after"},
        paramLabel = "NAME",
        description = "Drop all datasets after NAME from the index.")
    String dropAfter;

    @Option(
        names = {"-c", "--current"},
        paramLabel = "NAME",
        description = "Restart from checkpoint NAME.")
    String current;

    @Option(
        names = "--verify",
        paramLabel = "NAME",
        description = "Read every byte of dataset NAME, and say what is good, rank by rank.")
    String verify;
  }

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration = Jobs.configuration(context, prefix.value());
    PrefixLayout layout = Jobs.layout(configuration);
    StateFiles files = Jobs.files(context, configuration);
    IndexFile index = new IndexFile(files, layout, context.clock(), line -> warn(context, line));
    try {
      return run(context, files, layout, index);
    } catch (DatasetException e) {
      // LLNL's command ends with 1 where a dataset is not what it must be.
      throw new JobException(ExitCode.NO, e.getMessage(), e);
    }
  }

  private int run(Context context, StateFiles files, PrefixLayout layout, IndexFile index)
      throws IOException, JobException {
    if (action.build != null) {
      build(context, files, layout, index);
    } else if (action.add != null) {
      DatasetIndex.Entry added = index.add(action.add);
      context.out().println("added dataset " + added.id() + " '" + added.name() + "'");
    } else if (action.drop != null) {
      index.drop(action.drop);
    } else if (action.dropAfter != null) {
      index.dropAfter(action.dropAfter);
    } else if (action.current != null) {
      index.setCurrent(action.current);
    } else if (action.verify != null) {
      return verify(context, files, layout, index);
    } else {
      list(context, read(layout, index));
    }
    return ExitCode.DONE;
  }

  private static void warn(Context context, String line) {
    context.err().println(context.command() + ": " + line);
  }

  private static DatasetIndex read(PrefixLayout layout, IndexFile index) throws IOException {
    if (!Files.isDirectory(layout.prefix())) {
      throw new NoSuchFileException(layout.prefix().toString());
    }
    return index
        .read()
        .orElseThrow(
            () ->
                new NoSuchFileException(
                    layout.index().toString(),
                    null,
                    "no dataset has been flushed here yet; another prefix: --prefix DIR"));
  }

  private void build(Context context, StateFiles files, PrefixLayout layout, IndexFile index)
      throws IOException, JobException {
    DatasetBuilder.Options options =
        new DatasetBuilder.Options(BUFFER_BYTES, PARALLELISM, RankToFile.ENTRIES_PER_FILE);
    Meter meter = new Meter();
    BuildResult result =
        Displays.during(
            context,
            () -> Metered.count("building dataset " + action.build, meter),
            aside ->
                new DatasetBuilder(
                        files,
                        layout,
                        index,
                        options,
                        line -> aside.accept(() -> warn(context, line)),
                        meter)
                    .build(action.build));
    if (result instanceof BuildResult.Incomplete incomplete) {
      throw new JobException(
          ExitCode.NO, "dataset " + action.build + " is not complete: " + incomplete.reason());
    }
    BuildResult.Complete complete = (BuildResult.Complete) result;
    context
        .out()
        .println(
            "built dataset "
                + complete.id()
                + " '"
                + complete.name()
                + "'"
                + (complete.rebuilt().isEmpty()
                    ? ""
                    : ", files of ranks " + complete.rebuilt() + " rebuilt"));
  }

  private int verify(Context context, StateFiles files, PrefixLayout layout, IndexFile index)
      throws IOException {
    int id = index.find(action.verify);
    Meter meter = new Meter();
    VerifyReport report =
        Displays.during(
            context,
            () -> Metered.count("verifying " + action.verify, meter),
            aside -> new Verifier(files, layout, BUFFER_BYTES, PARALLELISM, meter).verify(id));
    VerifyText text = new VerifyText(action.verify, report);
    if (json) {
      Json.print(context.out(), text::json);
    } else {
      text.print(context.out());
    }
    return text.exitCode();
  }

  private void list(Context context, DatasetIndex index) throws IOException {
    if (json) {
      printJson(context, index);
      return;
    }
    context
        .out()
        .println(
            "DSET VALID FLUSHED             CUR "
                + (wide ? "TYPE              FILES         BYTES " : "")
                + "NAME");
    for (DatasetIndex.Entry entry : index.datasets()) {
      if (!entry.checkpoint() && !wide) {
        continue;
      }
      boolean current = index.current().filter(entry.name()::equals).isPresent();
      context
          .out()
          .println(
              String.format(
                      Locale.ROOT,
                      "%4d %-5s %-19s %3s ",
                      entry.id(),
                      entry.valid() ? "YES" : "NO",
                      entry.flushed().orElse(""),
                      current ? "*" : "")
                  + (wide ? details(entry) : "")
                  + entry.name());
    }
  }

  private static String type(DatasetIndex.Entry entry) {
    String output = entry.descriptor().output() ? "output" : "";
    String both = entry.checkpoint() && entry.descriptor().output() ? "+" : "";
    return (entry.checkpoint() ? "checkpoint" : "") + both + output;
  }

  private static String details(DatasetIndex.Entry entry) {
    return String.format(
        Locale.ROOT,
        "%-17s %5d %13d ",
        type(entry),
        entry.descriptor().files().orElse(0),
        entry.descriptor().bytes().orElse(0));
  }

  private static void printJson(Context context, DatasetIndex index) throws IOException {
    Json.print(
        context.out(),
        out -> {
          out.writeStartArray();
          for (DatasetIndex.Entry entry : index.datasets()) {
            out.writeStartObject();
            out.writeNumberField("id", entry.id());
            out.writeStringField("name", entry.name());
            out.writeBooleanField("valid", entry.valid());
            out.writeStringField("flushed", entry.flushed().orElse(""));
            Optional<String> current = index.current();
            out.writeBooleanField("current", current.filter(entry.name()::equals).isPresent());
            out.writeStringField("type", type(entry));
            out.writeNumberField("files", entry.descriptor().files().orElse(0));
            out.writeNumberField("bytes", entry.descriptor().bytes().orElse(0));
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }
}
