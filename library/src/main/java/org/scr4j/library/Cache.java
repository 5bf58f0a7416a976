package org.scr4j.library;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.scr4j.config.NodeStorage;
import org.scr4j.dataset.CacheIndex;
import org.scr4j.dataset.CacheLayout;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FileMap;
import org.scr4j.dataset.FlushFile;
import org.scr4j.redundancy.Rebuilt;
import org.scr4j.redundancy.RedundantFiles;
import org.scr4j.redundancy.Scheme;

/**
 * The datasets in the cache of the run's nodes.
 *
 * <p>The index is the same in the memory of all ranks and in the file of each node, which the
 * node's leader writes. A dataset is entered before its directory is made, so that whatever is left
 * of it is found again, and it counts only once its descriptor says COMPLETE, which is written when
 * every rank has its files and their redundancy.
 */
final class Cache {

  private final Site site;
  private final Path indexFile;
  private CacheIndex index = CacheIndex.EMPTY;
  private IntConsumer beforeDeletion = id -> {};

  Cache(Site site) {
    this.site = site;
    this.indexFile = site.physical(CacheLayout.cacheIndex(site.settings().directories().control()));
  }

  /** Has {@code action} called on all ranks before a dataset is deleted, with its id. */
  void beforeDeletion(IntConsumer action) {
    beforeDeletion = action;
  }

  /** The file of this node. */
  Path indexFile() {
    return indexFile;
  }

  CacheIndex index() {
    return index;
  }

  /** The datasets, newest first. */
  List<CacheIndex.Entry> newestFirst() {
    return index.datasets().stream()
        .sorted(Comparator.comparingInt(CacheIndex.Entry::id).reversed())
        .toList();
  }

  /** The newest checkpoint that is whole. */
  Optional<DatasetDescriptor> newestCheckpoint() {
    return newestFirst().stream()
        .flatMap(entry -> entry.descriptor().stream())
        .filter(descriptor -> descriptor.checkpoint() && descriptor.complete())
        .findFirst();
  }

  DatasetDescriptor descriptor(int id) {
    return index
        .dataset(id)
        .flatMap(CacheIndex.Entry::descriptor)
        .orElseThrow(() -> new IllegalStateException("dataset " + id + " is not in cache"));
  }

  /** Takes {@code next} for the index, on every rank and node. Collective. */
  Optional<String> replace(CacheIndex next) {
    index = next;
    return site.ranks().attemptOnLeaders(() -> index.write(site.files(), indexFile));
  }

  /** Enters a dataset, and makes its directory on every node. Collective. */
  Optional<String> create(CacheIndex.Entry entry) {
    String directory = entry.directory().orElseThrow();
    index = index.without(entry.id()).with(entry);
    return site.ranks()
        .attemptOnLeaders(
            () -> {
              index.write(site.files(), indexFile);
              Folders.delete(site.physical(directory));
              Folders.make(site.physical(CacheLayout.hiddenDir(directory)));
            });
  }

  /** Records another descriptor of a dataset. Collective. */
  Optional<String> describe(int id, DatasetDescriptor descriptor) {
    CacheIndex.Entry old = index.dataset(id).orElseThrow();
    return replace(
        index.with(
            new CacheIndex.Entry(id, old.directory(), old.bypass(), Optional.of(descriptor))));
  }

  /**
   * Deletes a dataset from all nodes, and from the flush file. Collective. What cannot be deleted
   * is told and left.
   */
  void delete(int id) {
    Optional<CacheIndex.Entry> entry = index.dataset(id);
    if (entry.isEmpty()) {
      return;
    }
    beforeDeletion.accept(id);
    site.console().debug("deleting " + Names.of(id, entry.get().descriptor()) + " from cache");
    if (site.settings().crcOnDelete()) {
      checkOnDeletion(entry.get());
    }
    Optional<String> kept =
        site.ranks()
            .attempt(
                () -> {
                  if (site.ranks().isLeader() && entry.get().directory().isPresent()) {
                    Folders.delete(site.physical(entry.get().directory().get()));
                  }
                  if (site.ranks().isRoot()) {
                    new FlushFile(site.files(), site.prefix().flush())
                        .update(state -> state.without(id));
                  }
                });
    kept.ifPresent(why -> site.console().say("dataset " + id + " cannot be deleted: " + why));
    Ranks.must(replace(index.without(id)));
  }

