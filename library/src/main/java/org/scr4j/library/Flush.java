package org.scr4j.library;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FileCopier;
import org.scr4j.dataset.FileMap;
import org.scr4j.dataset.FileMeta;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.FlushState.Location;
import org.scr4j.dataset.PrefixPaths;
import org.scr4j.dataset.RankFiles;
import org.scr4j.dataset.RankToFile;
import org.scr4j.dataset.Summary;
import org.scr4j.kvtree.StateFiles;

/**
 * Copies datasets from the cache to the prefix, while the program waits.
 *
 * <p>The index first says that the dataset is not whole; then come the files, each under its final
 * name only when all of it is there; then what describes them; then the index says that it is whole
 * and current; last the flush file. Killed anywhere between, a dataset is either not valid in the
 * index, or valid and whole.
 */
final class Flush {

  private final Site site;
  private final Cache cache;
  private final PrefixIndex index;
  private final FlushFile flushFile;
  private final PrefixPaths paths;

  Flush(Site site, Cache cache, PrefixIndex index) {
    this.site = site;
    this.cache = cache;
    this.index = index;
    this.flushFile = new FlushFile(site.files(), site.prefix().flush());
    this.paths = new PrefixPaths(site.prefix());
  }

  /** Whether SCR_FLUSH or the flag OUTPUT asks for a flush of the dataset now. */
  boolean due(DatasetDescriptor dataset) {
    int every = site.settings().flush();
    OptionalInt number = dataset.checkpointNumber();
    boolean nth = every > 0 && number.isPresent() && number.getAsInt() % every == 0;
    return dataset.output() || (dataset.checkpoint() && nth);
  }

  /** Whether the prefix lacks the dataset. Collective. */
  boolean needed(int id) {
    byte[] answer =
        site.ranks()
            .answerOfRoot(() -> new byte[] {(byte) (flushFile.read().needsFlush(id) ? 1 : 0)});
    return answer[0] == 1;
  }

  /** Enters a dataset that is in cache into the flush file. Collective. */
  Optional<String> enter(DatasetDescriptor dataset) {
    int id = dataset.id().orElseThrow();
    return site.ranks()
        .attemptOnRoot(
            () -> flushFile.update(state -> state.withEntry(dataset, id, Location.CACHE)));
  }

  /**
   * Brings the flush file to what cache and index hold, whatever was said before. Collective.
   *
   * @param whole the datasets in cache
   */
  void rebuildFlushFile(List<DatasetDescriptor> whole) {
    Ranks.must(
        site.ranks()
            .attemptOnRoot(
                () -> {
                  List<DatasetDescriptor> flushed =
                      whole.stream().filter(index::holds).toList();
                  flushFile.update(
                      before -> {
                        FlushState state = FlushState.EMPTY;
                        for (DatasetDescriptor dataset : whole) {
                          int id = dataset.id().orElseThrow();
                          state = state.withEntry(dataset, id, Location.CACHE);
                          if (flushed.contains(dataset)) {
                            state = state.withLocation(id, Location.PFS);
                          }
                        }
                        return state;
                      });
                }));
  }

  /** Says that a dataset is in cache and prefix both. Collective. */
  Optional<String> enterFetched(DatasetDescriptor dataset) {
    int id = dataset.id().orElseThrow();
    return site.ranks()
        .attemptOnRoot(
            () ->
                flushFile.update(
                    state ->
                        state
                            .withEntry(dataset, id, Location.CACHE)
                            .withLocation(id, Location.PFS)));
  }

  /**
   * Copies a dataset to the prefix, if that lacks it. Collective.
   *
   * @return whether the prefix has it; where not, rank 0 has told why
   */
  boolean flush(int id) {
    if (!needed(id)) {
      return true;
    }
    DatasetDescriptor dataset = cache.descriptor(id);
    long begin = System.nanoTime();
    site.console().debug("flushing " + Names.of(dataset));
    site.journal().event("FLUSH_START", id, Optional.of(dataset));
    Optional<String> failure = begin(id, dataset);
    RankFiles[] mine = {new RankFiles(site.ranks().rank(), List.of())};
    failure =
        failure
            .or(() -> site.ranks().attempt(() -> mine[0] = copy(id)))
            .or(() -> record(id, dataset, mine[0]));
    double seconds = (System.nanoTime() - begin) / 1e9;
    finish(id, dataset, failure, seconds);
    return failure.isEmpty();
  }

