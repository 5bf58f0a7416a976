package org.scr4j.library;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.IndexFile;
import org.scr4j.dataset.PrefixDelete;
import org.scr4j.kvtree.KvTree;

/** The index of the prefix, as rank 0 reads and writes it. Nothing here is collective. */
final class PrefixIndex {

  /** Files that rank 0 deletes at the same time, at most. */
  private static final int DELETED_AT_ONCE = 16;

  private final IndexFile file;
  private final PrefixDelete delete;

  PrefixIndex(Site site) {
    this.file = new IndexFile(site.files(), site.prefix(), site.clock(), site.console()::say);
    this.delete =
        new PrefixDelete(
            site.files(),
            site.prefix(),
            file,
            new FlushFile(site.files(), site.prefix().flush(), site.console()::say),
            DELETED_AT_ONCE);
  }

  private DatasetIndex read() throws IOException {
    return file.read().orElse(DatasetIndex.EMPTY);
  }

  /** The highest dataset id, or 0. */
  int latestId() throws IOException {
    return read().latestId().orElse(0);
  }

  /** The highest checkpoint number, or 0. */
  int latestCheckpoint() throws IOException {
    return read().latestCheckpoint().orElse(0);
  }

  /** Whether the prefix has all of this very dataset. */
  boolean holds(DatasetDescriptor dataset) throws IOException {
    OptionalInt id = dataset.id();
    return id.isPresent()
        && read()
            .dataset(id.getAsInt())
            .filter(DatasetIndex.Entry::valid)
            .filter(entry -> entry.descriptor().createdMicros().equals(dataset.createdMicros()))
            .filter(entry -> Optional.of(entry.name()).equals(dataset.name()))
            .isPresent();
  }

  /** Records that files of a dataset begin to come, so that nobody takes it for whole. */
  void begin(DatasetDescriptor dataset) throws IOException {
    file.begin(dataset);
  }

  /**
   * The checkpoint to fetch next: the current one, or after others have been passed, the newest
   * that is older than those.
   *
   * @param floor its id is above this
   */
  Optional<KvTree> candidate(int floor, Set<Integer> passed) throws IOException {
    DatasetIndex index = read();
    Optional<DatasetIndex.Entry> current =
        index
            .current()
            .flatMap(index::dataset)
            .filter(entry -> passed.isEmpty() && entry.valid() && entry.checkpoint());
    OptionalInt before = passed.stream().mapToInt(id -> id).min();
    return current
        .or(() -> index.newestValid(before))
        .filter(entry -> entry.id() > floor)
        .map(entry -> entry.descriptor().tree());
  }

  /** Records that a checkpoint was fetched, and is the one that the program restarts from. */
  void fetched(DatasetDescriptor dataset) throws IOException {
    file.markFetched(dataset.id().orElseThrow());
    makeCurrent(dataset.name().orElse(""));
  }

  /** Records that a checkpoint is not as it was written, if this index has it. */
  void failed(DatasetDescriptor dataset) throws IOException {
    if (holds(dataset)) {
      file.markFailed(dataset.id().orElseThrow());
    }
  }

  /** Makes a checkpoint current; says whether there is one of this name. */
  boolean makeCurrent(String name) throws IOException {
    return makeCurrent(name, false).isPresent();
  }

  /**
   * Makes a checkpoint current.
   *
   * @param dropLater whether those with higher ids are removed from the index
   * @return its id; nothing where there is none of this name
   */
  OptionalInt makeCurrent(String name, boolean dropLater) throws IOException {
    Optional<DatasetIndex.Entry> known =
        read().dataset(name).filter(DatasetIndex.Entry::checkpoint);
    if (known.isEmpty()) {
      return OptionalInt.empty();
    }
    file.setCurrent(name);
    if (dropLater) {
      file.dropAfter(name);
    }
    return OptionalInt.of(known.get().id());
  }

  /** Removes a dataset from the index, if that has one of this name. */
  boolean drop(String name) throws IOException {
    boolean known = read().dataset(name).isPresent();
    if (known) {
      file.drop(name);
    }
    return known;
  }

  /** Deletes a dataset from the prefix; says whether the index had one of this name. */
  boolean delete(String name) throws IOException {
    Optional<PrefixDelete.Deleted> gone = delete.delete(name);
    if (gone.isPresent()) {
      whole(gone.get());
    }
    return gone.isPresent();
  }

  private static void whole(PrefixDelete.Deleted gone) throws IOException {
    if (!gone.left().isEmpty()) {
      throw new IOException(
          "dataset "
              + gone.id()
              + " is no longer valid, but "
              + gone.left().size()
              + " of its files cannot be deleted: "
              + gone.left().get(0));
    }
  }

  /** Deletes what deletions that were killed have left. */
  void resumeDeletions() throws IOException {
    for (PrefixDelete.Deleted gone : delete.resume()) {
      whole(gone);
    }
  }

  /** The names of all datasets, oldest first. */
  List<String> all() throws IOException {
    List<String> names = new ArrayList<>();
    read().datasets().forEach(entry -> names.add(0, entry.name()));
    return names;
  }

  /**
   * The checkpoints that are too many, oldest last: valid, no output, not current, and with {@code
   * window} valid ones after each.
   */
  List<String> tooMany(int window) throws IOException {
    DatasetIndex index = read();
    List<DatasetIndex.Entry> valid =
        index.datasets().stream().filter(entry -> entry.checkpoint() && entry.valid()).toList();
    return valid.stream()
        .skip(window)
        .filter(entry -> !entry.descriptor().output())
        .filter(entry -> !index.current().equals(Optional.of(entry.name())))
        .map(DatasetIndex.Entry::name)
        .toList();
  }

  /** Whether {@code window} valid checkpoints are newer than dataset {@code id}. */
  boolean outdated(int id, int window) throws IOException {
    return read().datasets().stream()
            .filter(entry -> entry.checkpoint() && entry.valid() && entry.id() > id)
            .count()
        >= window;
  }
}
