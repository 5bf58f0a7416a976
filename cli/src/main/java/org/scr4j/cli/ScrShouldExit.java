package org.scr4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.job.Decider;
import org.scr4j.job.Decision;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobContext;
import org.scr4j.job.NodeReport;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a job script must stop starting runs. */
@picocli.CommandLine.Command(
    description = {
      "Tells whether the job must stop: by halt file, end of the allocation,",
      "usable nodes and runs left. Exit status 0: stop; 1: another run may start;",
      "64 and above: it cannot be told."
    })
final class ScrShouldExit implements Command {

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;

  @Option(names = "--down", paramLabel = "NODESET", description = "Nodes that are down.")
  String down;

  @Option(names = "--min-nodes", paramLabel = "N", description = "Nodes that a run needs.")
  Integer minNodes;

  @Option(names = "--runs", paramLabel = "N", description = "Runs left.")
  Long runs;

  @Option(names = "--json", description = "Print a JSON object; the exit status is the same.")
  boolean json;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    NodeSet downNodes = downNodes();
    JobContext job = Jobs.open(context, prefix.value(), Optional.empty(), standard.verbose);
    Optional<Decision.Stop> stop = decide(job, downNodes);
    if (json) {
      Json.print(
          context.out(),
          out -> {
            out.writeStartObject();
            out.writeBooleanField("stop", stop.isPresent());
            out.writeStringField("reason", stop.map(Decision.Stop::message).orElse(""));
            out.writeEndObject();
          });
    } else if (stop.isPresent() && standard.verbose) {
      context.out().println(stop.get().message());
    }
    return stop.isPresent() ? ExitCode.DONE : ExitCode.NO;
  }

  private NodeSet downNodes() throws UsageException {
    try {
      return down == null || down.isBlank() ? NodeSet.empty() : NodeSet.parse(down);
    } catch (NodeSetException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private Optional<Decision.Stop> decide(JobContext job, NodeSet downNodes) throws Exception {
    Optional<Decision.Stop> stop =
        Decider.beforeNodes(
            new Decider.Situation(
                job.halt().read(),
                job.settings().haltSeconds().toSeconds(),
                job.clock().instant(),
                job.allocation().endTime(),
                runs == null || runs < 0 ? OptionalLong.empty() : OptionalLong.of(runs),
                job.settings().prefix().toString()));
    if (stop.isPresent()) {
      return stop;
    }
    NodeSet chosen = job.chosen(job.allocation().nodes());
    OptionalInt wanted = minNodes == null ? job.settings().minNodes() : OptionalInt.of(minNodes);
    long needed =
        Decider.nodesNeeded(wanted, job.nodesFile().read(), OptionalInt.empty(), chosen.size());
    Map<String, String> reasons = new LinkedHashMap<>();
    chosen.intersection(downNodes).forEach(node -> reasons.put(node, "given by --down"));
    Decision decision =
        Decider.byNodes(
            new NodeReport(chosen.minus(downNodes), reasons, Map.of(), Map.of()), needed);
    return decision instanceof Decision.Stop tooFew ? Optional.of(tooFew) : Optional.empty();
  }
}
