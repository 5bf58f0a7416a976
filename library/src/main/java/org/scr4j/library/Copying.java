package org.scr4j.library;

import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.CopyRules;

/**
 * The parameters of copies between cache and prefix.
 *
 * @param inBackground whether flushes run while the program goes on
 * @param bandwidth most bytes a second of all background copies of the run; 0 for no bound
 * @param percent most of the time that a background copy is busy, in percent; 0 for no bound
 * @param poststage whether background copies leave state files for {@code scr_poststage}
 * @param flushWidth most ranks that write to the prefix at once, while the program waits
 * @param fetchWidth most ranks that read from the prefix at once
 * @param window most checkpoints kept in the prefix; 0 for all
 * @param purgePrefix whether all that is in the prefix is deleted at start
 * @param rules how a file is copied
 */
record Copying(
    boolean inBackground,
    long bandwidth,
    double percent,
    boolean poststage,
    int flushWidth,
    int fetchWidth,
    int window,
    boolean purgePrefix,
    CopyRules rules) {

  private static final int SMALL_BUFFER = 1 << 16;

  /** Pieces that a second's worth of bytes is copied in, so that a bound is kept evenly. */
  private static final double PIECES_A_SECOND = 10;

  static Copying of(Configuration configuration) throws ConfigException {
    int buffer =
        Math.toIntExact(
            Math.min(configuration.get(Parameters.FILE_BUF_SIZE), Integer.MAX_VALUE / 2));
    return new Copying(
        configuration.get(Parameters.FLUSH_ASYNC),
        configuration.get(Parameters.FLUSH_ASYNC_BW),
        configuration.get(Parameters.FLUSH_ASYNC_PERCENT),
        configuration.get(Parameters.FLUSH_POSTSTAGE),
        configuration.get(Parameters.FLUSH_WIDTH),
        configuration.get(Parameters.FETCH_WIDTH),
        configuration.get(Parameters.PREFIX_SIZE),
        configuration.get(Parameters.PREFIX_PURGE),
        new CopyRules(
            buffer,
            configuration.get(Parameters.CRC_ON_FLUSH),
            configuration.get(Parameters.COPY_METADATA)));
  }

  /**
   * A rank's part of the bandwidth: all ranks end at about the same time.
   *
   * @param mine bytes of this rank
   * @param all bytes of all ranks
   * @return bytes a second; 0 for no bound
   */
  double share(long mine, long all) {
    return all <= 0 || mine <= 0 ? 0 : (double) bandwidth * Math.min(mine, all) / all;
  }

  /** The rules for a background copy of so many bytes a second; 0 for no bound. */
  CopyRules rules(double share) {
    int buffer =
        share <= 0
            ? rules.bufferBytes()
            : (int) Math.max(Math.min(share / PIECES_A_SECOND, rules.bufferBytes()), SMALL_BUFFER);
    return new CopyRules(buffer, rules.sums(), rules.metadata());
  }
}
