package org.scr4j.cluster;

import java.util.List;
import org.scr4j.cluster.flux.FluxPlatform;
import org.scr4j.cluster.local.LocalPlatform;
import org.scr4j.cluster.slurm.SlurmPlatform;

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
          SlurmPlatform.RESOURCE_MANAGER);

  private ResourceManagers() {}
}
