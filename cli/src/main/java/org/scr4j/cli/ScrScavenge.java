package org.scr4j.cli;

import java.util.Optional;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.dataset.BuildResult;
import org.scr4j.dataset.FlushState;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobContext;
import org.scr4j.job.JobException;
import org.scr4j.job.Scavenge;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings one dataset from cache to prefix. */
@picocli.CommandLine.Command(
    description = "Copies one dataset from the caches of nodes to the prefix, and builds it there.")
final class ScrScavenge implements Command {

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;
  @Mixin DryRunOption dryRun;

  @Option(
      names = {"-j", "--jobset"},
      paramLabel = "NODESET",
      required = true,
      description = "Nodes to collect from.")
  String nodes;

  @Option(
      names = {"-i", "--id"},
      paramLabel = "ID",
      required = true,
      description = "The dataset.")
  int id;

  @Option(
      names = {"-f", "--from"},
      paramLabel = "DIR",
      description = "Control directory; default: that of this job.")
  String from;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    NodeSet asked = parse();
    JobContext job = Jobs.open(context, prefix.value(), Optional.empty(), standard.verbose);
    FlushState.Entry dataset =
        job.flush()
            .read()
            .dataset(id)
            .orElseThrow(
                () ->
                    new JobException(
                        ExitCode.IO,
                        "dataset " + id + " is not listed in " + job.layout().flush()));
    String control = Optional.ofNullable(from).orElseGet(job::controlDir);
    if (dryRun.wanted) {
      context
          .out()
          .println(
              "would collect dataset "
                  + id
                  + dataset.name().map(name -> " (" + name + ")").orElse("")
                  + " from "
                  + control
                  + " on "
                  + asked
                  + ", and build it in "
                  + job.settings().prefix());
      return ExitCode.DONE;
    }
    BuildResult result =
        new Scavenge(job, control)
            .run(dataset, new Scavenge.Sources(asked, NodeSet.empty(), NodeSet.empty()));
    if (result instanceof BuildResult.Incomplete incomplete) {
      throw new JobException(
          ExitCode.IO, "dataset " + id + " cannot be saved: " + incomplete.reason());
    }
    return ExitCode.DONE;
  }

  private NodeSet parse() throws UsageException {
    try {
      return NodeSet.parse(nodes);
    } catch (NodeSetException e) {
      throw new UsageException("--jobset: " + e.getMessage());
    }
  }
}
