package org.scr4j.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.scr4j.kvtree.KvTree;

/**
 * One file of a rank-to-file map. {@code LEVEL 0} is a leaf, with {@code RANK/<rank>/FILE/<path>};
 * a higher level has {@code RANK/<first rank>/} FILE, the part that holds the ranks from that one
 * on, and OFFSET, where in that file it begins.
 */
public final class RankToFilePart {

  /** More levels than any machine needs; deeper trees are not SCR's. */
  static final int MAX_LEVEL = 16;

  static final String LEVEL = "LEVEL";
  static final String RANK = "RANK";
  static final String RANKS = "RANKS";
  static final String FILE = "FILE";
  static final String FILES = "FILES";
  static final String OFFSET = "OFFSET";
  static final String SIZE = "SIZE";
  static final String CRC = "CRC";

  /** The one form of name that a part has behind that of its map: no other file can be named. */
  static final Pattern NAME = Pattern.compile("\\.[0-9]{1,3}\\.[0-9]{1,10}");

  private final KvTree tree;
  private final Path origin;
  private final int level;

  private RankToFilePart(KvTree tree, Path origin, int level) {
    this.tree = tree;
    this.origin = origin;
    this.level = level;
  }

  /**
   * A part of the level below.
   *
   * @param firstRank the lowest rank in it
   * @param name what its file's name has behind that of the map
   * @param offset bytes before it in that file
   */
  public record Below(int firstRank, String name, long offset) {}

  /**
   * The part in {@code tree}.
   *
   * @param origin the file, named in errors
   * @throws DatasetException if its level is not one
   */
  public static RankToFilePart of(KvTree tree, Path origin) throws DatasetException {
    return of(tree, origin, MAX_LEVEL);
  }

  /** Levels fall towards the leaves, so that no chain of files can go round in circles. */
  static RankToFilePart of(KvTree tree, Path origin, int above) throws DatasetException {
    OptionalLong level = Trees.number(tree, LEVEL, origin);
    if (level.isEmpty() || level.getAsLong() < 0 || level.getAsLong() >= above) {
      throw new DatasetException(
          origin
              + ": LEVEL is "
              + tree.value(LEVEL).orElse("missing")
              + ", not 0 to "
              + (above - 1));
    }
    return new RankToFilePart(tree, origin, (int) level.getAsLong());
  }

  /** How many levels of files are below this one. */
  public int level() {
    return level;
  }

  /** Number of ranks of the application, where the part says so. */
  public OptionalInt ranks() {
    return tree.value(RANKS).map(Trees::id).orElse(OptionalInt.empty());
  }

  /**
   * The parts of the level below, by rank; none in a leaf.
   *
   * @throws DatasetException if one has a name that no part has, or no offset
   */
  public List<Below> below() throws DatasetException {
    List<Below> parts = new ArrayList<>();
    for (Trees.Numbered entry : level == 0 ? List.<Trees.Numbered>of() : entries()) {
      parts.add(below(entry));
    }
    return parts;
  }

  /** The part that {@code rank} is in, where there is one. */
  Optional<Below> covering(int rank) throws DatasetException {
    Optional<Trees.Numbered> found =
        entries().stream()
            .filter(entry -> entry.number() <= rank)
            .max(Comparator.comparingInt(Trees.Numbered::number));
    return found.isEmpty() ? Optional.empty() : Optional.of(below(found.get()));
  }

  private Below below(Trees.Numbered entry) throws DatasetException {
    String name = entry.tree().value(FILE).orElse("");
    OptionalLong offset = Trees.number(entry.tree(), OFFSET, origin);
    if (!NAME.matcher(name).matches() || offset.orElse(0) < 0) {
      throw new DatasetException(
          origin
              + ": names part '"
              + name
              + "' at offset "
              + entry.tree().value(OFFSET).orElse("0")
              + ", not .LEVEL.RANK at 0 or more");
    }
    return new Below(entry.number(), name, offset.orElse(0));
  }

  /**
   * The ranks of a leaf, in ascending order; none on higher levels.
   *
   * @throws DatasetException if the size or CRC of a file is not a number
   */
  public List<RankFiles> leaf() throws DatasetException {
    List<RankFiles> ranks = new ArrayList<>();
    for (Trees.Numbered entry : level == 0 ? entries() : List.<Trees.Numbered>of()) {
      ranks.add(rankFiles(entry));
    }
    return ranks;
  }

  /** The files of one rank of a leaf; nothing where it has no such rank. */
  Optional<RankFiles> leaf(int rank) throws DatasetException {
    Optional<KvTree> found = tree.get(RANK, Integer.toString(rank));
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(rankFiles(new Trees.Numbered(rank, found.get())));
  }

  /** Entries by rank, each to be turned into what it means when its turn comes. */
  List<Trees.Numbered> entries() {
    List<Trees.Numbered> entries = Trees.numbered(tree, RANK);
    entries.sort(Comparator.comparingInt(Trees.Numbered::number));
    return entries;
  }

  RankFiles rankFiles(Trees.Numbered entry) throws DatasetException {
    List<RankFiles.Item> items = new ArrayList<>();
    Optional<KvTree> names = entry.tree().get(FILE);
    if (names.isPresent()) {
      for (KvTree.Entry file : names.get().entries()) {
        items.add(
            new RankFiles.Item(
                file.key(),
                Trees.number(file.tree(), SIZE, origin),
                Trees.crc(file.tree(), CRC, origin)));
      }
    }
    return new RankFiles(entry.number(), items);
  }
}
