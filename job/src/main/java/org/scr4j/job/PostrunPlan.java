package org.scr4j.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.NodeSet;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.ScavengeNeed;

/** What {@link Postrun} would do: nodes are asked, nothing is copied or written. */
public final class PostrunPlan {

  private PostrunPlan() {}

  /** Where from, and one line for each dataset that would be saved, in that order. */
  public static List<String> lines(JobContext job) throws IOException, InterruptedException {
    FlushState flush = job.flush().read();
    DatasetIndex index = job.index().read().orElse(DatasetIndex.EMPTY);
    List<FlushState.Entry> outputs =
        ScavengeNeed.outputs(flush, index).stream().filter(job::isOwn).toList();
    List<FlushState.Entry> checkpoints =
        ScavengeNeed.checkpoints(flush, index).stream().filter(job::isOwn).toList();
    if (outputs.isEmpty() && checkpoints.isEmpty()) {
      return List.of("nothing in cache that the prefix lacks");
    }
    NodeSet chosen = job.chosen(job.allocation().nodes());
    Map<String, String> lost = RunPlan.history(job).map(NodeHistory::lost).orElse(Map.of());
    NodeReport nodes = job.health().check(chosen, lost);
    NodeSet unfit = NodeSet.of(nodes.unfit().keySet()).minus(job.settings().excludeNodes());
    NodeSet from = chosen.intersection(nodes.up().union(unfit));
    List<String> lines = new ArrayList<>();
    if (from.isEmpty()) {
      lines.add("nothing can be saved from cache now, since no node answers: " + nodes.reasons());
    } else {
      lines.add("would collect from " + from);
    }
    NodeSet unknown = NodeSet.of(nodes.unknown().keySet());
    if (!unknown.isEmpty()) {
      lines.add("would try these too where that does not suffice: " + unknown);
    }
    outputs.forEach(dataset -> lines.add("would save output " + name(dataset)));
    for (FlushState.Entry dataset : checkpoints) {
      lines.add(
          dataset.equals(checkpoints.get(0))
              ? "would save checkpoint " + name(dataset) + ", and make it current"
              : "would save checkpoint " + name(dataset) + " only where no newer one can be had");
    }
    return lines;
  }

  private static String name(FlushState.Entry dataset) {
    return dataset
        .name()
        .map(name -> name + " (dataset " + dataset.id() + ")")
        .orElse("dataset " + dataset.id());
  }
}
