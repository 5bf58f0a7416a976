package org.scr4j.cluster.slurm;

import java.util.List;
import org.scr4j.cluster.RemoteShell;

/** The processes of a step on a node, as {@code scontrol listpids} prints them there. */
final class StepProcesses {

  private StepProcesses() {}

  static List<String> command(String stepId) {
    return List.of("scontrol", "listpids", stepId);
  }

  /** Whether there are none, as far as the node can be asked. */
  static boolean none(RemoteShell.Result result) {
    if (result instanceof RemoteShell.Unreachable) {
      return true;
    }
    return result instanceof RemoteShell.Finished done
        && (done.status() == 0
            ? done.out().lines().noneMatch(line -> line.strip().matches("[0-9].*"))
            : done.err().contains("does not exist"));
  }
}
