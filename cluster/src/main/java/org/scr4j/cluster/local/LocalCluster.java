package org.scr4j.cluster.local;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;

/** A cluster of virtual nodes. (Signatures; the bodies follow.) */
@SuppressWarnings("DoNotCallSuggester")
public final class LocalCluster {
  private LocalCluster() {}

  /** What {@link #fail} did: how many processes it ended, and how long that and the wipe took. */
  public record Failed(LocalNode node, int processes, Duration took) {}

  /** {@code SCR_LOCAL_DIR}, or {@code ${TMPDIR:-/tmp}/scr_local.<user>}. */
  public static Path directory(Map<String, String> environment) {
    throw new UnsupportedOperationException();
  }

  /** The cluster in {@code directory}, nothing where none is up. */
  public static Optional<LocalCluster> find(Path directory) throws ClusterException {
    throw new UnsupportedOperationException();
  }

  /** As {@link #find}; throws with the remedy where none is up. */
  public static LocalCluster open(Path directory) throws ClusterException {
    throw new UnsupportedOperationException();
  }

  public static LocalCluster up(Path directory, int nodes, Clock clock) throws ClusterException {
    throw new UnsupportedOperationException();
  }

  /** Unique for each {@code up}; also the job id. */
  public String id() {
    throw new UnsupportedOperationException();
  }

  public NodeSet nodes() {
    throw new UnsupportedOperationException();
  }

  public LocalNode node(String name) throws ClusterException {
    throw new UnsupportedOperationException();
  }

  public List<LocalNode> status() throws ClusterException {
    throw new UnsupportedOperationException();
  }

  public Failed fail(String node) throws ClusterException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  public void repair(String node) throws ClusterException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /**
   * @return how many processes were ended
   */
  public int down() throws ClusterException, InterruptedException {
    throw new UnsupportedOperationException();
  }
}
