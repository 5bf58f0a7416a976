package org.scr4j.library;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.scr4j.config.CheckpointDescriptor;
import org.scr4j.dataset.CacheIndex;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FileCopier;
import org.scr4j.dataset.FileMap;
import org.scr4j.dataset.FileMeta;
import org.scr4j.dataset.FileStat;
import org.scr4j.dataset.PrefixFetch;
import org.scr4j.dataset.PrefixPaths;
import org.scr4j.dataset.RankFiles;
import org.scr4j.dataset.RankToFile;

/**
 * Brings checkpoints from the prefix into the cache: the one that is current first, then older
 * ones, until one is as it was written. One that is not is marked as failed in the index, so that
 * nobody tries it again; a cache that cannot take it marks nothing.
 */
final class Fetch {

  /** What came of one attempt. */
  private enum Outcome {
    FETCHED,
    /** The prefix does not have it as it was written. */
    BAD,
    /** It is good, but not for as many ranks as there are. */
    OTHER_SIZE
  }

  private final Site site;
  private final Cache cache;
  private final Flush flush;
  private final PrefixIndex index;
  private final PrefixFetch prefix;
  private final PrefixPaths paths;

  Fetch(Site site, Cache cache, Flush flush, PrefixIndex index) {
    this.site = site;
    this.cache = cache;
    this.flush = flush;
    this.index = index;
    this.prefix = new PrefixFetch(site.files(), site.prefix());
    this.paths = new PrefixPaths(site.prefix());
  }

  /**
   * Fetches the best checkpoint of those with an id above {@code floor}. Collective.
   *
   * @return the checkpoint that is now in cache
   */
  Optional<DatasetDescriptor> newest(int floor) {
    Set<Integer> passed = new HashSet<>();
    while (true) {
      Optional<DatasetDescriptor> candidate = candidate(floor, passed);
      if (candidate.isEmpty()) {
        return Optional.empty();
      }
      DatasetDescriptor dataset = candidate.get();
      int id = dataset.id().orElseThrow();
      passed.add(id);
      if (attempt(id, dataset) == Outcome.FETCHED) {
        return Optional.of(cache.descriptor(id));
      }
    }
  }

  private Optional<DatasetDescriptor> candidate(int floor, Set<Integer> passed) {
    return site.ranks().treeOfRoot(() -> index.candidate(floor, passed)).map(DatasetDescriptor::of);
  }

  private Outcome attempt(int id, DatasetDescriptor dataset) {
    Phases.Going fetching = site.phases().begin(Phase.FETCH, dataset.name().orElse(""));
    site.console().debug("fetching " + Names.of(dataset));
    site.journal().event("FETCH_START", id, Optional.of(dataset));
    Optional<String> bad = site.ranks().attemptOnRoot(() -> checkSummary(id));
    Optional<String> foreign =
        bad.isPresent() ? Optional.empty() : site.ranks().attemptOnRoot(() -> checkSize(id));
    bad = bad.or(() -> foreign).or(() -> load(id, dataset));
    double seconds = fetching.end(bad.isEmpty());
    String type = bad.isEmpty() ? "FETCH_SUCCESS" : "FETCH_FAIL";
    site.journal().event(type, id, Optional.of(dataset), seconds);
    if (bad.isEmpty()) {
      String from = site.prefix().datasetDir(id).toString();
      site.journal().transfer("FETCH", from, cache.directory(id), dataset, seconds);
      Ranks.must(site.ranks().attemptOnRoot(() -> index.fetched(dataset)));
      site.console().say(Names.of(dataset) + " is fetched from the prefix");
      return Outcome.FETCHED;
    }
    site.console().say(Names.of(dataset) + " cannot be fetched: " + bad.get());
    cache.delete(id);
    if (foreign.isEmpty()) {
      Ranks.must(site.ranks().attemptOnRoot(() -> index.failed(dataset)));
      return Outcome.BAD;
    }
    return Outcome.OTHER_SIZE;
  }

  private void checkSummary(int id) throws IOException {
    if (!prefix.summary(id).complete()) {
      throw new IOException(site.prefix().summary(id) + ": says that the dataset is not complete");
    }
    if (!new RankToFile(site.files(), site.prefix().rankToFile(id)).exists()) {
      throw new IOException(site.prefix().rankToFile(id) + ": the list of files is missing");
    }
  }

  private void checkSize(int id) throws IOException {
    int ranks = prefix.ranks(id);
    if (ranks != site.ranks().size()) {
      throw new IOException(
          "it is of " + ranks + " ranks, and this run has " + site.ranks().size());
    }
  }

