package org.scr4j.cluster;

import java.util.List;
import java.util.Optional;

/**
 * Everything that is needed to work in an allocation on one kind of system.
 *
 * @param remoteShell reaches the nodes
 * @param lastResort reaches a node on which what {@code remoteShell} needs has died; nothing where
 *     there is no other way
 * @param checks what the platform itself knows of nodes, in the order in which it is asked
 * @param liveness tells which nodes are gone while a step runs; nothing where the launcher itself
 *     notices at once
 */
public record Platform(
    ResourceManager resourceManager,
    Launcher launcher,
    RemoteShell remoteShell,
    Optional<RemoteShell> lastResort,
    List<NodeCheck> checks,
    Optional<Liveness> liveness) {

  /** Copies the list. */
  public Platform {
    checks = List.copyOf(checks);
  }
}
