package org.scr4j.redundancy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The state of one redundancy set whose files lie in a directory. */
public sealed interface SetReport {

  /** The set's number, from 0. */
  int group();

  /** All files of all its ranks are there. */
  record Complete(int group, List<Integer> ranks) implements SetReport {}

  /** Something is missing that can be computed from the rest; {@code missing} are ranks. */
  record Rebuildable(int group, List<Integer> ranks, List<Integer> missing) implements SetReport {}

  /**
   * What was missing is there again.
   *
   * @param ranks the set's ranks, by membership
   * @param files by rank, the files that were written
   */
  record Rebuilt(int group, List<Integer> ranks, Map<Integer, List<Path>> files)
      implements SetReport {}

  /**
   * All files are there, but redundancy that is computed from them again is another: a file or its
   * redundancy is damaged.
   */
  record Contradictory(int group, List<Integer> ranks) implements SetReport {}

  /** Cannot be had back; {@code reason} is one line. */
  record Lost(int group, String reason) implements SetReport {}
}
