package org.scr4j.cluster.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Platform;
import org.scr4j.cluster.RemoteShell;

/** Everything of platform {@code local}. */
public final class LocalPlatform {

  /** Its name, also that of its launcher. */
  public static final String NAME = "local";

  private LocalPlatform() {}

  /**
   * The platform of the cluster that {@code environment} points to. Its check is the state of the
   * nodes.
   *
   * @param environment that of this process; programs that are started inherit it
   * @throws ClusterException if no cluster is up
   */
  public static Platform create(Map<String, String> environment) throws ClusterException {
    LocalCluster cluster = LocalCluster.open(LocalCluster.directory(environment));
    String mine = environment.getOrDefault(LocalVariables.CLUSTER, cluster.mark());
    if (!mine.equals(cluster.mark())) {
      throw new ClusterException(
          "this process belongs to a virtual cluster that is down ("
              + LocalVariables.CLUSTER
              + "="
              + mine
              + "); unset that variable, or work in a new shell");
    }
    RemoteShell shell = new LocalShell(cluster, environment);
    return new Platform(
        new LocalResourceManager(cluster, environment),
        new LocalLauncher(cluster, environment),
        shell,
        List.of(new LocalStateCheck(cluster)),
        Optional.empty());
  }
}
