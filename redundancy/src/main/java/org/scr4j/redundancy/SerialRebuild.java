package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Computes lost files in one process from those that a scavenge has collected, as LLNL's {@code
 * scr_rebuild_xor} and {@code scr_rebuild_partner} do for {@code scr_index --build}.
 *
 * <p>Rebuild the file maps first (prefix {@code reddescmap.er}): they say where the files of the
 * other sets (prefix {@code reddesc.er}) belong.
 */
public final class SerialRebuild {

  /** Where a file belongs that a descriptor names. */
  @FunctionalInterface
  public interface Locator {
    /**
     * Decides on a name from a descriptor, which is not to be trusted: nothing is read or written
     * but what this returns, and redundancy files in the directory searched.
     *
     * @param rank the rank that the file belongs to
     * @param recorded its path on its node, {@code /dev/shm/user/scr.38/scr.dataset.2/rank_3.ckpt}
     * @return the file; its directory exists
     * @throws IOException if there is no place for such a file: the set is reported as lost
     */
    Path locate(int rank, String recorded) throws IOException;
  }

  private SerialRebuild() {}

  /**
   * The state of every set, without changing anything.
   *
   * @param directory holds the redundancy files, {@code <prefix>/.scr/scr.dataset.2}
   * @param prefix what their names begin with, {@code reddesc.er}
   * @return by set number; empty where there is no such file at all
   */
  public static List<SetReport> survey(Path directory, String prefix, Locator locator)
      throws IOException {
    return List.of();
  }

  /**
   * Writes what is missing of every set that can be rebuilt, and its redundancy files.
   *
   * @param parallel sets that are worked on at the same time, at most
   * @return by set number: complete, rebuilt or lost
   * @throws IOException if the directory cannot be read; trouble with one set makes that set lost
   */
  public static List<SetReport> rebuild(
      Path directory, String prefix, Locator locator, int parallel) throws IOException {
    return List.of();
  }
}
