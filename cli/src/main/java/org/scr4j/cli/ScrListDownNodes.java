package org.scr4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobContext;
import org.scr4j.job.NodeHistory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Nodes that cannot be used. */
@picocli.CommandLine.Command(
    description = "Prints the nodes of the allocation that cannot be used.")
final class ScrListDownNodes implements Command {

  @Mixin StandardOptions standard;

  @Option(
      names = {"-j", "--joblauncher"},
      paramLabel = "LAUNCHER",
      description = "The job's launcher; default: the platform's own.")
  String launcher;

  @Option(
      names = {"-r", "--reason"},
      description = "One line a node, with its reason.")
  boolean reason;

  @Option(
      names = {"-f", "--free"},
      description = "Ask for free space, not for capacity, where sizes are set.")
  boolean free;

  @Option(
      names = {"-d", "--down"},
      paramLabel = "NODESET",
      description = "Nodes to hold to be down without a test.")
  String down;

  @Option(
      names = {"-l", "--log"},
      description = "Log each down node under the prefix (with SCR_LOG_ENABLE=1).")
  boolean log;

  @Option(
      names = {"-s", "--secs"},
      paramLabel = "N",
      description = "How long the job has run, for the log.")
  Double seconds;

  @Option(names = "--json", description = "Print a JSON object of nodes and reasons.")
  boolean json;

  @Parameters(paramLabel = "NODESET", arity = "0..*", description = "Nodes to test; default all.")
  List<String> nodes = new ArrayList<>();

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Optional<NodeSet> asked = nodes.isEmpty() ? Optional.empty() : Optional.of(parse(nodes));
    Map<String, String> known = new LinkedHashMap<>();
    if (down != null) {
      parse(List.of(down)).forEach(node -> known.put(node, "given as down by --down"));
    }
    JobContext job =
        Jobs.open(context, Optional.empty(), Optional.ofNullable(launcher), standard.verbose);
    NodeHistory.of(job).out().forEach(known::putIfAbsent);
    NodeSet chosen = asked.orElseGet(() -> job.chosen(job.allocation().nodes()));
    Map<String, String> unusable = job.health(free).check(chosen, known).unusable(chosen);
    if (log) {
      double ran = seconds == null ? 0 : seconds;
      unusable.forEach((node, why) -> job.log().nodeFailed(node, why, ran));
    }
    print(context, unusable);
    return ExitCode.DONE;
  }

  private static NodeSet parse(List<String> texts) throws UsageException {
    try {
      NodeSet all = NodeSet.empty();
      for (String text : texts) {
        all = all.union(NodeSet.parse(text));
      }
      return all;
    } catch (NodeSetException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private void print(Context context, Map<String, String> unusable) throws Exception {
    if (json) {
      Json.print(
          context.out(),
          out -> {
            out.writeStartObject();
            for (Map.Entry<String, String> node : unusable.entrySet()) {
              out.writeStringField(node.getKey(), node.getValue());
            }
            out.writeEndObject();
          });
    } else if (reason) {
      unusable.forEach((node, why) -> context.out().println(node + ": " + why));
    } else {
      context.out().println(NodeSet.of(unusable.keySet()).compressed());
    }
  }
}
