package org.scr4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;
import org.scr4j.config.Configuration;
import org.scr4j.dataset.NodesFile;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The number of nodes of the last run. */
@picocli.CommandLine.Command(description = "Prints the number of nodes that the last run used.")
final class ScrNodesFile implements Command {

  @Mixin StandardOptions standard;

  @Option(
      names = {"-d", "--dir"},
      paramLabel = "DIR",
      required = true,
      description = "Prefix directory.")
  String directory;

  @Option(names = "--json", description = "Print a JSON object; nodes is null where none is known.")
  boolean json;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration = Jobs.configuration(context, Optional.of(directory));
    PrefixLayout layout = Jobs.layout(configuration);
    if (!Files.exists(layout.nodes())) {
      context
          .err()
          .println(context.command() + ": no nodes file " + layout.nodes() + "; check --dir");
      return ExitCode.NO;
    }
    OptionalLong nodes = new NodesFile(Jobs.files(context, configuration), layout.nodes()).read();
    print(context, nodes);
    return nodes.isPresent() ? ExitCode.DONE : ExitCode.NO;
  }

  private void print(Context context, OptionalLong nodes) throws IOException {
    if (!json) {
      context.out().println(nodes.orElse(0));
      return;
    }
    Json.print(
        context.out(),
        out -> {
          out.writeStartObject();
          if (nodes.isPresent()) {
            out.writeNumberField("nodes", nodes.getAsLong());
          } else {
            out.writeNullField("nodes");
          }
          out.writeEndObject();
        });
  }
}
