package org.scr4j.cluster;

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
}
