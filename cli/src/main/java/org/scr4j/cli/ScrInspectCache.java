package org.scr4j.cli;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.scr4j.config.Configuration;
import org.scr4j.dataset.CacheInventory;
import org.scr4j.dataset.CachedPart;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;

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

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration = Jobs.configuration(context, Optional.empty());
    Consumer<String> details =
        line -> {
          if (standard.verbose) {
            context.err().println(context.command() + ": " + line);
          }
        };
    CacheInventory inventory =
        new CacheInventory(Jobs.files(context, configuration), configuration.storage(), details);
    for (CachedPart part : inventory.parts(directory())) {
      context.out().println(part.line());
    }
    return ExitCode.DONE;
  }

  private String directory() {
    int slash = controlDir.lastIndexOf('/');
    return slash > 0 && FILES.contains(controlDir.substring(slash + 1))
        ? controlDir.substring(0, slash)
        : controlDir;
  }
}
