package org.scr4j.cluster.pbs;

import java.time.Instant;
import java.util.List;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Target;

/** What PBS and Torque print. */
public final class PbsTargets {

  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  private PbsTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("pbs-qstat", PbsTargets::job),
        new Target("pbs-nodes", PbsTargets::nodes),
        new Target("pbs-node-file", PbsTargets::nodeFile),
        new Target("pbs-times", PbsTargets::times));
  }

  private static void job(Input input) throws Exception {
    Holds.orDocumented(ClusterException.class, () -> PbsJob.parse(input.text(), NOW));
  }

  private static void nodes(Input input) {
    NodeSet asked = NodeSet.parse("n[1-4]");
    PbsNodes nodes = new PbsNodes(PbsNode.parse(input.text()));
    Holds.same(asked.size(), (long) nodes.judge(asked, List.of("n1", "n2")).size());
  }

  private static void nodeFile(Input input) throws Exception {
    Holds.orDocumented(NodeSetException.class, () -> PbsVariables.parse(input.text()));
  }

  private static void times(Input input) {
    PbsText.moment(input.text());
    PbsText.duration(input.text());
    PbsText.blocks(input.text());
    PbsNodes.shortName(input.text());
    Holds.oneLine(PbsText.lastLine(input.text()));
  }
}
