package org.scr4j.cluster.moab;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.ClusterException;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Target;

/** The XML that MOAB prints, and its variables. */
public final class MoabTargets {

  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  private MoabTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("moab-checkjob", MoabTargets::job),
        new Target("moab-showq", input -> MoabJob.parseShowq(input.text(), "123", NOW)),
        new Target(
            "moab-nodes", input -> MoabNode.parse(input.text()).values().forEach(MoabNode::health)),
        new Target("moab-variables", MoabTargets::variables));
  }

  private static void job(Input input) throws Exception {
    Holds.orDocumented(ClusterException.class, () -> MoabJob.parse(input.text(), NOW));
  }

  private static void variables(Input input) throws Exception {
    Map<String, String> variables = input.variables();
    MoabVariables.evidence(variables).ifPresent(Holds::oneLine);
    Holds.orDocumented(ClusterException.class, () -> MoabVariables.jobId(variables));
    Holds.orDocumented(ClusterException.class, () -> MoabVariables.nodes(variables));
  }
}
