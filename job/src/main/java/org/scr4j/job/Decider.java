package org.scr4j.job;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.dataset.HaltConditions;
import org.scr4j.dataset.HaltReason;

/**
 * Decides whether a job starts another run. Pure: all that it goes by is passed in.
 *
 * <p>Asked in this order: halt file, end of the allocation, runs left, nodes left. The first three
 * cost nothing, so they are asked before the nodes are checked.
 */
public final class Decider {

  private Decider() {}

  /**
   * What can be judged without looking at the nodes.
   *
   * @param halt what the halt file says
   * @param haltSeconds SCR_HALT_SECONDS, which the halt file overrides
   * @param endTime end of the allocation, where known
   * @param runsLeft runs that may still be started; nothing where there is no bound
   * @param prefix named in the remedy
   */
  public record Situation(
      HaltConditions halt,
      long haltSeconds,
      Instant now,
      Optional<Instant> endTime,
      OptionalLong runsLeft,
      String prefix) {}

  /** The reason to stop, if there is one, by halt file, time and runs. */
  public static Optional<Decision.Stop> beforeNodes(Situation at) {
    Optional<HaltReason> halt = haltReason(at);
    if (halt.isPresent()) {
      return Optional.of(halted(halt.get(), at.prefix()));
    }
    if (at.runsLeft().isPresent() && at.runsLeft().getAsLong() <= 0) {
      return Optional.of(
          new Decision.Stop(
              StopReason.NO_RUNS_LEFT,
              ExitCode.DONE,
              "no runs left (SCR_RUNS sets how many there are)"));
    }
    return Optional.empty();
  }

  /** The halt condition that holds between runs, if any. */
  public static Optional<HaltReason> haltReason(Situation at) {
    return conditions(at).active(at.now(), at.endTime());
  }

  /** As {@link #haltReason}, passing over that the program has finished. */
  public static Optional<HaltReason> haltReasonButFinished(Situation at) {
    return conditions(at).activeInApplication(at.now(), at.endTime());
  }

  private static HaltConditions conditions(Situation at) {
    return at.haltSeconds() > 0
        ? at.halt().orHaltSeconds(OptionalLong.of(at.haltSeconds()))
        : at.halt();
  }

  private static Decision.Stop halted(HaltReason reason, String prefix) {
    if (reason.finalized()) {
      return new Decision.Stop(
          StopReason.FINISHED,
          ExitCode.HALTED,
          "the program has finished in "
              + prefix
              + " (halt reason SCR_FINALIZE_CALLED); to run it again: scr_halt --unset-reason "
              + prefix);
    }
    boolean time = reason.kind() == HaltReason.Kind.TIME_LIMIT;
    return new Decision.Stop(
        time ? StopReason.OUT_OF_TIME : StopReason.HALTED,
        ExitCode.HALTED,
        "halt condition: "
            + reason.text()
            + (time
                ? "; resubmit the job"
                : "; see scr_halt --list "
                    + prefix
                    + ", lift it with scr_halt --remove "
                    + prefix));
  }

  /**
   * How many nodes a run needs.
   *
   * @param minNodes SCR_MIN_NODES
   * @param lastRun what the nodes file says that the last run used
   * @param launcher what the launcher's arguments ask for
   * @param all the allocation's nodes, which are needed where nothing else is known
   */
  public static long nodesNeeded(
      OptionalInt minNodes, OptionalLong lastRun, OptionalInt launcher, long all) {
    if (minNodes.isPresent() && minNodes.getAsInt() > 0) {
      return minNodes.getAsInt();
    }
    if (lastRun.isPresent() && lastRun.getAsLong() > 0) {
      return lastRun.getAsLong();
    }
    return launcher.isPresent() ? launcher.getAsInt() : all;
  }

  /** Whether enough nodes are usable. */
  public static Decision byNodes(NodeReport nodes, long needed) {
    if (nodes.up().size() >= needed) {
      return new Decision.Continue(nodes.up());
    }
    String reasons = nodes.reasons();
    return new Decision.Stop(
        StopReason.TOO_FEW_NODES,
        ExitCode.TOO_FEW_NODES,
        "too few nodes: "
            + nodes.up().size()
            + " of the "
            + needed
            + " needed are usable"
            + (reasons.isEmpty() ? "" : " (" + reasons + ")")
            + "; allocate more, or set SCR_MIN_NODES to run on fewer");
  }
}
