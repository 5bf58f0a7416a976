package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * The files of one rank in one dataset: {@code .scr/filemap_R} in the dataset's cache directory,
 * copied into the prefix by a scavenge. A rank without files has an empty map.
 */
public final class FileMap {

  private static final String FILE = "FILE";
  private static final String META = "META";

  /** A map without files. */
  public static final FileMap EMPTY = new FileMap(new KvTree());

  private final KvTree tree;

  private FileMap(KvTree tree) {
    this.tree = tree;
  }

  /**
   * One file of a map.
   *
   * @param path absolute path in cache as its node calls it; the final path with cache bypass
   * @param meta what is recorded of it
   */
  public record Entry(String path, FileMeta meta) {}

  /** The map in {@code tree}. */
  public static FileMap of(KvTree tree) {
    return new FileMap(tree.copy());
  }

  /**
   * The map in {@code file}; nothing where there is no such file.
   *
   * @throws org.scr4j.kvtree.CorruptTreeException naming the file, if it is damaged
   */
  public static Optional<FileMap> read(StateFiles files, Path file) throws IOException {
    return files.read(file).map(FileMap::new);
  }

  /** Puts the map into {@code file}. */
  public void write(StateFiles files, Path file) throws IOException {
    files.write(file, tree);
  }

  /** This map with one file more, or with another record of a file that it has. */
  public FileMap with(String path, FileMeta meta) {
    KvTree next = tree.copy();
    next.child(FILE, path).set(META, meta.tree());
    return new FileMap(next);
  }

  /** This map without the file {@code path}. */
  public FileMap without(String path) {
    KvTree next = tree.copy();
    next.unset(FILE, path);
    return new FileMap(next);
  }

  /** The files, in the order of the map. */
  public List<Entry> files() {
    List<Entry> found = new ArrayList<>();
    Optional<KvTree> below = tree.get(FILE);
    if (below.isPresent()) {
      for (KvTree.Entry entry : below.get().entries()) {
        FileMeta meta = FileMeta.of(entry.tree().get(META).orElseGet(KvTree::new));
        found.add(new Entry(entry.key(), meta));
      }
    }
    return found;
  }

  /** Bytes of all files, as recorded. */
  public long bytes() {
    return files().stream().mapToLong(file -> file.meta().bytes().orElse(0)).sum();
  }

  /** The tree to send or to store. */
  public KvTree tree() {
    return tree.copy();
  }
}
