package org.scr4j.cluster;

import java.util.List;
import org.scr4j.cluster.flux.FluxPlatform;
import org.scr4j.cluster.local.LocalPlatform;
import org.scr4j.cluster.slurm.SlurmPlatform;

/** All kinds of launchers. */
final class Launchers {

  static final List<LauncherKind> ALL =
      List.of(SlurmPlatform.SRUN, FluxPlatform.LAUNCHER, LocalPlatform.LAUNCHER);

  private Launchers() {}
}
