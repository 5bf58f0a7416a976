package org.scr4j.cluster;

import java.util.List;
import org.scr4j.cluster.alps.AlpsPlatform;
import org.scr4j.cluster.flux.FluxPlatform;
import org.scr4j.cluster.local.LocalPlatform;
import org.scr4j.cluster.lsf.LsfPlatform;
import org.scr4j.cluster.moab.MoabPlatform;
import org.scr4j.cluster.pbs.PbsPlatform;
import org.scr4j.cluster.slurm.SlurmPlatform;
import org.scr4j.cluster.ssh.SshPlatform;

/** All kinds of resource managers. */
final class ResourceManagers {

  /**
   * In the order in which they are looked for: virtual nodes are asked for by a variable of their
   * own, and an instance of one kind may run in an allocation of another.
   */
  static final List<ResourceManagerKind> ALL =
      List.of(
          LocalPlatform.RESOURCE_MANAGER,
          FluxPlatform.RESOURCE_MANAGER,
          SlurmPlatform.RESOURCE_MANAGER,
          LsfPlatform.RESOURCE_MANAGER,
          AlpsPlatform.RESOURCE_MANAGER,
          PbsPlatform.RESOURCE_MANAGER,
          MoabPlatform.RESOURCE_MANAGER,
          SshPlatform.RESOURCE_MANAGER);

  private ResourceManagers() {}
}