  private Optional<String> begin(int id, DatasetDescriptor dataset) {
    return site.ranks()
        .attemptOnRoot(
            () -> {
              flushFile.update(state -> state.withLocation(id, Location.SYNC_FLUSHING));
              index.begin(dataset);
              Files.createDirectories(site.prefix().datasetDir(id));
            });
  }

  private void finish(
      int id, DatasetDescriptor dataset, Optional<String> failure, double seconds) {
    Optional<String> unmarked =
        site.ranks()
            .attemptOnRoot(
                () ->
                    flushFile.update(
                        state -> {
                          FlushState left = state.withoutLocation(id, Location.SYNC_FLUSHING);
                          return failure.isPresent() ? left : left.withLocation(id, Location.PFS);
                        }));
    Optional<String> wrong = failure.or(() -> unmarked);
    wrong.ifPresent(
        why -> site.console().say(Names.of(dataset) + " is not in the prefix: " + why));
    String type = wrong.isPresent() ? "FLUSH_FAIL" : "FLUSH_SUCCESS";
    site.journal().event(type, id, Optional.of(dataset), seconds);
    String to = site.prefix().prefix().toString();
    site.journal().transfer("FLUSH_SYNC", cache.directory(id), to, dataset, seconds);
  }

  /** Copies this rank's files, and says what they are. */
  private RankFiles copy(int id) throws IOException {
    FileCopier copier = new FileCopier(site.settings().copyBuffer());
    List<RankFiles.Item> items = new ArrayList<>();
    boolean inPlace = cache.bypass(id);
    for (FileMap.Entry entry : cache.map(id).files()) {
      Path target = paths.of(entry.meta());
      items.add(inPlace ? settle(copier, target, entry.meta()) : copy(copier, id, entry, target));
    }
    copier.syncDirectories();
    return new RankFiles(site.ranks().rank(), items);
  }

  private RankFiles.Item copy(FileCopier copier, int id, FileMap.Entry entry, Path target)
      throws IOException {
    Path source = cache.locate(id, entry.path());
    Files.createDirectories(target.getParent());
    FileCopier.Contents copied =
        copier.copy(source, target, entry.meta(), read -> compare(source, entry.meta(), read));
    return item(target, copied);
  }

  /** A file that was written in place only has to be made to last. */
  private RankFiles.Item settle(FileCopier copier, Path target, FileMeta meta) throws IOException {
    FileCopier.Contents found = copier.read(target);
    compare(target, meta, found);
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    StateFiles.syncDirectory(target.getParent());
    return item(target, found);
  }

  private RankFiles.Item item(Path target, FileCopier.Contents contents) {
    OptionalInt crc =
        site.settings().crcOnFlush() ? OptionalInt.of(contents.crc()) : OptionalInt.empty();
    return new RankFiles.Item(
        paths.relativeName(target), OptionalLong.of(contents.bytes()), crc);
  }

  private static void compare(Path file, FileMeta meta, FileCopier.Contents read)
      throws IOException {
    if (meta.bytes().isPresent() && meta.bytes().getAsLong() != read.bytes()) {
      throw new IOException(
          file + ": has " + read.bytes() + " bytes where " + meta.bytes().getAsLong() + " belong");
    }
    if (meta.crc().isPresent() && meta.crc().getAsInt() != read.crc()) {
      throw new IOException(file + ": its CRC-32 is not that of what was written");
    }
  }

  private Optional<String> record(int id, DatasetDescriptor dataset, RankFiles mine) {
    List<byte[]> all = site.ranks().gather(RankLists.pack(mine));
    return site.ranks()
        .attemptOnRoot(
            () -> {
              List<RankFiles> files = new ArrayList<>();
              for (int rank = 0; rank < all.size(); rank++) {
                files.add(RankLists.unpack(rank, all.get(rank)));
              }
              new RankToFile(site.files(), site.prefix().rankToFile(id))
                  .write(
                      files.iterator(),
                      site.ranks().size(),
                      RankToFile.Style.FLUSHED,
                      RankToFile.ENTRIES_PER_FILE);
              site.files()
                  .write(site.prefix().summary(id), new Summary(dataset, true).tree());
              index.flushed(dataset);
            });
  }
}
