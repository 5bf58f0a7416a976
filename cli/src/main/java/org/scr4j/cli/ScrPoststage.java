package org.scr4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.IndexFile;
import org.scr4j.dataset.Poststage;
import org.scr4j.dataset.PoststageLog;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.dataset.Transfers;
import org.scr4j.job.ExitCode;
import org.scr4j.kvtree.StateFiles;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends background transfers after the job. */
@picocli.CommandLine.Command(
    description = {
      "Makes datasets available whose transfer to the prefix went on after the job:",
      "each one is checked, completed and put into the index, or it is said why not;",
      "also in scr_poststage.log in the prefix.",
      "Exit status 0: all that was transferred is complete; 1: it is not."
    })
final class ScrPoststage implements Command {

  private static final int PARALLELISM = 8;
  private static final int LARGEST_BUFFER = 1 << 24;

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;
  @Mixin DryRunOption dryRun;

  @Option(names = "--json", description = "Print a JSON array with each dataset's result.")
  boolean json;

  @picocli.CommandLine.Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Prefix directory, as with --prefix, which wins.")
  String directory;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration =
        Jobs.configuration(context, prefix.value().or(() -> Optional.ofNullable(directory)));
    PrefixLayout layout = Jobs.layout(configuration);
    Jobs.requireDirectory(layout.prefix());
    if (!Files.exists(layout.flush())) {
      if (json) {
        printJson(context, List.of());
      } else {
        context.out().println("nothing to do: there is no " + layout.flush());
      }
      return ExitCode.DONE;
    }
    StateFiles files = Jobs.files(context, configuration);
    FlushFile flush = new FlushFile(files, layout.flush());
    if (dryRun.wanted) {
      Poststage.plan(flush).forEach(context.out()::println);
      return ExitCode.DONE;
    }
    Poststage stage =
        new Poststage(
            flush,
            new IndexFile(files, layout, context.clock(), warning -> warn(context, warning)),
            transfers(files, configuration),
            new PoststageLog(layout, context.clock()));
    List<Poststage.Item> items = stage.run();
    if (json) {
      printJson(context, items);
    } else {
      items.forEach(item -> context.out().println(item.line()));
    }
    return items.stream().anyMatch(Poststage.Item::bad) ? ExitCode.NO : ExitCode.DONE;
  }

  private static void warn(Context context, String warning) {
    context.err().println(context.command() + ": warning: " + warning);
  }

  /** What ends transfers to the prefix. */
  static Transfers transfers(StateFiles files, Configuration configuration) throws ConfigException {
    long buffer = Math.min(configuration.get(Parameters.FILE_BUF_SIZE), LARGEST_BUFFER);
    return new Transfers(
        files,
        Jobs.layout(configuration),
        configuration.storage(),
        (int) Math.max(1, buffer),
        PARALLELISM);
  }

  private static void printJson(Context context, List<Poststage.Item> items) throws IOException {
    Json.print(
        context.out(),
        out -> {
          out.writeStartArray();
          for (Poststage.Item item : items) {
            out.writeStartObject();
            out.writeNumberField("id", item.id());
            out.writeStringField("name", item.name());
            out.writeStringField("result", item.result().name().toLowerCase(Locale.ROOT));
            out.writeArrayFieldStart("reasons");
            for (String reason : item.reasons()) {
              out.writeString(reason);
            }
            out.writeEndArray();
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }
}
