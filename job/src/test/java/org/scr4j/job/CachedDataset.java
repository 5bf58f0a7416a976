package org.scr4j.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.config.NodeStorage;
import org.scr4j.dataset.CacheIndex;
import org.scr4j.dataset.CacheLayout;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FileMap;
import org.scr4j.dataset.FileMeta;
import org.scr4j.dataset.FileStat;
import org.scr4j.dataset.FlushState;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** A dataset in the caches of virtual nodes, one rank a node, without redundancy. */
record CachedDataset(VirtualJob job, int id, String name, boolean checkpoint, boolean output) {

  private static final StateFiles FILES = new StateFiles(LockKind.FLOCK, warning -> {});

  static CachedDataset checkpoint(VirtualJob job, int id) {
    return new CachedDataset(job, id, "ckpt." + id, true, false);
  }

  static CachedDataset output(VirtualJob job, int id) {
    return new CachedDataset(job, id, "out." + id, false, true);
  }

  private DatasetDescriptor descriptor(long createdMicros, int files, long bytes) {
    return DatasetDescriptor.create(
            id,
            name,
            checkpoint ? OptionalInt.of(id) : OptionalInt.empty(),
            output,
            createdMicros,
            new DatasetDescriptor.Origin(
                "tester", Optional.empty(), job.cluster.id(), Optional.empty()))
        .written(files, bytes, true);
  }

  /** Writes it: rank r with {@code contents} and its number on the node at that place. */
  void write(List<String> nodes, long createdMicros, String contents) throws IOException {
    CacheLayout layout = CacheLayout.of("/dev/shm", "/dev/shm", "tester", job.cluster.id());
    long bytes = 0;
    for (int rank = 0; rank < nodes.size(); rank++) {
      NodeStorage storage = job.cluster.storage(nodes.get(rank));
      String directory = layout.datasetDir(id);
      Path hidden = storage.physical(CacheLayout.hiddenDir(directory));
      Files.createDirectories(hidden);
      String logical = directory + "/rank_" + rank;
      Path file = Files.writeString(storage.physical(logical), contents + rank);
      bytes += Files.size(file);
      FileMeta meta =
          FileMeta.create(
              nodes.size(),
              "rank_" + rank,
              job.prefix.resolve(name).toString(),
              "rank_" + rank,
              FileStat.of(file),
              true);
      FileMap.EMPTY
          .with(logical, meta)
          .write(FILES, storage.physical(CacheLayout.fileMap(directory, rank)));
      Path index = storage.physical(CacheLayout.cacheIndex(layout.controlDir()));
      Files.createDirectories(index.getParent());
      CacheIndex.read(FILES, index)
          .orElse(CacheIndex.EMPTY)
          .with(new CacheIndex.Entry(id, Optional.of(directory), false, Optional.empty()))
          .write(FILES, index);
    }
    DatasetDescriptor whole = descriptor(createdMicros, nodes.size(), bytes);
    job.context()
        .flush()
        .update(state -> state.without(id).withEntry(whole, id, FlushState.Location.CACHE));
  }
}
