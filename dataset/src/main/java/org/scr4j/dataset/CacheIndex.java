package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * The datasets in the cache of one node, {@code cindex.scrinfo} in its control directory. A value;
 * each change gives another.
 */
public final class CacheIndex {

  private static final String DSET = "DSET";
  private static final String DESCRIPTOR = "DSETDESC";
  private static final String PATH = "PATH";
  private static final String BYPASS = "BYPASS";
  private static final String CURRENT = "CURRENT";

  /** An index without datasets. */
  public static final CacheIndex EMPTY = new CacheIndex(new KvTree());

  private final KvTree tree;

  private CacheIndex(KvTree tree) {
    this.tree = tree;
  }

  /**
   * One dataset in cache.
   *
   * @param id its number
   * @param directory its directory, as the node calls it
   * @param bypass whether its files were written straight to the prefix
   * @param descriptor what it is
   */
  public record Entry(
      int id, Optional<String> directory, boolean bypass, Optional<DatasetDescriptor> descriptor) {}

  /** The index in {@code tree}. */
  public static CacheIndex of(KvTree tree) {
    return new CacheIndex(tree.copy());
  }

  /** The index in {@code file}; nothing where there is no such file. */
  public static Optional<CacheIndex> read(StateFiles files, Path file) throws IOException {
    return files.read(file).map(CacheIndex::new);
  }

  /** Puts the index into {@code file}. */
  public void write(StateFiles files, Path file) throws IOException {
    files.write(file, tree);
  }

  /** The datasets, oldest first. */
  public List<Entry> datasets() {
    List<Entry> found = new ArrayList<>();
    for (Trees.Numbered dataset : Trees.numbered(tree, DSET)) {
      found.add(entry(dataset.number(), dataset.tree()));
    }
    found.sort(Comparator.comparingInt(Entry::id));
    return found;
  }

  /** Dataset {@code id}. */
  public Optional<Entry> dataset(int id) {
    return tree.get(DSET, Integer.toString(id)).map(below -> entry(id, below));
  }

  private static Entry entry(int id, KvTree below) {
    return new Entry(
        id,
        below.value(PATH),
        Trees.flag(below, BYPASS),
        below.get(DESCRIPTOR).map(DatasetDescriptor::of));
  }

  /** The highest id. */
  public OptionalInt latest() {
    return datasets().stream().mapToInt(Entry::id).max();
  }

  /** This index with a dataset more, or with another record of one that it has. */
  public CacheIndex with(Entry entry) {
    KvTree next = tree.copy();
    KvTree dataset = next.child(DSET, Integer.toString(entry.id()));
    entry.directory().ifPresent(directory -> dataset.setValue(PATH, directory));
    dataset.setValue(BYPASS, entry.bypass() ? 1 : 0);
    entry.descriptor().ifPresent(descriptor -> dataset.set(DESCRIPTOR, descriptor.tree()));
    return new CacheIndex(next);
  }

  /** This index without dataset {@code id}. */
  public CacheIndex without(int id) {
    KvTree next = tree.copy();
    next.unset(DSET, Integer.toString(id));
    return new CacheIndex(next);
  }

  /** The name that the user asked to restart from (SCR_CURRENT) and that was done already. */
  public Optional<String> current() {
    return tree.value(CURRENT);
  }

  /** This index with the name in {@link #current}. */
  public CacheIndex withCurrent(String name) {
    KvTree next = tree.copy();
    next.setValue(CURRENT, name);
    return new CacheIndex(next);
  }

  /** The tree to send or to store. */
  public KvTree tree() {
    return tree.copy();
  }
}
