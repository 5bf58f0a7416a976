package org.scr4j.cluster.local;

import java.nio.file.Path;
import java.util.List;
import org.scr4j.cluster.ClusterException;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Scratch;
import org.scr4j.fuzz.Target;

/** Arguments of the local launcher, and its notes of running steps. */
public final class LocalTargets {

  private LocalTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("local-arguments", LocalTargets::arguments),
        new Target("local-steps", LocalTargets::steps));
  }

  private static void arguments(Input input) throws Exception {
    Holds.orDocumented(ClusterException.class, () -> LocalArguments.parse(input.words()));
  }

  private static void steps(Input input) throws Exception {
    Path file = Scratch.file("steps/1", input.bytes());
    Holds.orDocumented(ClusterException.class, () -> LocalStepRecord.readAll(file.getParent()));
  }
}
