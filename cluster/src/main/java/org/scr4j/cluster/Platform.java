package org.scr4j.cluster;

import java.util.List;

/**
 * Everything that is needed to work in an allocation on one kind of system.
 *
 * @param checks what the platform itself knows of nodes, in the order in which it is asked
 */
public record Platform(
    ResourceManager resourceManager,
    Launcher launcher,
    RemoteShell remoteShell,
    List<NodeCheck> checks) {

  /** Copies the list. */
  public Platform {
    checks = List.copyOf(checks);
  }
}
