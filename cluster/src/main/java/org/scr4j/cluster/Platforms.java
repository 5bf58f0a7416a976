package org.scr4j.cluster;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.local.LocalCluster;
import org.scr4j.cluster.local.LocalPlatform;
import org.scr4j.cluster.local.LocalVariables;
import org.scr4j.cluster.slurm.SlurmPlatform;
import org.scr4j.cluster.slurm.SlurmVariables;

/** Finds the platform that this process runs on. */
public final class Platforms {

  private Platforms() {}

  private static final String SUPPORTED =
      SlurmPlatform.LAUNCHER + " (Slurm), " + LocalPlatform.NAME + " (virtual nodes)";

  /**
   * The platform for {@code launcher}, or where none is named, the one that the environment shows:
   * a virtual cluster that it names, an allocation of Slurm, a virtual cluster that is up.
   *
   * @param environment that of this process
   * @param launcher first argument of {@code scr_run}
   * @throws ClusterException if that launcher is not supported, or there is no allocation
   */
  public static Platform detect(Map<String, String> environment, Optional<String> launcher)
      throws ClusterException {
    return detect(environment, launcher, Optional.empty());
  }

  /**
   * As the other.
   *
   * @param resourceManager SCR_RESOURCE_MANAGER: the one to use where no launcher is named
   * @throws ClusterException if that launcher is not supported, or there is no allocation
   */
  public static Platform detect(
      Map<String, String> environment, Optional<String> launcher, Optional<String> resourceManager)
      throws ClusterException {
    if (launcher.isPresent()) {
      return switch (launcher.get()) {
        case SlurmPlatform.LAUNCHER -> SlurmPlatform.create(environment);
        case LocalPlatform.NAME -> LocalPlatform.create(environment);
        default ->
            throw new ClusterException(
                "launcher '"
                    + NodeSetParser.printable(launcher.get())
                    + "' is not supported; supported: "
                    + SUPPORTED);
      };
    }
    String wanted = resourceManager.orElse("").strip();
    return switch (wanted.toUpperCase(Locale.ROOT)) {
      case "" -> found(environment);
      case "SLURM" -> SlurmPlatform.create(environment);
      case "LOCAL" -> LocalPlatform.create(environment);
      default ->
          throw new ClusterException(
              "SCR_RESOURCE_MANAGER="
                  + NodeSetParser.printable(wanted)
                  + " is not supported; supported: SLURM, LOCAL");
    };
  }

  private static Platform found(Map<String, String> environment) throws ClusterException {
    boolean virtual = LocalCluster.find(LocalCluster.directory(environment)).isPresent();
    if (environment.containsKey(LocalVariables.CLUSTER)
        || (virtual && environment.containsKey(LocalVariables.DIRECTORY))) {
      return LocalPlatform.create(environment);
    }
    if (SlurmVariables.inAllocation(environment)) {
      return SlurmPlatform.create(environment);
    }
    if (virtual) {
      return LocalPlatform.create(environment);
    }
    throw new ClusterException(
        "not in an allocation of a supported resource manager (supported: "
            + SUPPORTED
            + "); for an allocation of Slurm: salloc --no-kill ...; for a virtual cluster on this"
            + " machine: scr_local up -N 5");
  }
}
