package org.scr4j.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Runs a command on nodes. A command always runs <em>on the node</em> that its result is kept
 * under.
 */
public interface RemoteShell {

  /** Its name in messages: {@code srun}, {@code pdsh}, {@code local}. */
  String name();

  /**
   * What became of a command on one node.
   *
   * @see Finished
   */
  sealed interface Result {}

  /**
   * The command ran to its end.
   *
   * @param status exit status, or 128 plus the signal that ended it
   * @param out its standard output
   * @param err its standard error
   * @param took wall time
   */
  record Finished(int status, String out, String err, Duration took) implements Result {}

  /** The deadline passed; the command was ended as far as it could be. */
  record TimedOut(Duration after) implements Result {}

  /** The node could not be reached. */
  record Unreachable(String reason) implements Result {}

  /**
   * The means to reach nodes failed itself, such as a scheduler that is away: nothing is known of
   * the node.
   */
  record Undecided(String reason) implements Result {}

  /**
   * Runs {@code command} on each node of {@code nodes}, at the same time as far as bounds allow.
   *
   * @param command program and arguments; never passed through a shell of ours
   * @param deadline for all nodes together
   * @return a result for each node of {@code nodes}
   * @throws ClusterException if no node can be tried at all
   */
  Map<String, Result> run(NodeSet nodes, List<String> command, Duration deadline)
      throws ClusterException, InterruptedException;
}
