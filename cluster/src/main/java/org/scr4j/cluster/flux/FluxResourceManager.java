package org.scr4j.cluster.flux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.ResourceManager;

/**
 * The instance that the environment names. Its nodes are those that it began with, since the lists
 * of its resources lose the dead ones.
 */
final class FluxResourceManager implements ResourceManager {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final FluxTools tools;
  private final Clock clock;

  FluxResourceManager(FluxTools tools, Clock clock) {
    this.tools = tools;
    this.clock = clock;
  }

  @Override
  public String name() {
    return FluxPlatform.NAME;
  }

  @Override
  public List<NodeCheck> checks() {
    return List.of(new FluxStateCheck(tools));
  }

  @Override
  public Allocation allocation() throws ClusterException {
    try {
      FluxInstance instance = tools.instance(LIMIT);
      checkOwner(instance.owner());
      return new Allocation(
          id(instance), System.getProperty("user.name"), instance.nodes(), endTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while Flux was asked for the instance", e);
    }
  }

  /** An instance of another user, such as that of the whole system, is no allocation. */
  private static void checkOwner(String owner) throws ClusterException {
    Optional<String> self = user();
    if (!owner.isEmpty() && self.isPresent() && !self.get().equals(owner)) {
      throw new ClusterException(
          "FLUX_URI names an instance of user "
              + FluxText.shown(owner)
              + ", not one of yours; get nodes with flux alloc or flux batch and work there");
    }
  }

  private static Optional<String> user() {
    try {
      return Optional.of(Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString());
    } catch (IOException | UnsupportedOperationException e) {
      // A system without it: Flux itself refuses what is not allowed.
      return Optional.empty();
    }
  }

  /**
   * The job that the instance is in the one around it; an instance that is no job goes by the
   * directory that its first broker made for itself.
   */
  private String id(FluxInstance instance) throws ClusterException, InterruptedException {
    if (instance.jobId().isPresent()) {
      return instance.jobId().get();
    }
    String uri = instance.rank() == 0 ? instance.uri() : tools.firstUri(LIMIT);
    return idOf(uri);
  }

  /** {@code flux-Ab3xYz} of {@code local:///tmp/flux-Ab3xYz/local-0}. */
  static String idOf(String uri) throws ClusterException {
    String[] parts = uri.split("/+");
    String directory = parts.length > 2 ? parts[parts.length - 2] : "";
    String plain = directory.replaceAll("[^A-Za-z0-9._-]", "_");
    if (plain.isEmpty() || plain.startsWith(".")) {
      throw new ClusterException(
          "flux: local-uri is '"
              + FluxText.shown(uri)
              + "': no name for the instance; set SCR_JOB_ID");
    }
    return plain.startsWith("flux") ? plain : "flux-" + plain;
  }

  /** It can be moved while the instance runs, so it is asked for each time. */
  private Optional<Instant> endTime() throws InterruptedException {
    try {
      OptionalLong seconds = tools.timeLeft(LIMIT);
      return seconds.isPresent()
          ? Optional.of(clock.instant().plusSeconds(seconds.getAsLong()))
          : Optional.empty();
    } catch (ClusterException e) {
      // Unknown is not the end: the job may run.
      return Optional.empty();
    }
  }
}
