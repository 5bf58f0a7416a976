package org.scr4j.job.status;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where one dataset is.
 *
 * @param id its number
 * @param name its name, where recorded
 * @param checkpoint whether a program can restart from it
 * @param output whether it must get to the prefix
 * @param created when the program began to write it
 * @param job the allocation that wrote it
 * @param files number of its files
 * @param bytes of all its files
 * @param cached whether the flush file has it in the cache of its nodes
 * @param prefix how far it is in the prefix
 * @param flushed local time when it got to the prefix, as {@code yyyy-MM-ddTHH:mm:ss}
 * @param current whether the next run restarts from it
 * @param transfer how far a transfer is that is under way, where files tell
 */
public record DatasetStatus(
    int id,
    Optional<String> name,
    boolean checkpoint,
    boolean output,
    Optional<Instant> created,
    Optional<String> job,
    OptionalLong files,
    OptionalLong bytes,
    boolean cached,
    InPrefix prefix,
    Optional<String> flushed,
    boolean current,
    Optional<Transfer> transfer) {

  /** How far a dataset is in the prefix. */
  public enum InPrefix {
    /** Nothing of it is there. */
    ABSENT,
    /** It is on its way there. */
    FLUSHING,
    /** Part of it is there, and nothing says that more is coming. */
    INCOMPLETE,
    /** All of it is there. */
    COMPLETE,
    /** All of it was there, and a job could not read it. */
    FAILED
  }

  /**
   * How far a transfer is.
   *
   * @param done how much has arrived
   * @param total how much it is in all
   * @param unit of both
   */
  public record Transfer(long done, long total, Unit unit) {}

  /** What the progress of a transfer is counted in. */
  public enum Unit {
    /** Bytes that are in the prefix, by the state files of a transfer in the background. */
    BYTES,
    /** Ranks of which all has arrived, by the file maps that a scavenge leaves. */
    RANKS
  }
}
