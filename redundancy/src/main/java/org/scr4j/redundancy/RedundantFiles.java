package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.scr4j.config.NodeStorage;

/**
 * Protects the files that the ranks of a job keep on their nodes, and brings them back: what LLNL's
 * er, redset and shuffile do together, in their formats.
 *
 * <p>For a prefix P these files are left on the nodes, beside each other:
 *
 * <ul>
 *   <li>{@code P.er}: whether the whole was encoded; one a node
 *   <li>{@code P.shuffile}: which files belong to which rank; one a node
 *   <li>{@code P.R.redset}: rank R's place in its set, and that of the ranks it protects
 *   <li>{@code P.R.KIND.grp_G_of_N.mem_M_of_S.redset}: rank R's part of the redundancy
 * </ul>
 *
 * <p>SCR 3.1 protects a dataset by two such prefixes in its hidden directory: {@code
 * .scr/reddesc.er} for the application's files and {@code .scr/reddescmap.er} for the file maps
 * {@code .scr/filemap_R}.
 *
 * <p>All paths are those that files have on their node. Methods that take an {@link Exchange} are
 * collective. They end in the same way on every rank: where one rank fails, all throw, and the
 * message names the rank.
 */
public final class RedundantFiles {

  private RedundantFiles() {}

  /**
   * Protects this rank's files, with the node as storage and as failure group.
   *
   * @param nodeName the node that this rank runs on, the same string for all its ranks
   * @param prefix what the names of all files of redundancy begin with, {@code
   *     /dev/shm/user/scr.38/scr.dataset.2/.scr/reddesc.er}; its directory exists
   * @param files this rank's files, recorded in this order; may be empty
   * @throws IOException on all ranks, if the scheme does not fit the nodes or a file cannot be read
   *     or written
   */
  public static void apply(
      Exchange world,
      String nodeName,
      Scheme scheme,
      NodeStorage storage,
      String prefix,
      List<String> files)
      throws IOException {
    apply(world, nodeName, nodeName, scheme, storage, prefix, files);
  }

  /**
   * Protects this rank's files.
   *
   * @param nodeName the storage that this rank shares with others: its node
   * @param failureGroup what fails as one; ranks of one group protect others only
   */
  public static void apply(
      Exchange world,
      String nodeName,
      String failureGroup,
      Scheme scheme,
      NodeStorage storage,
      String prefix,
      List<String> files)
      throws IOException {
    Area area = new Area(storage, prefix);
    Encoding.prepare(new Peers(world), nodeName, failureGroup, scheme, area).run(files);
  }

  /**
   * Brings the files of every rank to the node where it runs now, computes those that are lost, and
   * completes the redundancy again. May be called on an intact dataset, and again after it was
   * interrupted.
   *
   * @param nodeName the node that this rank runs on now
   * @return the same verdict on every rank
   * @throws IOException on all ranks, if a file cannot be read or written
   */
  public static Rebuilt recover(Exchange world, String nodeName, NodeStorage storage, String prefix)
      throws IOException {
    return Recovery.prepare(new Peers(world), nodeName, new Area(storage, prefix)).run();
  }

  /**
   * Deletes the files of redundancy of one rank, and what the ranks of its node have in common. Not
   * collective; the protected files stay. Deleting what is not there is no error.
   */
  public static void remove(int rank, NodeStorage storage, String prefix) throws IOException {
    Area area = new Area(storage, prefix);
    Files.deleteIfExists(EncodedState.path(area));
    Files.deleteIfExists(Shuffile.path(area));
    if (!Files.isDirectory(area.directory())) {
      return;
    }
    String descriptor = Path.of(area.descriptorName(rank)).getFileName().toString();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(area.directory())) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        boolean redundancy =
            RedsetName.parse(name)
                .filter(parsed -> parsed.prefix().equals(area.baseName()))
                .filter(parsed -> parsed.rank() == rank)
                .isPresent();
        if (redundancy || name.equals(descriptor)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
