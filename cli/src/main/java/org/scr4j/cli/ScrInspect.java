package org.scr4j.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.dataset.CacheSurvey;
import org.scr4j.job.CacheInspection;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which datasets the caches suffice for. */
@picocli.CommandLine.Command(
    description = {
      "Prints the ids of the cached datasets that can be had back from the nodes that",
      "are up. Exit status 0: there are some; 1: there is none."
    })
final class ScrInspect implements Command {

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;

  @Option(
      names = {"-j", "--jobset"},
      paramLabel = "NODESET",
      description = "Nodes of the job; default: those of the allocation.")
  String jobset;

  @Option(
      names = {"-u", "--up"},
      paramLabel = "NODESET",
      description = "Nodes that are up; default: all of the job.")
  String up;

  @Option(
      names = {"-d", "--down"},
      paramLabel = "NODESET",
      description = "Nodes that are down; the others are up.")
  String down;

  @Option(
      names = {"-f", "--from"},
      paramLabel = "DIR",
      description = "Control directory; default: that of this job.")
  String from;

  @Option(names = "--json", description = "Print every dataset, and why it is lost.")
  boolean json;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Optional<NodeSet> all = nodes("--jobset", jobset);
    Optional<NodeSet> asked = nodes("--up", up);
    Optional<NodeSet> gone = nodes("--down", down);
    JobContext job = Jobs.open(context, prefix.value(), Optional.empty(), standard.verbose);
    NodeSet jobNodes = all.orElseGet(() -> job.allocation().nodes());
    NodeSet ask = gone.map(jobNodes::minus).or(() -> asked).orElse(jobNodes);
    List<CacheSurvey.State> states =
        new CacheInspection(job, Optional.ofNullable(from).orElseGet(job::controlDir)).run(ask);
    List<String> found =
        states.stream()
            .filter(state -> state.lost().isEmpty())
            .map(state -> Integer.toString(state.id()))
            .toList();
    if (json) {
      printJson(context, states);
    } else {
      states.forEach(
          state ->
              state
                  .lost()
                  .ifPresent(why -> job.messages().detail("dataset " + state.id() + ": " + why)));
      context.out().println(found.stream().collect(Collectors.joining(" ")));
    }
    return found.isEmpty() ? ExitCode.NO : ExitCode.DONE;
  }

  private static void printJson(Context context, List<CacheSurvey.State> states)
      throws IOException {
    Json.print(
        context.out(),
        out -> {
          out.writeStartArray();
          for (CacheSurvey.State state : states) {
            out.writeStartObject();
            out.writeNumberField("id", state.id());
            out.writeBooleanField("recoverable", state.lost().isEmpty());
            if (state.lost().isPresent()) {
              out.writeStringField("reason", state.lost().get());
            }
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private static Optional<NodeSet> nodes(String option, String text) throws UsageException {
    try {
      return Optional.ofNullable(text).map(NodeSet::parse);
    } catch (NodeSetException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }
}
