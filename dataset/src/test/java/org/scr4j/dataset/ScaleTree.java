package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;

/**
 * Makes a prefix directory as a scavenge of a large job leaves it, for the measurements of
 * docs/scale.md: a file map and one file of eight bytes for each rank, and the flush file. Run by
 * hand: {@code java -cp ... org.scr4j.dataset.ScaleTree DIRECTORY RANKS}.
 */
final class ScaleTree {

  private static final int ID = 1;
  private static final int FILE_BYTES = 8;

  private ScaleTree() {}

  /** Arguments: the prefix directory, which is made, and the number of ranks. */
  public static void main(String[] arguments) throws IOException {
    Path prefix = Path.of(arguments[0]).toAbsolutePath().normalize();
    int ranks = Integer.parseInt(arguments[1]);
    PrefixLayout layout = new PrefixLayout(prefix);
    Files.createDirectories(layout.datasetDir(ID));
    Path target = Files.createDirectories(prefix.resolve("ckpt.1"));
    for (int rank = 0; rank < ranks; rank++) {
      Path file = target.resolve("rank_" + rank + ".ckpt");
      Files.write(file, new byte[FILE_BYTES]);
      FileMeta meta =
          FileMeta.create(
              ranks,
              "ckpt.1/" + file.getFileName(),
              target.toString(),
              file.getFileName().toString(),
              FileStat.of(file),
              true);
      FileMap map =
          FileMap.EMPTY.with("/dev/shm/ann/scr.7/scr.dataset.1/" + file.getFileName(), meta);
      write(layout.fileMap(ID, rank), map.tree());
    }
    DatasetDescriptor.Origin origin =
        new DatasetDescriptor.Origin("ann", Optional.of("scale"), "7", Optional.empty());
    DatasetDescriptor dataset =
        DatasetDescriptor.create(
                ID,
                "ckpt.1",
                OptionalInt.of(1),
                false,
                Instant.now().getEpochSecond() * 1_000_000,
                origin)
            .written(ranks, (long) ranks * FILE_BYTES, true);
    write(
        layout.flush(), FlushState.EMPTY.withEntry(dataset, ID, FlushState.Location.CACHE).tree());
  }

  /** Without sync and rename: nobody else looks, and a hundred thousand syncs would take hours. */
  private static void write(Path file, KvTree tree) throws IOException {
    Files.write(file, KvTreeCodec.toFile(tree));
  }
}
