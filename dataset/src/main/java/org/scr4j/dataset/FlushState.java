package org.scr4j.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.kvtree.KvTree;

/** What a flush file says: which datasets there are and where each one is. A value. */
public final class FlushState {

  private static final String DATASET = "DATASET";
  private static final String LOCATION = "LOCATION";
  private static final String NAME = "NAME";
  private static final String CKPT = "CKPT";
  private static final String OUTPUT = "OUTPUT";
  private static final String DESCRIPTOR = "DSETDESC";

  /** No datasets. */
  public static final FlushState EMPTY = new FlushState(new KvTree());

  private final KvTree tree;

  private FlushState(KvTree tree) {
    this.tree = tree;
  }

  /** Where a dataset can be, by the names in the file. */
  public enum Location {
    /** In the cache of its nodes. */
    CACHE,
    /** In the prefix, whole. */
    PFS,
    /** On its way to the prefix, in the background. */
    FLUSHING,
    /** On its way to the prefix. */
    SYNC_FLUSHING
  }

  /**
   * One dataset.
   *
   * @param id its number
   * @param name its name, where recorded
   * @param locations the names of where it is, as in the file; see {@link Location}
   * @param checkpoint whether it is a checkpoint
   * @param output whether it is output
   * @param descriptor what it is
   */
  public record Entry(
      int id,
      Optional<String> name,
      List<String> locations,
      boolean checkpoint,
      boolean output,
      Optional<DatasetDescriptor> descriptor) {

    /** Copies the list. */
    public Entry {
      locations = List.copyOf(locations);
    }

    /** Whether it is at {@code location}. */
    public boolean at(Location location) {
      return locations.contains(location.name());
    }

    /** Whether it is being copied to the prefix, or was when the application ended. */
    public boolean onItsWay() {
      return needsFlush() && (at(Location.FLUSHING) || at(Location.SYNC_FLUSHING));
    }

    /** Whether it is not in the prefix, or not known to be. */
    public boolean needsFlush() {
      return !at(Location.PFS);
    }
  }

  /** The state in {@code tree}. */
  public static FlushState of(KvTree tree) {
    return new FlushState(tree.copy());
  }

  /** The datasets, oldest first. */
  public List<Entry> datasets() {
    List<Entry> found = new ArrayList<>();
    for (Trees.Numbered dataset : Trees.numbered(tree, DATASET)) {
      found.add(entry(dataset.number(), dataset.tree()));
    }
    found.sort(Comparator.comparingInt(Entry::id));
    return found;
  }

  /** Dataset {@code id}. */
  public Optional<Entry> dataset(int id) {
    return tree.get(DATASET, Integer.toString(id)).map(below -> entry(id, below));
  }

  private static Entry entry(int id, KvTree below) {
    return new Entry(
        id,
        below.value(NAME),
        below.get(LOCATION).map(KvTree::keys).orElse(List.of()),
        Trees.flag(below, CKPT),
        Trees.flag(below, OUTPUT),
        below.get(DESCRIPTOR).map(DatasetDescriptor::of));
  }

  /** Ids of output, oldest first; only those below {@code before} where it is given. */
  public List<Integer> outputs(OptionalInt before) {
    return datasets().stream()
        .filter(entry -> entry.output() && (before.isEmpty() || entry.id() < before.getAsInt()))
        .map(Entry::id)
        .toList();
  }

  /** Ids of checkpoints, newest first; only those below {@code before} where it is given. */
  public List<Integer> checkpoints(OptionalInt before) {
    return datasets().stream()
        .filter(entry -> entry.checkpoint() && (before.isEmpty() || entry.id() < before.getAsInt()))
        .map(Entry::id)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /** Whether dataset {@code id} is listed, and not as being in the prefix. */
  public boolean needsFlush(int id) {
    return dataset(id).filter(Entry::needsFlush).isPresent();
  }

  /** The highest id. */
  public OptionalInt latest() {
    return datasets().stream().mapToInt(Entry::id).max();
  }

  /** This state with a new entry for a dataset that is at {@code location} only. */
  public FlushState withEntry(DatasetDescriptor descriptor, int id, Location location) {
    KvTree next = tree.copy();
    KvTree dataset = next.child(DATASET, Integer.toString(id));
    descriptor.name().ifPresent(name -> dataset.setValue(NAME, name));
    dataset.setValue(LOCATION, location.name());
    if (descriptor.checkpoint()) {
      dataset.setValue(CKPT, 1);
    }
    if (descriptor.output()) {
      dataset.setValue(OUTPUT, 1);
    }
    dataset.set(DESCRIPTOR, descriptor.tree());
    return new FlushState(next);
  }

  /** This state with dataset {@code id} at {@code location} too. */
  public FlushState withLocation(int id, Location location) {
    KvTree next = tree.copy();
    next.child(DATASET, Integer.toString(id)).child(LOCATION, location.name());
    return new FlushState(next);
  }

  /** This state with dataset {@code id} no longer at {@code location}. */
  public FlushState withoutLocation(int id, Location location) {
    KvTree next = tree.copy();
    next.get(DATASET, Integer.toString(id))
        .ifPresent(dataset -> dataset.unset(LOCATION, location.name()));
    return new FlushState(next);
  }

  /** This state without dataset {@code id}. */
  public FlushState without(int id) {
    KvTree next = tree.copy();
    next.unset(DATASET, Integer.toString(id));
    return new FlushState(next);
  }

  /** The tree to store. */
  public KvTree tree() {
    return tree.copy();
  }
}
