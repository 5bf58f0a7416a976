package org.scr4j.cluster.flux;

import java.util.List;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Target;

/** What Flux prints, and the arguments of flux run. */
public final class FluxTargets {

  private FluxTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("flux-events", FluxTargets::events),
        new Target("flux-status", FluxTargets::status),
        new Target("flux-instance", FluxTargets::instance),
        new Target("flux-json", FluxTargets::json),
        new Target("flux-fan-out", FluxTargets::fanOut),
        new Target("flux-arguments", FluxTargets::arguments));
  }

  private static void events(Input input) {
    FluxEvents.parse(input.text()).fatal().ifPresent(Holds::oneLine);
  }

  private static void status(Input input) throws Exception {
    Optional<FluxStatus> status =
        Holds.orDocumented(ClusterException.class, () -> FluxStatus.parse(input.text()));
    if (status.isPresent()) {
      NodeSet nodes = NodeSet.parse("n[1-4]");
      NodeSet usable = status.get().usable(nodes);
      Holds.that(usable.minus(nodes).isEmpty(), "a node that nobody asked for");
      Holds.same(nodes.size(), (long) FluxStateCheck.judge(nodes, status.get()).size());
    }
  }

  private static void instance(Input input) throws Exception {
    Holds.orDocumented(ClusterException.class, () -> FluxInstance.parse(input.text()));
  }

  private static void json(Input input) throws Exception {
    FluxMarks.in(input.text());
    FluxTools.nodesOf(input.text());
    FluxText.jobId(input.text());
    FluxJob.attached(input.text());
    Holds.oneLine(FluxText.lastLine(input.text()));
    Holds.orDocumented(ClusterException.class, () -> FluxResourceManager.idOf(input.text()));
  }

  private static void fanOut(Input input) {
    FluxFanOut fanOut = new FluxFanOut("mark");
    for (String line : input.lines()) {
      fanOut.out(line);
      fanOut.err(line);
    }
    for (int rank = 0; rank < 3; rank++) {
      fanOut.answer(rank);
      Holds.oneLine(fanOut.complaint(rank));
    }
  }

  private static void arguments(Input input) throws Exception {
    Holds.orDocumented(ClusterException.class, () -> FluxArguments.parse(input.words()));
  }
}
