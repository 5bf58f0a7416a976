package org.scr4j.cluster;

import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.local.LocalCluster;
import org.scr4j.cluster.local.LocalPlatform;
import org.scr4j.cluster.local.LocalVariables;

/** Finds the platform that this process runs on. */
public final class Platforms {

  private Platforms() {}

  /**
   * The platform for {@code launcher}, or where none is named, the one that the environment shows.
   *
   * @param environment that of this process
   * @param launcher first argument of {@code scr_run}
   * @throws ClusterException if that launcher is not supported, or there is no allocation
   */
  public static Platform detect(Map<String, String> environment, Optional<String> launcher)
      throws ClusterException {
    if (launcher.isPresent() && !launcher.get().equals(LocalPlatform.NAME)) {
      throw new ClusterException(
          "launcher '"
              + NodeSetParser.printable(launcher.get())
              + "' is not supported; supported: "
              + LocalPlatform.NAME);
    }
    if (launcher.isPresent()
        || environment.containsKey(LocalVariables.CLUSTER)
        || LocalCluster.find(LocalCluster.directory(environment)).isPresent()) {
      return LocalPlatform.create(environment);
    }
    throw new ClusterException(
        "not in an allocation of a supported resource manager (supported: "
            + LocalPlatform.NAME
            + "); for a virtual cluster on this machine: scr_local up -N 5");
  }
}
