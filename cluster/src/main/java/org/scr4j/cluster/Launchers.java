package org.scr4j.cluster;

import java.util.List;
import org.scr4j.cluster.alps.AlpsPlatform;
import org.scr4j.cluster.local.LocalPlatform;
import org.scr4j.cluster.slurm.SlurmPlatform;

/** All kinds of launchers. */
final class Launchers {

  static final List<LauncherKind> ALL =
      List.of(SlurmPlatform.SRUN, AlpsPlatform.APRUN, LocalPlatform.LAUNCHER);

  private Launchers() {}
}
