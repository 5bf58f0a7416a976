package org.scr4j.cluster.mpi;

import java.util.List;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.LauncherKind;
import org.scr4j.cluster.Site;

/** mpirun and mpiexec as launchers: whose they are is found out when they are used. */
public final class MpiLaunchers {

  /** {@code mpirun}, and what distributions call it. */
  public static final LauncherKind MPIRUN =
      new Kind("mpirun", List.of("mpirun.openmpi", "mpirun.mpich", "orterun", "prterun"));

  /** {@code mpiexec}, likewise. */
  public static final LauncherKind MPIEXEC =
      new Kind("mpiexec", List.of("mpiexec.openmpi", "mpiexec.mpich", "mpiexec.hydra"));

  private MpiLaunchers() {}

  private record Kind(String name, List<String> aliases) implements LauncherKind {

    @Override
    public Launcher open(Site site, String program) {
      return new MpiLauncher(site, program);
    }
  }
}
