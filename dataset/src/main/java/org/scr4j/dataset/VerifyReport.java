package org.scr4j.dataset;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of verifying a dataset in the prefix.
 *
 * @param id its number
 * @param files number of files looked at
 * @param bytes bytes in them
 * @param checkedByCrc number of files whose CRC-32 was compared with a recorded one
 * @param ranks every rank, in order
 * @param overall lines on what does not belong to one file: ranks missing, sums that differ
 */
public record VerifyReport(
    int id, long files, long bytes, long checkedByCrc, List<Rank> ranks, List<String> overall) {

  /** Copies the lists. */
  public VerifyReport {
    ranks = List.copyOf(ranks);
    overall = List.copyOf(overall);
  }

  /** The state of a file; of a rank, that of its first file that is not good. */
  public enum State {
    /** All bytes could be read, size and CRC-32 are as recorded where they are. */
    GOOD,
    /** There is no such file, or no record of the rank. */
    MISSING,
    /** It has another size than recorded. */
    WRONG_SIZE,
    /** Its contents have another CRC-32 than recorded. */
    WRONG_CRC,
    /** It could not be read, or its name leads out of the prefix. */
    UNREADABLE
  }

  /**
   * One rank.
   *
   * @param rank which
   * @param files number of its files
   * @param bad those that are not good
   */
  public record Rank(int rank, int files, List<Bad> bad) {
    /** Copies the list. */
    public Rank {
      bad = List.copyOf(bad);
    }

    /** The state of its files. */
    public State state() {
      return bad.isEmpty() ? State.GOOD : bad.get(0).state();
    }
  }

  /**
   * A file that is not good.
   *
   * @param path relative to the prefix
   * @param state what is wrong
   * @param message one line with the figures
   */
  public record Bad(String path, State state, String message) {}

  /** Whether everything is as it should be. */
  public boolean good() {
    return overall.isEmpty() && ranks.stream().allMatch(rank -> rank.bad().isEmpty());
  }

  /** One line for each thing that is wrong, at most {@code limit} of them and how many more. */
  public List<String> problems(int limit) {
    List<String> lines = new ArrayList<>(overall);
    for (Rank rank : ranks) {
      for (Bad bad : rank.bad()) {
        lines.add(
            "rank " + rank.rank() + ": " + PrefixPaths.printable(bad.path()) + " " + bad.message());
      }
    }
    if (lines.size() <= limit) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, limit));
    shown.add("and " + (lines.size() - limit) + " more");
    return shown;
  }
}
