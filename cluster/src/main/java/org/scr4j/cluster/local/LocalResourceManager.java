package org.scr4j.cluster.local;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.ResourceManager;

/** The whole virtual cluster is one allocation. */
final class LocalResourceManager implements ResourceManager {

  private final LocalCluster cluster;
  private final Map<String, String> environment;

  LocalResourceManager(LocalCluster cluster, Map<String, String> environment) {
    this.cluster = cluster;
    this.environment = environment;
  }

  @Override
  public String name() {
    return LocalPlatform.NAME;
  }

  @Override
  public Allocation allocation() throws ClusterException {
    return new Allocation(
        cluster.id(), System.getProperty("user.name"), cluster.nodes(), endTime());
  }

  @Override
  public List<NodeCheck> checks() {
    return List.of(new LocalStateCheck(cluster));
  }

  /** The launcher sees its ranks die. */
  @Override
  public Optional<Liveness> liveness() {
    return Optional.empty();
  }

  private Optional<Instant> endTime() throws ClusterException {
    String said = environment.getOrDefault(LocalVariables.END_TIME, "");
    if (said.isEmpty()) {
      return Optional.empty();
    }
    if (!said.matches("[0-9]{1,11}")) {
      throw new ClusterException(
          LocalVariables.END_TIME
              + "="
              + said
              + " is not a time in seconds since 1970; for an hour from now: $(($(date +%s)+3600))");
    }
    return Optional.of(Instant.ofEpochSecond(Long.parseLong(said)));
  }
}
