package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * The rank-to-file map of a dataset in the prefix: a tree of key-value files, as LLNL's {@code
 * kvtree_write_gather} writes it. The root {@code rank2file} lists the files of the level below by
 * the first rank in each, {@code LEVEL 1} lists leaves, and a leaf ({@code LEVEL 0}) holds {@code
 * RANK/<rank>/FILE/<path relative to the prefix>}.
 *
 * <p>Where size and CRC-32 of a file are known, keys {@code SIZE} and {@code CRC} below its name
 * say so; LLNL's library reads only the name, and writes only that.
 */
public final class RankToFile {

  /** Ranks in a leaf, unless {@code KVTREE_ENTRIES_PER_FILE} says otherwise. */
  public static final int ENTRIES_PER_FILE = 8192;

  private static final String LEVEL = "LEVEL";
  private static final String RANK = "RANK";
  private static final String RANKS = "RANKS";
  private static final String FILE = "FILE";
  private static final String FILES = "FILES";
  private static final String OFFSET = "OFFSET";
  private static final String SIZE = "SIZE";
  private static final String CRC = "CRC";

  /** Two bytes of level and rank are more than any machine needs; deeper trees are not ours. */
  private static final int MAX_LEVEL = 16;

  private static final Pattern PART = Pattern.compile("\\.[0-9]{1,3}\\.[0-9]{1,10}");

  private final StateFiles files;
  private final Path root;

  /** The map with its root at {@code root}, present or not. */
  public RankToFile(StateFiles files, Path root) {
    this.files = files;
    this.root = root;
  }

  /** Whose order of keys a map is written in; their contents differ in one key. */
  public enum Style {
    /** LLNL's library at the end of a flush. */
    FLUSHED,
    /** LLNL's {@code scr_index --build}: key FILES has each rank's number of files. */
    BUILT
  }

  /** Receives ranks one by one. */
  @FunctionalInterface
  public interface Visitor {
    /** Takes the files of one rank. */
    void rank(RankFiles rank) throws IOException;
  }

  /** Whether there is a map. */
  public boolean exists() {
    return Files.exists(root);
  }

