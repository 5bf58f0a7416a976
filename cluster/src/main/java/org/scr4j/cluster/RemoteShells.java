package org.scr4j.cluster;

import java.util.List;
import org.scr4j.cluster.alps.AlpsPlatform;
import org.scr4j.cluster.flux.FluxPlatform;
import org.scr4j.cluster.local.LocalPlatform;
import org.scr4j.cluster.shell.RemoteShellKinds;
import org.scr4j.cluster.slurm.SlurmPlatform;

/** All kinds of remote shells. */
final class RemoteShells {

  static final List<RemoteShellKind> ALL =
      List.of(
          SlurmPlatform.SRUN_SHELL,
          FluxPlatform.REMOTE_SHELL,
          AlpsPlatform.APRUN_SHELL,
          RemoteShellKinds.CLUSH,
          RemoteShellKinds.PDSH,
          RemoteShellKinds.SSH,
          LocalPlatform.REMOTE_SHELL);

  private RemoteShells() {}
}
