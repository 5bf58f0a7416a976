package org.scr4j.dataset;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What came of collecting one dataset from one node.
 *
 * @param present whether the node has the dataset at all
 * @param files every file that was looked at
 * @param stopped why not all files were tried, where so: the prefix is full
 * @param took wall time of all of it
 */
public record CollectReport(
    boolean present, List<Item> files, Optional<String> stopped, Duration took) {

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
    FAILED,
    /** It was not copied, since the prefix is full. */
    SKIPPED
  }

  /**
   * One file.
   *
   * @param rank whose it is, where known
   * @param source its path on the node
   * @param target its path in the prefix; empty where it is not there
   * @param state what came of it
   * @param bytes its size, where it was read
   * @param crc CRC-32 of its contents, where computed
   * @param took wall time
   * @param message one line about what is wrong; empty where nothing is
   */
  public record Item(
      OptionalInt rank,
      String source,
      String target,
      State state,
      OptionalLong bytes,
      OptionalInt crc,
      Duration took,
      String message) {

    /** Whether the prefix has the file now. */
    public boolean good() {
      return state == State.COPIED || state == State.THERE || state == State.BYPASSED;
    }
  }

  /** The report of a node that has no such dataset. */
  static CollectReport absent() {
    return new CollectReport(false, List.of(), Optional.empty(), Duration.ZERO);
  }

  /** Time since {@link System#nanoTime} was {@code start}. */
  static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Whether the node has the dataset and all of its part is in the prefix now. */
  public boolean good() {
    return present && files.stream().allMatch(Item::good);
  }

  /**
   * One line for each file that is not in the prefix now; one for all that a full prefix has no
   * place for.
   */
  public List<String> problems() {
    List<String> lines = new ArrayList<>();
    for (Item file : files) {
      if (!file.good() && file.state() != State.SKIPPED) {
        lines.add(PrefixPaths.printable(file.source()) + ": " + file.message());
      }
    }
    stopped.ifPresent(
        why ->
            lines.add(
                why
                    + ": "
                    + count(State.SKIPPED)
                    + " of "
                    + files.size()
                    + " files are not copied; make room and start again to copy the rest"));
    return lines;
  }

  /** Number of files in that state. */
  public long count(State state) {
    return files.stream().filter(file -> file.state() == state).count();
  }

  /** Bytes copied. */
  public long copiedBytes() {
    return files.stream()
        .filter(file -> file.state() == State.COPIED)
        .mapToLong(file -> file.bytes().orElse(0))
        .sum();
  }

  /** {@code 12 files: 3 copied (8192 bytes), 9 there already, 0 not copied, 0.012 s}. */
  public String summary() {
    long there = count(State.THERE) + count(State.BYPASSED);
    return String.format(
        Locale.ROOT,
        "%d files: %d copied (%d bytes), %d there already, %d not copied, %.3f s",
        files.size(),
        count(State.COPIED),
        copiedBytes(),
        there,
        files.size() - count(State.COPIED) - there,
        took.toNanos() / 1e9);
  }
}
