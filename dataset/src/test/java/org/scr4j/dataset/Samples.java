package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.StateFiles;

/** Small datasets, made as a library would make them. */
final class Samples {

  static final String CONTROL = "/dev/shm/ann/scr.7";
  private static final DatasetDescriptor.Origin ANN =
      new DatasetDescriptor.Origin("ann", Optional.of("job"), "7", Optional.empty());

  private Samples() {}

  static DatasetDescriptor descriptor(int id, String name, int checkpoint, long bytes) {
    return DatasetDescriptor.create(
            id, name, OptionalInt.of(checkpoint), false, 1_700_000_000_000_000L + id, ANN)
        .written(1, bytes, true);
  }

  static DatasetDescriptor output(int id, String name, long bytes) {
    return DatasetDescriptor.create(
            id, name, OptionalInt.empty(), true, 1_700_000_000_000_000L + id, ANN)
        .written(1, bytes, true);
  }

  static byte[] contents(int rank, int size) {
    byte[] bytes = new byte[size];
    new Random(rank).nextBytes(bytes);
    return bytes;
  }

  static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** A dataset in the cache of one node, a file for each rank. */
  static final class Cached {
    final NodeStorage node;
    final PrefixLayout layout;
    final int id;
    final String directory;
    final StateFiles files = Reference.stateFiles();

    Cached(Path root, Path prefix, int id) throws IOException {
      this.node = new NodeStorage(Files.createDirectories(root));
      this.layout = new PrefixLayout(prefix);
      this.id = id;
      this.directory = CONTROL + "/scr.dataset." + id;
      Files.createDirectories(node.physical(CacheLayout.hiddenDir(directory)));
      Path indexFile = node.physical(CacheLayout.cacheIndex(CONTROL));
      CacheIndex index = CacheIndex.read(files, indexFile).orElse(CacheIndex.EMPTY);
      index
          .with(new CacheIndex.Entry(id, Optional.of(directory), false, Optional.of(dataset(1, 0))))
          .write(files, indexFile);
    }

    DatasetDescriptor dataset(long count, long bytes) {
      return descriptor(id, "ckpt." + id, id, 0).written(count, bytes, true);
    }

    /** Adds a file of {@code rank} that belongs into {@code ckpt.ID/}. */
    FileMap.Entry file(int ranks, int rank, int size, UnaryOperator<FileMeta> change)
        throws IOException {
      return file(ranks, rank, size, layout.recorded() + "/ckpt." + id, change);
    }

    FileMap.Entry file(int ranks, int rank, int size, String target, UnaryOperator<FileMeta> change)
        throws IOException {
      return named(ranks, rank, "rank_" + rank + ".ckpt", size, target, change);
    }

    FileMap.Entry named(
        int ranks, int rank, String name, int size, String target, UnaryOperator<FileMeta> change)
        throws IOException {
      String path = directory + "/" + name;
      Path file = node.physical(path);
      Files.write(file, contents(rank, size));
      FileMeta meta =
          change.apply(
              FileMeta.create(ranks, target + "/" + name, target, name, FileStat.of(file), true));
      Path map = map(rank);
      FileMap.read(files, map).orElse(FileMap.EMPTY).with(path, meta).write(files, map);
      return new FileMap.Entry(path, meta);
    }

    Path map(int rank) {
      return node.physical(CacheLayout.fileMap(directory, rank));
    }

    /** Adds the map of a rank without files. */
    void none(int rank) throws IOException {
      FileMap.EMPTY.write(files, map(rank));
    }

    CollectReport collect() throws IOException {
      return collect("node");
    }

    CollectReport collect(String nodeName) throws IOException {
      return new Collector(files)
          .collect(node, CONTROL, id, layout, new Collector.Options(true, 4096, 3, nodeName));
    }

    /** Describes the dataset in the flush file, as the library does. */
    void describe(long count, long bytes) throws IOException {
      DatasetDescriptor dataset = dataset(count, bytes);
      new FlushFile(files, layout.flush())
          .update(state -> state.withEntry(dataset, id, FlushState.Location.CACHE));
    }

    BuildResult build() throws IOException {
      IndexFile index = new IndexFile(files, layout, Clock.systemUTC(), line -> {});
      DatasetBuilder.Options options =
          new DatasetBuilder.Options(4096, 3, RankToFile.ENTRIES_PER_FILE);
      return new DatasetBuilder(files, layout, index, options, line -> {}).build(id);
    }
  }
}
