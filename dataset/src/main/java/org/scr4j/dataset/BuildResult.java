package org.scr4j.dataset;

import java.util.List;

/** What came of building a dataset from what a scavenge left in the prefix. */
public sealed interface BuildResult {

  /**
   * Every file is in the prefix with its size, and CRC-32 where recorded; it is in the index.
   *
   * @param id its number
   * @param name its name
   * @param checkpoint whether an application can restart from it
   * @param rebuilt ranks whose files were computed from others'
   */
  record Complete(int id, String name, boolean checkpoint, List<Integer> rebuilt)
      implements BuildResult {
    /** Copies the list. */
    public Complete {
      rebuilt = List.copyOf(rebuilt);
    }
  }

  /**
   * Something is missing that could not be had back; it is not in the index as complete.
   *
   * @param id its number
   * @param reason one line
   * @param lost ranks that lack files
   */
  record Incomplete(int id, String reason, List<Integer> lost) implements BuildResult {
    /** Copies the list. */
    public Incomplete {
      lost = List.copyOf(lost);
    }
  }
}
