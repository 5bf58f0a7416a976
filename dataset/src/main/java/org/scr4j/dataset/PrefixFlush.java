package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.StateFiles;

/**
 * Copies a dataset from cache to the prefix while the application runs. Every rank calls {@link
 * #copy}; one rank calls {@link #begin} before and {@link #finish} after all of them.
 */
public final class PrefixFlush {

  private final StateFiles files;
  private final PrefixLayout layout;
  private final PrefixPaths paths;
  private final IndexFile index;
  private final FlushFile flush;

  /** A flush to one prefix; {@code warnings} as for {@link IndexFile}. */
  public PrefixFlush(
      StateFiles files, PrefixLayout layout, Clock clock, Consumer<String> warnings) {
    this.files = files;
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
    this.index = new IndexFile(files, layout, clock, warnings);
    this.flush = new FlushFile(files, layout.flush(), warnings);
  }

  /** Records that the copy begins: in the index as incomplete, in the flush file as on its way. */
  public void begin(DatasetDescriptor dataset) throws IOException {
    int id = DatasetBuilder.id(dataset);
    Files.createDirectories(layout.datasetDir(id));
    Files.deleteIfExists(layout.summary(id));
    index.begin(dataset);
    flush.update(state -> state.withLocation(id, FlushState.Location.SYNC_FLUSHING));
  }

  /**
   * Copies the files of one rank; all are whole, synced and named when this returns.
   *
   * @return what to give to {@link #finish}; sizes and CRC-32 are those of what was copied
   * @throws IOException naming the file, if one cannot be copied or is not what its record says
   */
  public RankFiles copy(NodeStorage node, int rank, FileMap map, int bufferBytes)
      throws IOException {
    FileCopier copier = new FileCopier(bufferBytes);
    List<RankFiles.Item> items = new ArrayList<>();
    for (FileMap.Entry entry : map.files()) {
      try {
        items.add(copy(node, entry, copier));
      } catch (IOException | IllegalArgumentException e) {
        throw new DatasetException(
            "rank " + rank + ": cannot flush " + entry.path() + ": " + e.getMessage(), e);
      }
    }
    copier.syncDirectories();
    return new RankFiles(rank, items);
  }

  private RankFiles.Item copy(NodeStorage node, FileMap.Entry entry, FileCopier copier)
      throws IOException {
    FileMeta meta = entry.meta();
    if (!meta.complete()) {
      throw new DatasetException("it is not complete");
    }
    Path target = paths.of(meta);
    Optional<Path> bypassed = paths.inPrefix(entry.path());
    Path source = bypassed.isPresent() ? bypassed.get() : node.physical(entry.path());
    FileCopier.Contents contents;
    if (source.equals(target)) {
      contents = copier.read(target);
      Collector.checkContents(contents, meta);
    } else {
      paths.makeDirectoryOf(target);
      contents = copier.copy(source, target, meta, copied -> Collector.checkContents(copied, meta));
    }
    return new RankFiles.Item(
        paths.relativeName(target),
        OptionalLong.of(contents.bytes()),
        OptionalInt.of(contents.crc()));
  }

  /**
   * Records that all of the dataset is in the prefix: map, summary, index, flush file, in this
   * order, after a look at every file. A checkpoint becomes current.
   *
   * @param ranks every rank's, in any order
   * @throws DatasetException if a file is not there with its size: the index keeps it as incomplete
   */
  public void finish(DatasetDescriptor dataset, List<RankFiles> ranks, int entriesPerFile)
      throws IOException {
    int id = DatasetBuilder.id(dataset);
    new SummaryWriter(files, entriesPerFile).write(layout, dataset, ranks, true);
    VerifyReport report =
        new Verifier(files, layout, FileCopier.DEFAULT_BUFFER_BYTES, 1).glance(id);
    if (!report.good()) {
      Files.deleteIfExists(layout.summary(id));
      throw new DatasetException(
          dataset + " did not get to the prefix: " + String.join("; ", report.problems(3)));
    }
    index.complete(dataset);
    flush.update(
        state ->
            state
                .withoutLocation(id, FlushState.Location.SYNC_FLUSHING)
                .withLocation(id, FlushState.Location.PFS));
  }

  /** Records that the copy failed: the flush file no longer has it as on its way. */
  public void abandon(DatasetDescriptor dataset) throws IOException {
    int id = DatasetBuilder.id(dataset);
    flush.update(state -> state.withoutLocation(id, FlushState.Location.SYNC_FLUSHING));
  }
}