  /**
   * Copies and protects.
   *
   * @return what is wrong with the dataset in the prefix
   * @throws ScrException if the dataset may be good, but the cache cannot take it
   */
  private Optional<String> load(int id, DatasetDescriptor dataset) {
    RankFiles[] files = {new RankFiles(site.ranks().rank(), List.of())};
    Optional<String> bad =
        site.ranks().attempt(() -> files[0] = prefix.files(id, site.ranks().rank()));
    if (bad.isPresent()) {
      return bad;
    }
    CheckpointDescriptor kept =
        site.settings()
            .descriptorFor(
                dataset.output(), dataset.checkpointNumber().stream().boxed().findFirst());
    boolean bypass = kept.bypass() || site.settings().fetchBypass() || namesMeet(files[0]);
    String directory = site.settings().directories().cacheFor(kept) + "/scr.dataset." + id;
    DatasetDescriptor unfinished =
        dataset.written(dataset.files().orElse(0), dataset.bytes().orElse(0), false);
    Ranks.must(
        cache.create(
            new CacheIndex.Entry(id, Optional.of(directory), bypass, Optional.of(unfinished))));
    FileMap[] map = {FileMap.EMPTY};
    boolean[] cacheFault = {false};
    bad =
        site.ranks()
            .attemptInTurn(
                site.settings().copying().fetchWidth(),
                () -> map[0] = bypass ? inPlace(files[0]) : copy(id, files[0], cacheFault));
    if (bad.isPresent()) {
      boolean mineFailed = map[0] == FileMap.EMPTY && !files[0].files().isEmpty();
      if (site.ranks().allTrue(!mineFailed || cacheFault[0])) {
        throw new ScrException("the cache cannot take " + Names.of(dataset) + ": " + bad.get());
      }
      return bad;
    }
    long[] total = site.ranks().sum(map[0].files().size(), map[0].bytes());
    if (!agrees(dataset, total)) {
      return Optional.of(
          total[0] + " files of " + total[1] + " bytes are there, which is not what was written");
    }
    settle(id, dataset, kept, map[0], total);
    return Optional.empty();
  }

  private void settle(
      int id, DatasetDescriptor dataset, CheckpointDescriptor kept, FileMap map, long[] total) {
    String group = site.protection().failureGroup(kept, site.ranks().node());
    Ranks.must(
        site.ranks()
            .attempt(() -> cache.writeMap(id, map))
            .or(() -> cache.protect(id, site.protection().scheme(kept), group, map))
            .or(() -> cache.describe(id, dataset.written(total[0], total[1], true)))
            .or(() -> flush.enterFetched(dataset.written(total[0], total[1], true))));
  }

  private static boolean agrees(DatasetDescriptor dataset, long[] total) {
    return dataset.files().orElse(total[0]) == total[0]
        && dataset.bytes().orElse(total[1]) == total[1];
  }

  /** Files of one name from different directories cannot lie in one cache directory. */
  private boolean namesMeet(RankFiles files) {
    List<String> names =
        files.files().stream()
            .map(item -> site.ranks().node() + "\0" + Path.of(item.path()).getFileName())
            .toList();
    return site.ranks().anyTwice(names);
  }

  /**
   * Copies this rank's files into the cache.
   *
   * @param cacheFault is set where it fails although the prefix has what it should have
   */
  private FileMap copy(int id, RankFiles files, boolean[] cacheFault) throws IOException {
    try {
      return prefix.fetch(
          site.settings().storage(),
          id,
          site.ranks().rank(),
          cache.directory(id),
          site.settings().copying().rules());
    } catch (IOException failure) {
      inPlace(files);
      cacheFault[0] = true;
      throw failure;
    }
  }

  private FileMap inPlace(RankFiles files) throws IOException {
    FileCopier copier = new FileCopier(site.settings().copying().rules().bufferBytes());
    FileMap map = FileMap.EMPTY;
    for (RankFiles.Item item : files.files()) {
      Path source = paths.of(item.path());
      compare(source, item, copier.read(source));
      map = map.with(source.toString(), meta(source, source));
    }
    return map;
  }

  private FileMeta meta(Path source, Path stat) throws IOException {
    return FileMeta.create(
        site.ranks().size(),
        source.toString(),
        InPrefix.recorded(site.prefix(), source.getParent()),
        source.getFileName().toString(),
        FileStat.of(stat),
        true);
  }

  private void compare(Path file, RankFiles.Item item, FileCopier.Contents read)
      throws IOException {
    if (item.bytes().isPresent() && item.bytes().getAsLong() != read.bytes()) {
      throw new IOException(
          file + ": has " + read.bytes() + " bytes where " + item.bytes().getAsLong() + " belong");
    }
    boolean check = site.settings().copying().rules().sums() && item.crc().isPresent();
    if (check && item.crc().getAsInt() != read.crc()) {
      throw new IOException(file + ": its CRC-32 is not that of what was flushed");
    }
  }
}
