package org.scr4j.redundancy;

import java.util.List;

/** What came of an attempt to have a dataset's files where its ranks run now. */
public sealed interface Rebuilt {

  /**
   * Every rank has its files, and the redundancy is complete again.
   *
   * @param files this rank's files, as they are called on its node, in recorded order
   * @param movedRanks number of ranks, of all, whose files came from another node
   * @param rebuiltRanks number of ranks, of all, whose files were computed from others'
   */
  record Recovered(List<String> files, int movedRanks, int rebuiltRanks) implements Rebuilt {}

  /**
   * The dataset is lost to the cache; nothing that was left of it has been deleted.
   *
   * @param reason one line that names ranks and sets, the same on every rank
   */
  record Unrecoverable(String reason) implements Rebuilt {}
}
