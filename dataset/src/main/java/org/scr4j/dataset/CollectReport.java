package org.scr4j.dataset;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What came of collecting one dataset from one node.
 *
 * @param present whether the node has the dataset at all
 * @param files every file that was looked at
 */
public record CollectReport(boolean present, List<Item> files) {

  /** Copies the list. */
  public CollectReport {
    files = List.copyOf(files);
  }

  /** What came of one file. */
  public enum State {
    /** It was copied. */
    COPIED,
    /** It was in the prefix already, with the right size and CRC. */
    THERE,
    /** It was written straight to the prefix by cache bypass. */
    BYPASSED,
    /** Its name leads where nothing may be written. */
    REFUSED,
    /** It is missing, incomplete, damaged, or could not be copied. */
    FAILED
  }

  /**
   * One file.
   *
   * @param rank whose it is, where known
   * @param source its path on the node
   * @param target its path in the prefix; empty where refused
   * @param state what came of it
   * @param bytes its size, where it was read
   * @param crc CRC-32 of its contents, where computed
   * @param message one line about what is wrong; empty where nothing is
   */
  public record Item(
      OptionalInt rank,
      String source,
      String target,
      State state,
      OptionalLong bytes,
      OptionalInt crc,
      String message) {

    /** Whether the prefix has the file now. */
    public boolean good() {
      return state != State.REFUSED && state != State.FAILED;
    }
  }

  /** The report of a node that has no such dataset. */
  static CollectReport absent() {
    return new CollectReport(false, List.of());
  }

  /** Whether the node has the dataset and all of its part is in the prefix now. */
  public boolean good() {
    return present && files.stream().allMatch(Item::good);
  }

  /** One line for each file that is not in the prefix now. */
  public List<String> problems() {
    return files.stream()
        .filter(file -> !file.good())
        .map(file -> PrefixPaths.printable(file.source()) + ": " + file.message())
        .toList();
  }

  /** Bytes copied. */
  public long copiedBytes() {
    return files.stream()
        .filter(file -> file.state() == State.COPIED)
        .mapToLong(file -> file.bytes().orElse(0))
        .sum();
  }
}
