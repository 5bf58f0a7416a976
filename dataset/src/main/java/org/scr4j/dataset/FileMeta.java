package org.scr4j.dataset;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.kvtree.KvTree;

/**
 * What SCR records about one file of a rank. Keys: RANKS, ORIG, PATH, NAME, SIZE, COMPLETE, CRC,
 * MODE, UID, GID and ATIME, CTIME, MTIME in {@code _SECS} and {@code _NSECS}; others are kept. A
 * number that cannot be read counts as absent.
 */
public final class FileMeta {

  private static final String RANKS = "RANKS";
  private static final String ORIG = "ORIG";
  private static final String PATH = "PATH";
  private static final String NAME = "NAME";
  private static final String SIZE = "SIZE";
  private static final String COMPLETE = "COMPLETE";
  private static final String CRC = "CRC";
  private static final String MODE = "MODE";
  private static final String UID = "UID";
  private static final String GID = "GID";

  private final KvTree tree;

  private FileMeta(KvTree tree) {
    this.tree = tree;
  }

  /** The record in {@code tree}, as it stands in a file map. */
  public static FileMeta of(KvTree tree) {
    return new FileMeta(tree.copy());
  }

  /**
   * Describes a file that a rank of the application wrote.
   *
   * @param ranks number of ranks of the application
   * @param original the name that the application asked for
   * @param directory absolute path of the directory in the prefix that it belongs to
   * @param name its name there
   * @param stat size, mode, owner and times of the file
   * @param complete whether its rank said that it is whole
   */
  public static FileMeta create(
      int ranks, String original, String directory, String name, FileStat stat, boolean complete) {
    KvTree tree = new KvTree();
    append(tree, RANKS, Integer.toString(ranks));
    append(tree, ORIG, original);
    append(tree, PATH, directory);
    append(tree, NAME, name);
    append(tree, SIZE, Long.toString(stat.bytes()));
    append(tree, COMPLETE, complete ? "1" : "0");
    append(tree, MODE, Integer.toString(stat.mode()));
    append(tree, UID, Long.toString(stat.uid()));
    append(tree, GID, Long.toString(stat.gid()));
    time(tree, "ATIME", stat.accessed());
    time(tree, "CTIME", stat.changed());
    time(tree, "MTIME", stat.modified());
    return new FileMeta(tree);
  }

  /** This record with the CRC-32 of the contents. */
  public FileMeta withCrc(int crc) {
    KvTree next = tree.copy();
    next.unset(CRC);
    KvTree holder = new KvTree();
    holder.setCrc(CRC, crc);
    next.append(CRC, holder.get(CRC).orElseThrow());
    return new FileMeta(next);
  }

  /** Number of ranks of the application that wrote it. */
  public OptionalInt ranks() {
    return tree.value(RANKS).map(Trees::id).orElse(OptionalInt.empty());
  }

  /** The name that the application asked for. */
  public Optional<String> original() {
    return tree.value(ORIG);
  }

  /** The directory in the prefix that it belongs to, as the application called it. */
  public Optional<String> directory() {
    return tree.value(PATH);
  }

  /** Its name in that directory. */
  public Optional<String> name() {
    return tree.value(NAME);
  }

  /** Its size. */
  public OptionalLong bytes() {
    return number(SIZE);
  }

  /** Whether its rank said that it is whole. */
  public boolean complete() {
    return Trees.flag(tree, COMPLETE);
  }

  /** CRC-32 of its contents, where recorded. */
  public OptionalInt crc() {
    try {
      return tree.crc(CRC);
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** Type and permission bits. */
  public OptionalInt mode() {
    return tree.value(MODE).map(Trees::id).orElse(OptionalInt.empty());
  }

  /** Owner. */
  public OptionalLong uid() {
    return number(UID);
  }

  /** Group. */
  public OptionalLong gid() {
    return number(GID);
  }

  /** Last access. */
  public Optional<Instant> accessed() {
    return time("ATIME");
  }

  /** Last change of the contents. */
  public Optional<Instant> modified() {
    return time("MTIME");
  }

  /** Size, mode, owner and times alone, under the same keys. */
  KvTree attributes() {
    KvTree all = tree.copy();
    List.of(RANKS, ORIG, PATH, NAME, COMPLETE, CRC).forEach(all::unset);
    return all;
  }

  /** A tree to put into a file map, in the order of the file that this came from. */
  public KvTree tree() {
    return tree.copy();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileMeta that && tree.sameContent(that.tree);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name(), directory(), bytes());
  }

  @Override
  public String toString() {
    return directory().orElse("") + "/" + name().orElse("");
  }

  private OptionalLong number(String key) {
    try {
      return tree.longValue(key);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private Optional<Instant> time(String which) {
    OptionalLong seconds = number(which + "_SECS");
    try {
      return seconds.isEmpty()
          ? Optional.empty()
          : Optional.of(
              Instant.ofEpochSecond(seconds.getAsLong(), number(which + "_NSECS").orElse(0)));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static void time(KvTree tree, String which, Instant when) {
    append(tree, which + "_SECS", Long.toString(when.getEpochSecond()));
    append(tree, which + "_NSECS", Integer.toString(when.getNano()));
  }

  private static void append(KvTree tree, String key, String value) {
    KvTree holder = new KvTree();
    holder.set(value, new KvTree());
    tree.append(key, holder);
  }
}
