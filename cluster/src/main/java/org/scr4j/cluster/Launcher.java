package org.scr4j.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Starts a parallel program as a job step. */
public interface Launcher {

  /**
   * Its name, the first argument of {@code scr_run}: {@code srun}, {@code mpirun}, {@code local}.
   */
  String name();

  /**
   * A step to start.
   *
   * @param arguments the launcher's own arguments, then the program and its arguments, as the user
   *     wrote them
   * @param nodes the nodes that may be used; the launcher takes the first ones that it needs
   * @param environment variables to set for the program besides those that this process has
   * @param output where its output goes
   */
  record Request(
      List<String> arguments, NodeSet nodes, Map<String, String> environment, StepOutput output) {

    /** A step that writes to the streams of this process. */
    public Request(List<String> arguments, NodeSet nodes, Map<String, String> environment) {
      this(arguments, nodes, environment, StepOutput.inherited());
    }
  }

  /** How a step ended. */
  sealed interface Outcome {}

  /** All ranks ended and the launcher reports this exit status; 0 where every rank returned 0. */
  record Exited(int status) implements Outcome {}

  /** A rank was ended by this signal. */
  record Signalled(int signal) implements Outcome {}

  /** No rank ran: the reason, with the remedy, in one line. */
  record NotStarted(String reason) implements Outcome {}

  /**
   * Nodes were lost under the step, whatever the launcher returned: some return 0 although ranks
   * are lost.
   *
   * @param nodes the nodes
   * @param status exit status of the launcher
   */
  record NodesLost(NodeSet nodes, int status) implements Outcome {}

  /** A running step. Its input is that of this process; its output goes where was asked for. */
  interface Step {

    /** The step's id, as the launcher's tools print it; unique within the allocation. */
    String id();

    /** The nodes on which its ranks run. */
    NodeSet nodes();

    /** Waits for the end of the step. */
    Outcome await() throws InterruptedException;

    /**
     * As {@link #await()}, for {@code limit} at most.
     *
     * @return nothing where the step still runs after {@code limit}
     */
    Optional<Outcome> await(Duration limit) throws InterruptedException;

    /** Ends the step, never the allocation: TERM, and KILL for what is left after {@code grace}. */
    void end(Duration grace) throws InterruptedException;

    /**
     * Waits until no process of the step is left on any reachable node.
     *
     * @return whether that was so within {@code limit}
     */
    boolean awaitClean(Duration limit) throws InterruptedException;
  }

  /**
   * How many nodes {@code arguments} ask for.
   *
   * @return nothing where they do not say
   * @throws ClusterException if they cannot be understood
   */
  OptionalInt nodesWanted(List<String> arguments) throws ClusterException;

  /** The exact command that {@link #launch} would run, for messages and {@code --dry-run}. */
  List<String> command(Request request) throws ClusterException;

  /**
   * Starts a step.
   *
   * @throws ClusterException if the request is wrong or the launcher is missing
   */
  Step launch(Request request) throws ClusterException, InterruptedException;

  /**
   * Ends what is left of steps that a dead {@code scr_run} of this user started in this allocation;
   * steps whose {@code scr_run} is alive are left alone.
   *
   * @param limit for all of it
   * @return one line for each step that was ended
   */
  List<String> endOrphans(Allocation allocation, Duration limit)
      throws ClusterException, InterruptedException;

  /**
   * Kills a step of this allocation, and never the allocation itself, whoever started it.
   *
   * @param stepId as {@link Step#id()}
   * @param limit for it
   * @return whether there was such a step
   * @throws ClusterException if {@code stepId} is not the id of a step of this allocation
   */
  boolean cancel(String stepId, Duration limit) throws ClusterException, InterruptedException;
}