  /**
   * Number of ranks of the application that wrote the dataset; nothing where there is no map.
   *
   * @throws DatasetException if the map does not say
   */
  public OptionalInt ranks() throws IOException {
    Optional<KvTree> tree = files.read(root);
    return tree.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ranks(tree.get()));
  }

  /** Hands every rank in the map to {@code visitor}, one leaf in memory at a time. */
  public void forEach(Visitor visitor) throws IOException {
    visit(root, MAX_LEVEL, visitor);
  }

  /**
   * The files of one rank, read from its leaf only.
   *
   * @return nothing where the map has no such rank
   */
  public Optional<RankFiles> rank(int rank) throws IOException {
    Path file = root;
    for (int below = MAX_LEVEL; ; ) {
      KvTree tree = part(file);
      int level = level(tree, file, below);
      if (level == 0) {
        Optional<KvTree> found = tree.get(RANK, Integer.toString(rank));
        return found.isEmpty() ? Optional.empty() : Optional.of(rankFiles(rank, found.get(), file));
      }
      Optional<Trees.Numbered> next = covering(tree, rank);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      file = partPath(next.get().tree(), file);
      below = level;
    }
  }

  /**
   * Writes a map: leaves first, then the root, and then parts of an older map are removed.
   *
   * @param ranksInOrder the ranks in ascending order
   * @param ranks number of ranks of the application; for {@link Style#BUILT} the highest rank found
   *     decides, as in LLNL's
   * @param entriesPerFile see {@link #ENTRIES_PER_FILE}
   */
  public void write(Iterator<RankFiles> ranksInOrder, int ranks, Style style, int entriesPerFile)
      throws IOException {
    if (entriesPerFile < 1) {
      throw new IllegalArgumentException("entries per file must be positive: " + entriesPerFile);
    }
    List<String> parts = new ArrayList<>();
    int highest = -1;
    int first = 0;
    while (ranksInOrder.hasNext()) {
      KvTree entries = new KvTree();
      int count = 0;
      while (count < entriesPerFile && ranksInOrder.hasNext()) {
        RankFiles rank = ranksInOrder.next();
        if (rank.rank() <= highest) {
          throw new IllegalArgumentException("rank " + rank.rank() + " is out of order");
        }
        highest = rank.rank();
        entries.set(Integer.toString(rank.rank()), rankTree(rank, style));
        count++;
      }
      boolean only = parts.isEmpty() && !ranksInOrder.hasNext();
      // LLNL's reader compares this number with its own size; its builder writes that of the leaf,
      // so that no dataset of more than one leaf could be fetched.
      int announced = style == Style.BUILT && only ? count : ranks;
      String part = ".0." + first;
      files.write(beside(part), leaf(entries, announced, style));
      parts.add(part);
      first += count;
    }
    int total = style == Style.BUILT ? highest + 1 : ranks;
    files.write(root, rootTree(parts, entriesPerFile, total, style));
    removeOthers(new HashSet<>(parts));
  }

  private static KvTree leaf(KvTree entries, int ranks, Style style) {
    KvTree leaf = new KvTree();
    if (style == Style.BUILT) {
      leaf.setValue(LEVEL, 0);
      leaf.set(RANK, entries);
    } else {
      leaf.set(RANK, entries);
      leaf.setValue(LEVEL, 0);
    }
    leaf.setValue(RANKS, ranks);
    return leaf;
  }

  private static KvTree rootTree(List<String> parts, int entriesPerFile, int ranks, Style style) {
    KvTree writers = new KvTree();
    for (int i = 0; i < parts.size(); i++) {
      KvTree writer = new KvTree();
      if (style == Style.BUILT) {
        writer.setValue(FILE, parts.get(i));
        writer.setValue(OFFSET, 0);
      } else {
        writer.setValue(OFFSET, 0);
        writer.setValue(FILE, parts.get(i));
      }
      writers.set(Long.toString((long) i * entriesPerFile), writer);
    }
    KvTree tree = new KvTree();
    if (style == Style.BUILT) {
      tree.setValue(LEVEL, 1);
      tree.set(RANK, writers);
    } else {
      tree.set(RANK, writers);
      tree.setValue(LEVEL, 1);
    }
    tree.setValue(RANKS, ranks);
    return tree;
  }

  private static KvTree rankTree(RankFiles rank, Style style) {
    KvTree tree = new KvTree();
    if (!rank.files().isEmpty()) {
      KvTree names = new KvTree();
      for (RankFiles.Item item : rank.files()) {
        KvTree below = new KvTree();
        item.crc().ifPresent(crc -> below.setCrc(CRC, crc));
        if (item.crc().isPresent()) {
          item.bytes().ifPresent(bytes -> below.setValue(SIZE, bytes));
        }
        names.append(item.path(), below);
      }
      tree.set(FILE, names);
    }
    if (style == Style.BUILT) {
      tree.setValue(FILES, rank.files().size());
    }
    return tree;
  }

  private void removeOthers(Set<String> parts) throws IOException {
    String name = root.getFileName().toString();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(root.toAbsolutePath().getParent(), name + ".*")) {
      for (Path path : found) {
        String part = path.getFileName().toString().substring(name.length());
        if (PART.matcher(part).matches() && !parts.contains(part)) {
          Files.delete(path);
        }
      }
    }
  }

  private void visit(Path file, int below, Visitor visitor) throws IOException {
    KvTree tree = part(file);
    int level = level(tree, file, below);
    List<Trees.Numbered> entries = Trees.numbered(tree, RANK);
    entries.sort((a, b) -> Integer.compare(a.number(), b.number()));
    for (Trees.Numbered entry : entries) {
      if (level == 0) {
        visitor.rank(rankFiles(entry.number(), entry.tree(), file));
      } else {
        visit(partPath(entry.tree(), file), level, visitor);
      }
    }
  }

  private KvTree part(Path file) throws IOException {
    return files
        .read(file)
        .orElseThrow(() -> new DatasetException(file + ": missing part of a rank-to-file map"));
  }

  private static Optional<Trees.Numbered> covering(KvTree tree, int rank) {
    return Trees.numbered(tree, RANK).stream()
        .filter(entry -> entry.number() <= rank)
        .max((a, b) -> Integer.compare(a.number(), b.number()));
  }

  /** Levels fall towards the leaves, so that no chain of files can go round in circles. */
  private static int level(KvTree tree, Path file, int below) throws DatasetException {
    OptionalLong level = Trees.number(tree, LEVEL, file);
    if (level.isEmpty() || level.getAsLong() < 0 || level.getAsLong() >= below) {
      throw new DatasetException(
          file + ": LEVEL is " + tree.value(LEVEL).orElse("missing") + ", not 0 to " + (below - 1));
    }
    return (int) level.getAsLong();
  }

  private int ranks(KvTree tree) throws DatasetException {
    OptionalInt ranks = tree.value(RANKS).map(Trees::id).orElse(OptionalInt.empty());
    return ranks.orElseThrow(() -> new DatasetException(root + ": has no number of RANKS"));
  }

  private Path partPath(KvTree entry, Path origin) throws DatasetException {
    String part = entry.value(FILE).orElse("");
    String offset = entry.value(OFFSET).orElse("0");
    if (!PART.matcher(part).matches() || !offset.equals("0")) {
      throw new DatasetException(
          origin + ": names part '" + part + "' at offset " + offset + ", not .LEVEL.RANK at 0");
    }
    return beside(part);
  }

  private Path beside(String part) {
    return root.resolveSibling(root.getFileName() + part);
  }

  private static RankFiles rankFiles(int rank, KvTree tree, Path origin) throws DatasetException {
    List<RankFiles.Item> items = new ArrayList<>();
    Optional<KvTree> names = tree.get(FILE);
    if (names.isPresent()) {
      for (KvTree.Entry entry : names.get().entries()) {
        items.add(
            new RankFiles.Item(
                entry.key(),
                Trees.number(entry.tree(), SIZE, origin),
                Trees.crc(entry.tree(), CRC, origin)));
      }
    }
    return new RankFiles(rank, items);
  }
}
