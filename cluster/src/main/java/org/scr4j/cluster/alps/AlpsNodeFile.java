package org.scr4j.cluster.alps;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;

/**
 * The nodes of a job as they were found, for commands that come later: {@code
 * ${TMPDIR:-/tmp}/scr4j_alps.<user>/<job id>}, on the node where the batch script runs.
 */
final class AlpsNodeFile {

  private final Path directory;
  private final Path file;

  AlpsNodeFile(Map<String, String> environment, String jobId) {
    String temporary = environment.getOrDefault("TMPDIR", "");
    this.directory =
        Path.of(temporary.isEmpty() ? "/tmp" : temporary)
            .resolve("scr4j_alps." + System.getProperty("user.name"));
    this.file = directory.resolve(jobId.replaceAll("[^A-Za-z0-9._-]", "_"));
  }

  /**
   * What was kept, if anything.
   *
   * @throws ClusterException if others could have written it
   */
  Optional<NodeSet> read() throws ClusterException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    requirePrivate();
    try {
      NodeSet nodes = NodeSet.parse(Files.readString(file).strip());
      return nodes.isEmpty() ? Optional.empty() : Optional.of(nodes);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | NodeSetException e) {
      throw new ClusterException(file + " holds no nodes; remove it: " + e.getMessage(), e);
    }
  }

  /** Keeps {@code nodes}, whole or not at all. */
  void write(NodeSet nodes) throws ClusterException {
    try {
      if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      requirePrivate();
      Path draft = Files.createTempFile(directory, "draft", "");
      Files.writeString(draft, nodes.compressed() + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new ClusterException(directory + " is on an unsuitable file system: " + e, e);
    } catch (ClusterException e) {
      throw e;
    } catch (IOException e) {
      throw new ClusterException("cannot keep the nodes of this job in " + file + ": " + e, e);
    }
  }

  private void requirePrivate() throws ClusterException {
    try {
      Set<PosixFilePermission> allowed =
          Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
      boolean ours =
          Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
              && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
                  .getName()
                  .equals(System.getProperty("user.name"));
      if (!ours || !PosixFilePermissions.toString(allowed).endsWith("------")) {
        throw new ClusterException(
            directory + " is not private to this user; remove it, or set TMPDIR");
      }
    } catch (ClusterException e) {
      throw e;
    } catch (IOException e) {
      throw new ClusterException("cannot look at " + directory + ": " + e, e);
    }
  }
}
