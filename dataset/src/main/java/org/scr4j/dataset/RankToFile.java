package org.scr4j.dataset;

import static org.scr4j.dataset.RankToFilePart.CRC;
import static org.scr4j.dataset.RankToFilePart.FILE;
import static org.scr4j.dataset.RankToFilePart.FILES;
import static org.scr4j.dataset.RankToFilePart.LEVEL;
import static org.scr4j.dataset.RankToFilePart.MAX_LEVEL;
import static org.scr4j.dataset.RankToFilePart.OFFSET;
import static org.scr4j.dataset.RankToFilePart.RANK;
import static org.scr4j.dataset.RankToFilePart.RANKS;
import static org.scr4j.dataset.RankToFilePart.SIZE;

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
import java.util.Set;
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

  private static final List<Trees.Numbered> NO_ENTRIES = List.of();

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

  /**
   * Hands every rank in the map to {@code visitor}, in ascending order, one leaf in memory at a
   * time.
   *
   * @throws DatasetException if a part is missing or named twice, or ranks are out of order
   */
  public void forEach(Visitor visitor) throws IOException {
    new Walk(visitor).part(root, 0, MAX_LEVEL);
  }

  /**
   * The files of one rank, read from its leaf only.
   *
   * @return nothing where the map has no such rank
   */
  public Optional<RankFiles> rank(int rank) throws IOException {
    RankToFilePart part = part(root, 0, MAX_LEVEL);
    while (part.level() > 0) {
      Optional<RankToFilePart.Below> next = part.covering(rank);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      part = part(beside(next.get().name()), next.get().offset(), part.level());
    }
    return part.leaf(rank);
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
        // Without a sum, LLNL's builder is followed to the byte; a flush is judged by its sizes.
        if (item.crc().isPresent() || style == Style.FLUSHED) {
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
        if (RankToFilePart.NAME.matcher(part).matches() && !parts.contains(part)) {
          Files.delete(path);
        }
      }
    }
  }

  /**
   * One walk over the map. A part is read once: many entries for one file would make a small map
   * take for ever.
   */
  private final class Walk {
    private final Visitor visitor;
    private final Set<RankToFilePart.Below> seen = new HashSet<>();
    private int last = -1;

    Walk(Visitor visitor) {
      this.visitor = visitor;
    }

    void part(Path file, long offset, int above) throws IOException {
      RankToFilePart part = RankToFile.this.part(file, offset, above);
      for (RankToFilePart.Below below : part.below()) {
        if (!seen.add(new RankToFilePart.Below(0, below.name(), below.offset()))) {
          throw new DatasetException(file + ": part " + below.name() + " is named twice");
        }
        part(beside(below.name()), below.offset(), part.level());
      }
      for (Trees.Numbered entry : part.level() == 0 ? part.entries() : NO_ENTRIES) {
        if (entry.number() <= last) {
          throw new DatasetException(file + ": rank " + entry.number() + " is out of order");
        }
        last = entry.number();
        visitor.rank(part.rankFiles(entry));
      }
    }
  }

  private RankToFilePart part(Path file, long offset, int above) throws IOException {
    KvTree tree =
        files
            .read(file, offset)
            .orElseThrow(() -> new DatasetException(file + ": missing part of a rank-to-file map"));
    return RankToFilePart.of(tree, file, above);
  }

  private int ranks(KvTree tree) throws DatasetException {
    OptionalInt ranks = tree.value(RANKS).map(Trees::id).orElse(OptionalInt.empty());
    return ranks.orElseThrow(() -> new DatasetException(root + ": has no number of RANKS"));
  }

  private Path beside(String part) {
    return root.resolveSibling(root.getFileName() + part);
  }
}
