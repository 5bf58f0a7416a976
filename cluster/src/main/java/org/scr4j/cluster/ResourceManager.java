package org.scr4j.cluster;

import java.util.List;
import java.util.Optional;

/** The scheduler that owns the allocation. */
public interface ResourceManager {

  /** Its name in messages and in {@code scr_env}: {@code slurm}, {@code lsf}, {@code local}. */
  String name();

  /**
   * The allocation that this process runs in.
   *
   * @throws ClusterException if there is none, or the resource manager does not answer
   */
  Allocation allocation() throws ClusterException;

  /**
   * The allocation's id alone, which the environment often tells without asking anybody.
   *
   * @throws ClusterException as {@link #allocation}
   */
  default String jobId() throws ClusterException {
    return allocation().jobId();
  }

  /**
   * What had better be set before the next job of this kind starts, so that a node that fails costs
   * no more than itself: a line each, with the remedy. Runs no program.
   */
  default List<String> advice() {
    return List.of();
  }

  /** What it knows itself of nodes, in the order in which it is asked. */
  default List<NodeCheck> checks() {
    return List.of();
  }

  /**
   * Tells which nodes are gone while a step runs. Nothing where launchers notice at once. Called
   * once: what it has learned is shared.
   */
  default Optional<Liveness> liveness() {
    return Optional.of(new Liveness(new HostAddresses(), () -> false));
  }
}
