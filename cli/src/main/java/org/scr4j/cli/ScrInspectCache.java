package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.scr4j.config.Configuration;
import org.scr4j.dataset.CacheInventory;
import org.scr4j.dataset.CachedPart;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What this node has in cache; scr_inspect runs it on every node. */
@picocli.CommandLine.Command(
    description = {
      "Prints a line for each rank and dataset of which this node has all files in",
      "its cache."
    })
final class ScrInspectCache implements Command {

  /** LLNL's script names a file in the control directory. */
  private static final Set<String> FILES = Set.of("filemap.scrinfo", "cindex.scrinfo");

  @Mixin StandardOptions standard;

  @picocli.CommandLine.Parameters(
      paramLabel = "DIR",
      arity = "1",
      description = "The job's control directory.")
  String controlDir;

  @Option(names = "--json", description = "Print a JSON array with an object for each of them.")
  boolean json;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    if (!controlDir.startsWith("/")) {
      throw new UsageException("'" + controlDir + "': the directory needs an absolute path");
    }
    Configuration configuration = Jobs.configuration(context, Optional.empty());
    Consumer<String> details =
        line -> {
          if (standard.verbose) {
            context.err().println(context.command() + ": " + line);
          }
        };
    CacheInventory inventory =
        new CacheInventory(Jobs.files(context, configuration), configuration.storage(), details);
    List<CachedPart> parts = inventory.parts(directory());
    if (json) {
      Json.print(context.out(), out -> write(out, parts));
    } else {
      parts.forEach(part -> context.out().println(part.line()));
    }
    return ExitCode.DONE;
  }

  private static void write(JsonGenerator out, List<CachedPart> parts) throws IOException {
    out.writeStartArray();
    for (CachedPart part : parts) {
      out.writeStartObject();
      out.writeNumberField("dataset", part.dataset());
      out.writeNumberField("rank", part.rank());
      out.writeStringField("type", part.type());
      out.writeNumberField("groups", part.groups());
      out.writeNumberField("group", part.group());
      out.writeNumberField("group_size", part.size());
      out.writeNumberField("group_rank", part.member());
      out.writeNumberField("files", part.files());
      out.writeNumberField("failures", part.failures());
      out.writeBooleanField("maps", part.maps());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private String directory() {
    int slash = controlDir.lastIndexOf('/');
    return slash > 0 && FILES.contains(controlDir.substring(slash + 1))
        ? controlDir.substring(0, slash)
        : controlDir;
  }
}
