package org.scr4j.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.kvtree.KvTree;

/**
 * What the index of a prefix says: the datasets that are in the prefix, whether each is whole, and
 * which checkpoint to restart from. A value; each change gives another.
 *
 * @see IndexFile
 */
public final class DatasetIndex {

  private static final String VERSION = "VERSION";
  private static final String DSET = "DSET";
  private static final String NAME = "NAME";
  private static final String CURRENT = "CURRENT";
  private static final String COMPLETE = "COMPLETE";
  private static final String FLUSHED = "FLUSHED";
  private static final String FETCHED = "FETCHED";
  private static final String FAILED = "FAILED";

  /** The version of the file that this reads and writes. */
  static final int FILE_VERSION = 2;

  /** No datasets. */
  public static final DatasetIndex EMPTY = new DatasetIndex(new KvTree());

  private final KvTree tree;

  private DatasetIndex(KvTree tree) {
    this.tree = tree;
  }

  /**
   * One dataset in the prefix.
   *
   * @param id its number
   * @param name its name
   * @param complete whether all of it is in the prefix
   * @param flushed local time when it got there, as {@code yyyy-MM-ddTHH:mm:ss}
   * @param fetched local times when a job fetched it
   * @param failed local time when fetching it failed
   * @param descriptor what it is
   */
  public record Entry(
      int id,
      String name,
      boolean complete,
      Optional<String> flushed,
      List<String> fetched,
      Optional<String> failed,
      DatasetDescriptor descriptor) {

    /** Copies the list. */
    public Entry {
      fetched = List.copyOf(fetched);
    }

    /** Whether a job can use it: all there, and no fetch of it has failed. */
    public boolean valid() {
      return complete && failed.isEmpty();
    }

    /** Whether an application can restart from it. */
    public boolean checkpoint() {
      return descriptor.checkpoint();
    }
  }

  /** The index in {@code tree}, in its order; its version is not looked at. */
  public static DatasetIndex of(KvTree tree) {
    return new DatasetIndex(tree.copy());
  }

  /** As LLNL's library reads an index in order to change it: every level in reverse order. */
  static DatasetIndex toChange(KvTree tree) {
    return new DatasetIndex(Trees.reversed(tree));
  }

  /** The datasets, newest first. */
  public List<Entry> datasets() {
    List<Entry> found = new ArrayList<>();
    for (Trees.Numbered dataset : Trees.numbered(tree, DSET)) {
      found.add(entry(dataset.number(), dataset.tree()));
    }
    found.sort(Comparator.comparingInt(Entry::id).reversed());
    return found;
  }

  /** Dataset {@code id}. */
  public Optional<Entry> dataset(int id) {
    return tree.get(DSET, Integer.toString(id)).map(below -> entry(id, below));
  }

  /** The dataset called {@code name}. */
  public Optional<Entry> dataset(String name) {
    OptionalInt id = id(name);
    return id.isEmpty() ? Optional.empty() : dataset(id.getAsInt());
  }

  /** The name of the checkpoint to restart from. */
  public Optional<String> current() {
    return tree.value(CURRENT);
  }

  /** The newest valid checkpoint, or the newest older than dataset {@code before}. */
  public Optional<Entry> newestValid(OptionalInt before) {
    return datasets().stream()
        .filter(entry -> before.isEmpty() || entry.id() < before.getAsInt())
        .filter(entry -> entry.valid() && entry.checkpoint())
        .findFirst();
  }

  /** The highest dataset id. */
  public OptionalInt latestId() {
    return datasets().stream().mapToInt(Entry::id).max();
  }

  /** The highest number of a checkpoint. */
  public OptionalInt latestCheckpoint() {
    return datasets().stream()
        .filter(Entry::checkpoint)
        .flatMapToInt(entry -> entry.descriptor().checkpointNumber().stream())
        .max();
  }

