package org.scr4j.library;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scr4j.dataset.CopyRules;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FileMap;
import org.scr4j.dataset.FlushState.Location;
import org.scr4j.dataset.Meter;
import org.scr4j.dataset.PrefixFlush;
import org.scr4j.dataset.RankFiles;
import org.scr4j.dataset.RankToFile;

/**
 * What every flush is made of, in the background or not.
 *
 * <p>The index first says that the dataset is not whole, and the rank-to-file map which files are
 * coming; then come the files, each under its final name only when all of it is there; then what
 * describes them; then the index says that it is whole and current; last the flush file. Killed
 * anywhere between, a dataset is either not valid in the index, or valid and whole.
 */
final class FlushSteps {

  private final Site site;
  private final Cache cache;
  private final PrefixIndex index;
  private final PrefixFlush prefix;

  FlushSteps(Site site, Cache cache, PrefixIndex index) {
    this.site = site;
    this.cache = cache;
    this.index = index;
    this.prefix = new PrefixFlush(site.files(), site.prefix(), site.clock(), site.console()::say);
  }

  /**
   * Records that the dataset is on its way. Collective.
   *
   * @return why that failed; empty where it did not
   */
  Optional<String> begin(DatasetDescriptor dataset, Location way) {
    int id = dataset.id().orElseThrow();
    boolean[] resumed = {false};
    RankFiles[] mine = {none()};
    return site.ranks()
        .attemptOnRoot(
            () -> {
              resumed[0] = Files.exists(site.prefix().rankToFile(id));
              prefix.begin(dataset, way);
            })
        .or(
            () ->
                site.ranks()
                    .attempt(() -> mine[0] = prefix.plan(site.ranks().rank(), cache.map(id))))
        .or(() -> announce(dataset, mine[0], resumed[0]));
  }

  private Optional<String> announce(DatasetDescriptor dataset, RankFiles mine, boolean resumed) {
    List<byte[]> all = site.ranks().gather(RankLists.pack(mine));
    return site.ranks()
        .attemptOnRoot(
            () -> {
              List<RankFiles> files = unpack(all);
              if (resumed) {
                prefix.removeParts(dataset.id().orElseThrow(), files);
              }
              prefix.announce(dataset, files, RankToFile.ENTRIES_PER_FILE);
            });
  }

  private static List<RankFiles> unpack(List<byte[]> all) throws IOException {
    List<RankFiles> files = new ArrayList<>();
    for (int rank = 0; rank < all.size(); rank++) {
      files.add(RankLists.unpack(rank, all.get(rank)));
    }
    return files;
  }

  /** No files of this rank. */
  RankFiles none() {
    return new RankFiles(site.ranks().rank(), List.of());
  }

  /** Copies this rank's files; makes no call to other ranks. */
  PrefixFlush.Copied copy(int id, FileMap map, CopyRules rules, Meter meter) throws IOException {
    return prefix.copy(site.settings().storage(), id, site.ranks().rank(), map, rules, meter);
  }

  /**
   * Leaves a state file where SCR_FLUSH_POSTSTAGE asks for it. Before the copy is begun: a run may
   * be cut at any moment.
   */
  void record(DatasetDescriptor dataset, FileMap map) throws IOException {
    if (site.settings().copying().poststage()) {
      prefix.recordTransfer(dataset, site.ranks().rank(), map);
    }
  }

  /** Like {@link #copy}, removing the state file when all is there. */
  PrefixFlush.Copied copyInBackground(int id, FileMap map, CopyRules rules, Meter meter)
      throws IOException {
    PrefixFlush.Copied copied = copy(id, map, rules, meter);
    prefix.forgetTransfer(id, site.ranks().rank());
    return copied;
  }

  /**
   * Records that all is there. Collective.
   *
   * @param mine what this rank has copied
   * @return why it cannot be; empty where it is
   */
  Optional<String> finish(DatasetDescriptor dataset, RankFiles mine) {
    List<byte[]> all = site.ranks().gather(RankLists.pack(mine));
    return site.ranks()
        .attemptOnRoot(() -> prefix.finish(dataset, unpack(all), RankToFile.ENTRIES_PER_FILE));
  }

  /** Tells how a flush ended, and makes room in the prefix after one that is good. Collective. */
  void ended(DatasetDescriptor dataset, Optional<String> failure, double seconds, boolean waited) {
    int id = dataset.id().orElseThrow();
    if (failure.isPresent()) {
      site.console()
          .say(
              Names.of(dataset)
                  + " is not in the prefix: "
                  + failure.get()
                  + "; it stays in cache: see to the space and the permissions of "
                  + site.prefix().prefix());
      abandon(dataset);
    } else {
      site.console().debug(Names.of(dataset) + " is in the prefix after " + seconds + " s");
    }
    String kind = waited ? "FLUSH_" : "ASYNC_FLUSH_";
    String type = kind + (failure.isPresent() ? "FAIL" : "SUCCESS");
    site.journal().event(type, id, Optional.of(dataset), seconds);
    site.journal()
        .transfer(
            waited ? "FLUSH_SYNC" : "FLUSH_ASYNC",
            cache.directory(id),
            site.prefix().prefix().toString(),
            dataset,
            seconds);
    if (failure.isEmpty() && dataset.checkpoint() && site.settings().copying().window() > 0) {
      slide();
    }
  }

  /** Tells that a background flush of a dataset is called off that is to go. Collective. */
  void calledOff(DatasetDescriptor dataset, double seconds) {
    site.console().debug("the flush of " + Names.of(dataset) + " is called off");
    abandon(dataset);
    int id = dataset.id().orElseThrow();
    site.journal().event("ASYNC_FLUSH_FAIL", id, Optional.of(dataset), seconds);
  }

  /** It is not on its way any more: neither for the next run nor for scr_poststage. */
  private void abandon(DatasetDescriptor dataset) {
    int id = dataset.id().orElseThrow();
    Ranks.must(
        site.ranks()
            .attempt(
                () -> {
                  prefix.forgetTransfer(id, site.ranks().rank());
                  if (site.ranks().isRoot()) {
                    prefix.abandon(dataset);
                  }
                }));
  }

  /** Deletes the checkpoints that SCR_PREFIX_SIZE has no room for. Collective. */
  private void slide() {
    Optional<String> failure =
        site.ranks()
            .attemptOnRoot(
                () -> {
                  for (String name : index.tooMany(site.settings().copying().window())) {
                    site.console().debug("deleting checkpoint " + name + " from the prefix");
                    index.delete(name);
                  }
                });
    failure.ifPresent(
        why ->
            site.console().say("older checkpoints cannot all be deleted from the prefix: " + why));
  }
}
