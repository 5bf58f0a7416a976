package org.scr4j.cluster;

import java.util.List;
import org.scr4j.cluster.alps.AlpsPlatform;
import org.scr4j.cluster.flux.FluxPlatform;
import org.scr4j.cluster.local.LocalPlatform;
import org.scr4j.cluster.lsf.LsfPlatform;
import org.scr4j.cluster.mpi.MpiLaunchers;
import org.scr4j.cluster.slurm.SlurmPlatform;
import org.scr4j.cluster.ssh.SshPlatform;

/** All kinds of launchers. */
final class Launchers {

  static final List<LauncherKind> ALL =
      List.of(
          SlurmPlatform.SRUN,
          FluxPlatform.LAUNCHER,
          LsfPlatform.JSRUN,
          LsfPlatform.LRUN,
          AlpsPlatform.APRUN,
          MpiLaunchers.MPIRUN,
          MpiLaunchers.MPIEXEC,
          SshPlatform.LAUNCHER,
          LocalPlatform.LAUNCHER);

  private Launchers() {}
}
