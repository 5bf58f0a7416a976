package org.scr4j.job.interval;

/**
 * What an event log tells about checkpoints and failures, over all jobs in it.
 *
 * @param fetch reading a checkpoint from the prefix
 * @param rebuild rebuilding the cache
 * @param compute between two datasets
 * @param checkpoint writing and protecting a checkpoint
 * @param flushCheckpoint copying a checkpoint to the prefix, while the program waits
 * @param flushOutput copying other datasets to the prefix
 * @param cost of a checkpoint with its flush where it had one
 * @param starts runs that the library began
 * @param failed runs that ended without having been asked to
 * @param clean runs that finished, or ended for a halt condition
 * @param unknown runs of which the log does not say how they ended: they still run, or their
 *     allocation ended
 * @param prefixRestarts failures after which the next run in the same allocation had to fetch its
 *     checkpoint from the prefix
 * @param seconds wall time of all runs
 * @param unreadable lines that could not be read
 */
public record LogStatistics(
    Phase fetch,
    Phase rebuild,
    Phase compute,
    Phase checkpoint,
    Phase flushCheckpoint,
    Phase flushOutput,
    Phase cost,
    int starts,
    int failed,
    int clean,
    int unknown,
    int prefixRestarts,
    double seconds,
    long unreadable) {

  /**
   * The mean time to an interrupt, in seconds. Where no failure was seen, all the time that was
   * seen: as if one came now.
   */
  public double meanTimeToInterrupt() {
    return seconds / Math.max(1, failed);
  }

  /** Between which times that mean is; there is no upper one where no failure was seen. */
  public Limits90 meanTimeLimits() {
    Limits90 failures = Limits90.ofCount(failed);
    return new Limits90(seconds / failures.high(), seconds / failures.low());
  }
}
