package org.scr4j.cluster;

import java.util.List;

/** One kind of launcher. */
public interface LauncherKind {

  /** Its name: {@code srun}, {@code mpirun}. */
  String name();

  /** Other names of programs of this kind: {@code mpirun.mpich}. */
  default List<String> aliases() {
    return List.of();
  }

  /**
   * The launcher. Runs no program yet.
   *
   * @param site where it is to start steps
   * @param program as the user called it: a name in PATH, or a path
   * @throws ClusterException if it cannot be used there
   */
  Launcher open(Site site, String program) throws ClusterException;
}
