package org.scr4j.cluster.mpi;

import java.util.List;
import org.scr4j.cluster.ClusterException;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Target;

/** What mpirun prints, and its arguments. */
public final class MpiTargets {

  private MpiTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("mpirun-arguments", MpiTargets::arguments),
        new Target("mpirun-output", MpiTargets::output));
  }

  private static void arguments(Input input) throws Exception {
    List<MpiFamily> families = List.of(MpiFamily.values());
    MpiFamily family = families.get(input.choice(families.size()));
    Holds.orDocumented(
        ClusterException.class, () -> MpiArguments.parse(family, input.rest().words()));
  }

  private static void output(Input input) {
    MpiMessages messages = new MpiMessages();
    for (String line : input.lines()) {
      messages.isObstacle(line);
      MpiMessages.nodeInTrouble(line);
      MpiMessages.isHopeless(line);
    }
    messages.lost();
    MpiFamily.of(input.text());
  }
}
