package org.scr4j.job;

import java.util.LinkedHashMap;
import java.util.Map;
import org.scr4j.cluster.FoldedOutput;
import org.scr4j.cluster.NodeSet;

/** Checks nodes between runs; tells the user, the log and the history of what is new. */
final class RunNodes {

  private final JobContext job;
  private final NodeHistory history;
  private boolean toldExcluded;

  RunNodes(JobContext job, NodeHistory history) {
    this.job = job;
    this.history = history;
  }

  /** Nodes that are out of this job, each with its reason. */
  Map<String, String> out() {
    return history.out();
  }

  /** Those that a run may be started on. */
  NodeSet usable(NodeSet nodes) {
    return nodes.minus(NodeSet.of(out().keySet())).minus(job.settings().excludeNodes());
  }

  /** Tells of nodes that an earlier scr_run in this allocation found down. */
  void tellOfEarlierRuns() {
    FoldedOutput.lines(out())
        .forEach(line -> job.messages().say("out of this job since an earlier scr_run: " + line));
  }

  /** Judges {@code nodes}; those that are out stay out. */
  NodeReport check(NodeSet nodes) throws InterruptedException {
    NodeReport report = job.health().check(nodes, out());
    tell("unknown", report.unknown());
    down("down", report.down(), true);
    Map<String, String> unfit = new LinkedHashMap<>(report.unfit());
    unfit.keySet().removeIf(job.settings().excludeNodes()::contains);
    down("unfit", unfit, false);
    tellExcluded(nodes);
    return report;
  }

  private void tellExcluded(NodeSet nodes) {
    NodeSet excluded = nodes.intersection(job.settings().excludeNodes());
    if (!toldExcluded && !excluded.isEmpty()) {
      toldExcluded = true;
      job.messages().say("not used: " + excluded + ": " + NodeHealth.EXCLUDED);
    }
  }

  /** {@code found} were lost while a run was using them. */
  void lost(Map<String, String> found) {
    down("down", found, true);
  }

  private void down(String how, Map<String, String> found, boolean lost) {
    Map<String, String> before = out();
    Map<String, String> news = history.note(found, lost);
    news.keySet().removeIf(before::containsKey);
    tell(how, news);
    news.forEach(job.log()::nodeFailed);
  }

  private void tell(String how, Map<String, String> found) {
    FoldedOutput.fold(found)
        .forEach(
            fold ->
                job.messages()
                    .say(
                        (fold.nodes().size() == 1 ? "node " : "nodes ")
                            + fold.nodes()
                            + " "
                            + how
                            + ": "
                            + fold.text()));
  }

  /** A run begins, without the nodes that are out. */
  void runBegins() {
    history.leaveBehind();
  }
}
