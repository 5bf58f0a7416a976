package org.scr4j.cluster;

import java.util.Map;
import java.util.Optional;

/** One kind of remote shell. */
public interface RemoteShellKind {

  /** Its name: {@code ssh}, {@code srun}. */
  String name();

  /**
   * Why it cannot be used here, {@code pdsh is not in PATH}; nothing where it can. Runs no program.
   *
   * @param environment that of this process
   */
  Optional<String> obstacle(Map<String, String> environment);

  /** Whether it needs nothing of the scheduler on the nodes. */
  default boolean isIndependent() {
    return false;
  }

  /**
   * The remote shell. Runs no program yet.
   *
   * @param site without a remote shell of its own
   * @throws ClusterException if it cannot be used there
   */
  RemoteShell open(Site site) throws ClusterException;
}
