package org.scr4j.cluster;

import java.util.Map;
import java.util.Optional;

/**
 * What launchers and remote shells are built from.
 *
 * @param environment that of this process; programs that are started inherit it
 * @param resourceManager whose allocation this is
 * @param liveness tells which nodes are gone; shared by all who ask
 * @param remoteShell reaches the nodes; nothing while the remote shell itself is built
 */
public record Site(
    Map<String, String> environment,
    ResourceManager resourceManager,
    Optional<Liveness> liveness,
    Optional<RemoteShell> remoteShell) {

  /** Copies the map. */
  public Site {
    environment = Map.copyOf(environment);
  }

  /**
   * The remote shell.
   *
   * @throws IllegalStateException while it is built
   */
  public RemoteShell shell() {
    return remoteShell.orElseThrow(
        () -> new IllegalStateException("a remote shell is not built from itself"));
  }
}
