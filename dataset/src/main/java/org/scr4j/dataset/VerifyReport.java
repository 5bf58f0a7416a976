package org.scr4j.dataset;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of verifying a dataset in the prefix.
 *
 * @param id its number
 * @param ranks number of ranks that wrote it
 * @param files number of files looked at
 * @param bytes bytes in them
 * @param checkedByCrc number of files whose CRC-32 was compared with a recorded one
 * @param goodRanks ranks all of whose files are good, ascending
 * @param badRanks the other ranks, ascending
 * @param overall lines on what does not belong to one rank: sums that differ, no end of the flush
 * @param redundancy what is left to rebuild from
 */
public record VerifyReport(
    int id,
    int ranks,
    long files,
    long bytes,
    long checkedByCrc,
    List<Range> goodRanks,
    List<Rank> badRanks,
    List<String> overall,
    Redundancy redundancy) {

  /** Copies the lists. */
  public VerifyReport {
    goodRanks = List.copyOf(goodRanks);
    badRanks = List.copyOf(badRanks);
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

  /** What can be done about it. */
  public enum Verdict {
    /** Nothing need be done. */
    GOOD,
    /**
     * Some files or their redundancy are damaged, and no CRC-32 tells which; of a dataset, never of
     * a rank.
     */
    DOUBTFUL,
    /** {@code scr_index --build} can compute it from redundancy files. */
    REBUILDABLE,
    /** It cannot be had back. */
    LOST
  }

  /** Ranks from {@code first} to {@code last}, both included. */
  public record Range(int first, int last) {
    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  /**
   * A rank with files that are not good.
   *
   * @param rank which
   * @param bad those files; none where the map has no such rank
   * @param verdict what can be done about it
   */
  public record Rank(int rank, List<Bad> bad, Verdict verdict) {
    /** Copies the list. */
    public Rank {
      bad = List.copyOf(bad);
    }

    /** The state of its files. */
    public State state() {
      return bad.isEmpty() ? State.MISSING : bad.get(0).state();
    }
  }

  /**
   * A file that is not good.
   *
   * @param path relative to the prefix
   * @param state what is wrong
   * @param message one line with the figures
   */
  public record Bad(String path, State state, String message) {
    /** {@code ckpt.2/rank_1.ckpt is missing}. */
    public String line() {
      return PrefixPaths.printable(path) + " " + message;
    }
  }

  /**
   * What a scavenge left to rebuild from.
   *
   * @param sets number of redundancy sets; 0 where the library flushed the dataset, which leaves
   *     none
   * @param complete how many of them lack nothing, and fit their files
   * @param doubtful how many of them lack nothing, and do not fit their files
   * @param notes one line for each of the others, and for each file map that is damaged
   */
  public record Redundancy(int sets, int complete, int doubtful, List<String> notes) {
    /** Copies the list. */
    public Redundancy {
      notes = List.copyOf(notes);
    }

    /** There is none, or nobody asked. */
    public static final Redundancy NONE = new Redundancy(0, 0, 0, List.of());
  }

  /** Whether every rank has all its files as they should be. */
  public boolean good() {
    return verdict() == Verdict.GOOD;
  }

  /** What can be done about the dataset as a whole. */
  public Verdict verdict() {
    boolean proven = checkedByCrc == files;
    Verdict worst = redundancy.doubtful() > 0 && !proven ? Verdict.DOUBTFUL : Verdict.GOOD;
    if (!overall.isEmpty()) {
      worst = redundancy.sets() > 0 ? Verdict.REBUILDABLE : Verdict.LOST;
    }
    for (Rank rank : badRanks) {
      worst = rank.verdict().compareTo(worst) > 0 ? rank.verdict() : worst;
    }
    return worst;
  }

  /** The state of one rank. */
  public State state(int rank) {
    return badRanks.stream()
        .filter(each -> each.rank() == rank)
        .findFirst()
        .map(Rank::state)
        .orElse(State.GOOD);
  }

  /** One line for each thing that is wrong, at most {@code limit} of them and how many more. */
  public List<String> problems(int limit) {
    List<String> lines = new ArrayList<>(overall);
    for (Rank rank : badRanks) {
      if (rank.bad().isEmpty()) {
        lines.add("rank " + rank.rank() + " is not in its map");
      }
      for (Bad file : rank.bad()) {
        lines.add("rank " + rank.rank() + ": " + file.line());
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
