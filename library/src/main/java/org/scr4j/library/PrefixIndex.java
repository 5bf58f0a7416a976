package org.scr4j.library;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.IndexFile;
import org.scr4j.kvtree.KvTree;

/** The index of the prefix, as rank 0 reads and writes it. Nothing here is collective. */
final class PrefixIndex {

  private final IndexFile file;

  PrefixIndex(Site site) {
    this.file = new IndexFile(site.files(), site.prefix(), site.clock(), site.console()::say);
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
    boolean known = read().dataset(name).filter(DatasetIndex.Entry::checkpoint).isPresent();
    if (known) {
      file.setCurrent(name);
    }
    return known;
  }
}