  /** Tells of files that have changed while they were in cache: storage that cannot be trusted. */
  private void checkOnDeletion(CacheIndex.Entry entry) {
    if (entry.descriptor().filter(DatasetDescriptor::complete).isEmpty()) {
      return;
    }
    Optional<String> damage =
        site.ranks().attempt(() -> CachedFiles.check(this, entry.id(), map(entry.id())));
    damage.ifPresent(
        why ->
            site.console()
                .say(
                    Names.of(entry.id(), entry.descriptor())
                        + ", which is being deleted from cache, is not as it was written: "
                        + why));
  }

  /** Deletes all datasets. Collective. */
  void purge() {
    for (CacheIndex.Entry entry : newestFirst()) {
      delete(entry.id());
    }
  }

  /** This rank's files in a dataset. */
  FileMap map(int id) throws IOException {
    Path file = mapFile(id);
    return FileMap.read(site.files(), file)
        .orElseThrow(() -> new IOException(file + ": the file map is missing"));
  }

  /** Records this rank's files in a dataset. */
  void writeMap(int id, FileMap map) throws IOException {
    map.write(site.files(), mapFile(id));
  }

  /**
   * Protects the file maps and the files of a dataset. Collective.
   *
   * @param failureGroup what fails as one, as this rank has it
   * @param map this rank's files, as recorded in its file map
   */
  Optional<String> protect(int id, Scheme scheme, String failureGroup, FileMap map) {
    String directory = directory(id);
    boolean bypass = bypass(id);
    NodeStorage storage = site.settings().storage();
    String node = site.ranks().node();
    return site.ranks()
        .attempt(
            () -> {
              RedundantFiles.apply(
                  site.exchange(),
                  node,
                  failureGroup,
                  scheme,
                  storage,
                  mapPrefix(directory),
                  List.of(CacheLayout.fileMap(directory, site.ranks().rank())));
              if (!bypass) {
                RedundantFiles.apply(
                    site.exchange(),
                    node,
                    failureGroup,
                    scheme,
                    storage,
                    dataPrefix(directory),
                    map.files().stream().map(FileMap.Entry::path).toList());
              }
            });
  }

  /**
   * Brings the file maps and then the files of a dataset back to all ranks. Collective.
   *
   * @return why it cannot be had back; empty where it is
   */
  Optional<String> recover(int id) {
    String directory = directory(id);
    Optional<String> maps = recover(mapPrefix(directory));
    return maps.isPresent() || bypass(id) ? maps : recover(dataPrefix(directory));
  }

  private Optional<String> recover(String prefix) {
    String[] reason = {""};
    Optional<String> failure =
        site.ranks()
            .attempt(
                () -> {
                  Rebuilt verdict =
                      RedundantFiles.recover(
                          site.exchange(), site.ranks().node(), site.settings().storage(), prefix);
                  if (verdict instanceof Rebuilt.Unrecoverable lost) {
                    reason[0] = lost.reason();
                  }
                });
    return failure.or(() -> Optional.of(reason[0]).filter(text -> !text.isEmpty()));
  }

  /** The directory of a dataset, as its nodes call it. */
  String directory(int id) {
    return index.dataset(id).flatMap(CacheIndex.Entry::directory).orElseThrow();
  }

  /** Whether the files of a dataset were written straight to the prefix. */
  boolean bypass(int id) {
    return index.dataset(id).map(CacheIndex.Entry::bypass).orElse(false);
  }

  /** Where a file of a map is; files of a bypassed dataset are on no node. */
  Path locate(int id, String path) {
    return bypass(id) ? Path.of(path) : site.physical(path);
  }

  private Path mapFile(int id) {
    return site.physical(CacheLayout.fileMap(directory(id), site.ranks().rank()));
  }

  private static String mapPrefix(String directory) {
    return CacheLayout.mapRedundancyPrefix(directory);
  }

  private static String dataPrefix(String directory) {
    return CacheLayout.redundancyPrefix(directory);
  }
}
