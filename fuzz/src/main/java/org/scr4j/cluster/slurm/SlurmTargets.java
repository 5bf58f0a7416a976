package org.scr4j.cluster.slurm;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Target;

/** What Slurm's commands print, its variables and the arguments of srun. */
public final class SlurmTargets {

  private SlurmTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("slurm-squeue", SlurmTargets::job),
        new Target("slurm-nodes", SlurmTargets::nodes),
        new Target("slurm-steps", SlurmTargets::steps),
        new Target("slurm-variables", SlurmTargets::variables),
        new Target("srun-arguments", SlurmTargets::arguments),
        new Target("srun-output", SlurmTargets::output));
  }

  private static void job(Input input) throws Exception {
    Holds.orDocumented(ClusterException.class, () -> SlurmJob.parse(input.text(), ZoneOffset.UTC));
  }

  private static void nodes(Input input) {
    SlurmNode.parse(input.text())
        .forEach(
            (name, node) -> {
              Holds.same(name, node.name());
              if (node.health() instanceof Health.Failed failed) {
                Holds.oneLine(failed.reason());
              }
              if (node.health() instanceof Health.Unfit unfit) {
                Holds.oneLine(unfit.reason());
              }
            });
  }

  private static void steps(Input input) {
    for (SlurmStep step : SlurmStep.parse(input.text())) {
      Holds.that(step.id().matches("[0-9]+\\.[0-9]+"), step.id());
      step.isOf("host", 1);
    }
  }

  private static void variables(Input input) throws Exception {
    Map<String, String> variables = input.variables();
    SlurmVariables.evidence(variables).ifPresent(Holds::oneLine);
    Holds.orDocumented(ClusterException.class, () -> SlurmVariables.jobId(variables));
    Holds.orDocumented(ClusterException.class, () -> SlurmVariables.nodes(variables));
    SlurmVariables.user(variables);
    SlurmVariables.endTime(variables).ifPresent(end -> SlurmText.moment(end, ZoneOffset.UTC));
  }

  private static void arguments(Input input) throws Exception {
    Optional<SrunArguments> parsed =
        Holds.orDocumented(ClusterException.class, () -> SrunArguments.parse(input.words()));
    if (parsed.isPresent()) {
      NodeSet usable = NodeSet.parse("n[1-4,6]");
      Optional<NodeSet> chosen =
          Holds.orDocumented(ClusterException.class, () -> parsed.get().choose(usable));
      chosen.ifPresent(
          nodes -> {
            Holds.that(nodes.minus(usable).isEmpty(), "a node that is not usable was chosen");
            parsed.get().command(nodes);
          });
    }
  }

  private static void output(Input input) {
    SrunFanOut fanOut = new SrunFanOut("mark");
    for (String line : input.lines()) {
      SrunMessages.isObstacle(line);
      fanOut.answers().out(line);
      fanOut.answers().err(line);
    }
    SrunShell.judge(fanOut, "n1");
    fanOut.complaintOf("n1").ifPresent(Holds::oneLine);
  }
}