  /** This index with the record of a dataset in place of what it has under that id and name. */
  DatasetIndex with(int id, String name, DatasetDescriptor descriptor, boolean complete) {
    KvTree next = without(name).tree;
    KvTree dataset = next.child(DSET, Integer.toString(id));
    dataset.set(DSET, descriptor.tree());
    dataset.setValue(COMPLETE, complete ? 1 : 0);
    return named(next, id, name);
  }

  /** This index with dataset {@code id} marked as having got to the prefix. */
  DatasetIndex withFlushed(int id, String name, String time) {
    KvTree next = tree.copy();
    KvTree dataset = next.child(DSET, Integer.toString(id));
    dataset.setValue(FLUSHED, time);
    dataset.unset(FAILED);
    return named(next, id, name);
  }

  /** This index with one more time that dataset {@code id} was fetched. */
  DatasetIndex withFetched(int id, String name, String time) {
    KvTree next = tree.copy();
    next.child(DSET, Integer.toString(id)).child(FETCHED, time);
    return named(next, id, name);
  }

  /** This index with dataset {@code id} marked as one that cannot be fetched. */
  DatasetIndex withFailed(int id, String name, String time) {
    KvTree next = tree.copy();
    next.child(DSET, Integer.toString(id)).setValue(FAILED, time);
    return named(next, id, name);
  }

  /**
   * This index with another checkpoint to restart from.
   *
   * @return nothing where {@code name} is not a checkpoint in this index
   */
  Optional<DatasetIndex> withCurrent(String name) {
    if (dataset(name).filter(Entry::checkpoint).isEmpty()) {
      return Optional.empty();
    }
    KvTree next = tree.copy();
    next.setValue(CURRENT, name);
    return Optional.of(new DatasetIndex(next));
  }

  /**
   * This index without the dataset called {@code name}. Where that was current, the newest valid
   * checkpoint before it becomes so, if there is one.
   */
  DatasetIndex without(String name) {
    OptionalInt id = id(name);
    KvTree next = tree.copy();
    if (id.isEmpty()) {
      next.unset(CURRENT, name);
      return new DatasetIndex(next);
    }
    next.unset(NAME, name);
    next.unset(DSET, Integer.toString(id.getAsInt()));
    DatasetIndex left = new DatasetIndex(next);
    if (current().filter(name::equals).isPresent()) {
      next.unset(CURRENT);
      left.newestValid(id).ifPresent(entry -> next.setValue(CURRENT, entry.name()));
    }
    return left;
  }

  /** This index without the datasets whose id is above {@code id}. */
  DatasetIndex withoutLaterThan(int id) {
    DatasetIndex left = this;
    List<Entry> all = datasets();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).id() > id) {
        left = left.without(all.get(i).name()).withoutId(all.get(i).id());
      }
    }
    return left;
  }

  /** The tree to store, with its version. */
  KvTree tree() {
    KvTree stored = tree.copy();
    if (!stored.has(VERSION)) {
      stored.setValue(VERSION, FILE_VERSION);
    }
    return stored;
  }

  private DatasetIndex withoutId(int id) {
    KvTree next = tree.copy();
    next.unset(DSET, Integer.toString(id));
    return new DatasetIndex(next);
  }

  private OptionalInt id(String name) {
    return tree.get(NAME, name)
        .flatMap(below -> below.value(DSET))
        .map(Trees::id)
        .orElse(OptionalInt.empty());
  }

  private static DatasetIndex named(KvTree next, int id, String name) {
    next.child(NAME, name).setValue(DSET, id);
    return new DatasetIndex(next);
  }

  private static Entry entry(int id, KvTree below) {
    DatasetDescriptor descriptor = DatasetDescriptor.of(below.get(DSET).orElseGet(KvTree::new));
    return new Entry(
        id,
        descriptor.name().orElse("UNKNOWN_NAME"),
        Trees.flag(below, COMPLETE),
        below.value(FLUSHED),
        below.get(FETCHED).map(KvTree::keys).orElse(List.of()),
        below.value(FAILED),
        descriptor);
  }
}
