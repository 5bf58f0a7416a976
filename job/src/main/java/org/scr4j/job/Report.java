package org.scr4j.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.scr4j.cluster.NodeSet;

/**
 * What became of a job.
 *
 * @param runs runs that were started
 * @param failedNodes nodes that were found down, each with its reason
 * @param saved what the scavenge did
 * @param exitCode what scr_run ends with
 * @param ending why there was no further run, in one line
 * @param summary the runs, and where the time went
 */
public record Report(
    int runs,
    Map<String, String> failedNodes,
    Postrun.Result saved,
    int exitCode,
    String ending,
    JobSummary summary) {

  /** Copies the map. */
  public Report {
    failedNodes = Map.copyOf(failedNodes);
  }

  /** For the user, at the end of a job. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(ending);
    saved.failed().forEach((name, why) -> lines.add("not saved: " + name + ": " + why));
    lines.addAll(summary.lines());
    lines.add(
        "runs="
            + runs
            + " failed_nodes="
            + (failedNodes.isEmpty()
                ? "none"
                : NodeSet.of(new TreeSet<>(failedNodes.keySet())).compressed())
            + " saved="
            + (saved.saved().isEmpty()
                ? "none"
                : saved.saved().stream().collect(Collectors.joining(",")))
            + " current="
            + saved.current().orElse("none")
            + " exit="
            + exitCode);
    return lines;
  }
}
