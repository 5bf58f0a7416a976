package org.scr4j.cluster;

import java.util.List;
import org.scr4j.cluster.local.LocalPlatform;
import org.scr4j.cluster.lsf.LsfPlatform;
import org.scr4j.cluster.slurm.SlurmPlatform;

/** All kinds of launchers. */
final class Launchers {

  static final List<LauncherKind> ALL = List.of(SlurmPlatform.SRUN, LsfPlatform.JSRUN, LsfPlatform.LRUN, LocalPlatform.LAUNCHER);

  private Launchers() {}
}
