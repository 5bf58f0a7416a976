package org.scr4j.library;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.FlushState.Location;
import org.scr4j.dataset.PrefixFlush;
import org.scr4j.dataset.RankFiles;
import org.scr4j.dataset.RankToFile;

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
  private final PrefixFlush prefix;

  Flush(Site site, Cache cache, PrefixIndex index) {
    this.site = site;
    this.cache = cache;
    this.index = index;
    this.flushFile = new FlushFile(site.files(), site.prefix().flush());
    this.prefix = new PrefixFlush(site.files(), site.prefix(), site.clock(), site.console()::say);
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
                  List<DatasetDescriptor> flushed = new ArrayList<>();
                  for (DatasetDescriptor dataset : whole) {
                    if (index.holds(dataset)) {
                      flushed.add(dataset);
                    }
                  }
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
    RankFiles[] mine = {new RankFiles(site.ranks().rank(), List.of())};
    Optional<String> failure =
        site.ranks()
            .attemptOnRoot(() -> prefix.begin(dataset))
            .or(() -> site.ranks().attempt(() -> mine[0] = copy(id)))
            .or(() -> record(dataset, mine[0]));
    tell(dataset, failure, (System.nanoTime() - begin) / 1e9);
    return failure.isEmpty();
  }

  private RankFiles copy(int id) throws IOException {
    return prefix.copy(
        site.settings().storage(),
        site.ranks().rank(),
        cache.map(id),
        site.settings().copyBuffer());
  }

  private Optional<String> record(DatasetDescriptor dataset, RankFiles mine) {
    List<byte[]> all = site.ranks().gather(RankLists.pack(mine));
    return site.ranks()
        .attemptOnRoot(
            () -> {
              List<RankFiles> files = new ArrayList<>();
              for (int rank = 0; rank < all.size(); rank++) {
                files.add(RankLists.unpack(rank, all.get(rank)));
              }
              prefix.finish(dataset, files, RankToFile.ENTRIES_PER_FILE);
            });
  }

  private void tell(DatasetDescriptor dataset, Optional<String> failure, double seconds) {
    int id = dataset.id().orElseThrow();
    if (failure.isPresent()) {
      site.console().say(Names.of(dataset) + " is not in the prefix: " + failure.get());
      Ranks.must(site.ranks().attemptOnRoot(() -> prefix.abandon(dataset)));
    }
    String type = failure.isPresent() ? "FLUSH_FAIL" : "FLUSH_SUCCESS";
    site.journal().event(type, id, Optional.of(dataset), seconds);
    String to = site.prefix().prefix().toString();
    site.journal().transfer("FLUSH_SYNC", cache.directory(id), to, dataset, seconds);
  }
}
