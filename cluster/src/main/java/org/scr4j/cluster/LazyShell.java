package org.scr4j.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A remote shell that is built when it is first used: most commands reach no node. */
final class LazyShell implements RemoteShell {

  private final RemoteShellKind kind;
  private final Site site;
  private Optional<RemoteShell> built = Optional.empty();

  LazyShell(RemoteShellKind kind, Site site) {
    this.kind = kind;
    this.site = site;
  }

  @Override
  public String name() {
    return kind.name();
  }

  @Override
  public Map<String, Result> run(NodeSet nodes, List<String> command, Duration deadline)
      throws ClusterException, InterruptedException {
    return shell().run(nodes, command, deadline);
  }

  private synchronized RemoteShell shell() throws ClusterException {
    if (built.isEmpty()) {
      built = Optional.of(kind.open(site));
    }
    return built.get();
  }
}
