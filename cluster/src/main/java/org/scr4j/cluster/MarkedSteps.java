package org.scr4j.cluster;

import java.time.Duration;
import java.util.Map;

/** Ids of steps that are known by nothing but their {@link StepMark}. */
public final class MarkedSteps {

  private static final int DIGITS = 8;

  private MarkedSteps() {}

  /** The step's id: the allocation's and the first digits of what nobody can guess. */
  public static String id(StepMark mark) {
    return mark.jobId() + "." + mark.secret().substring(0, DIGITS);
  }

  /**
   * Kills a step on all nodes of its allocation; its launcher, wherever it runs, ends with that.
   *
   * @param stepId as {@link #id} gave it
   * @return whether there was such a step
   * @throws ClusterException if {@code stepId} is no step of {@code allocation}
   */
  public static boolean cancel(Site site, Allocation allocation, String stepId, Duration limit)
      throws ClusterException, InterruptedException {
    if (!stepId.matches("\\S+\\.[0-9a-f]{" + DIGITS + "}")) {
      throw new ClusterException(
          "'"
              + NodeSetParser.printable(stepId)
              + "' is no step of this allocation, such as "
              + allocation.jobId()
              + ".0a1b2c3d");
    }
    MarkedProcesses processes = new MarkedProcesses(site.shell());
    boolean found = false;
    for (Map.Entry<StepMark, NodeSet> one : processes.marks(allocation.nodes(), limit).entrySet()) {
      StepMark mark = one.getKey();
      if (id(mark).equals(stepId) && mark.isOf(allocation.jobId(), mark.host())) {
        processes.kill(one.getValue(), mark, limit);
        found = true;
      }
    }
    return found;
  }
}
