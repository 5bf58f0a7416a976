package org.scr4j.library;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.scr4j.dataset.ArrivedFlush;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.FlushState.Location;
import org.scr4j.dataset.Meter;
import org.scr4j.dataset.RankFiles;

/**
 * Brings datasets from the cache to the prefix: while the program waits, or in the background.
 *
 * @see FlushSteps
 */
final class Flush {

  /** Files that rank 0 looks at the same time, at most. */
  private static final int LOOKED_AT_ONCE = 16;

  /** Runs keep a few datasets in cache. */
  private static final int MOST_INTERRUPTED = 1024;

  private final Site site;
  private final Cache cache;
  private final PrefixIndex index;
  private final FlushFile flushFile;
  private final FlushSteps steps;
  private final BackgroundFlush background;
  private boolean starting = true;

  Flush(Site site, Cache cache, PrefixIndex index) {
    this.site = site;
    this.cache = cache;
    this.index = index;
    this.flushFile = new FlushFile(site.files(), site.prefix().flush());
    this.steps = new FlushSteps(site, cache, index);
    this.background = new BackgroundFlush(site, cache, steps);
    cache.beforeDeletion(this::beforeDeletion);
  }

  /** Whether SCR_FLUSH or the flag OUTPUT asks for a flush of the dataset now. */
  boolean due(DatasetDescriptor dataset) {
    int every = site.settings().flush();
    OptionalInt number = dataset.checkpointNumber();
    boolean nth = every > 0 && number.isPresent() && number.getAsInt() % every == 0;
    return dataset.output() || (dataset.checkpoint() && nth);
  }

  /** Whether SCR_PREFIX_SIZE has no room for the dataset any more. Collective. */
  boolean outdated(DatasetDescriptor dataset) {
    int window = site.settings().copying().window();
    if (window == 0 || dataset.output()) {
      return false;
    }
    byte[] answer =
        site.ranks()
            .answerOfRoot(
                () -> {
                  boolean many = index.outdated(dataset.id().orElseThrow(), window);
                  return new byte[] {(byte) (many ? 1 : 0)};
                });
    return answer[0] == 1;
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
   * @param interrupted which of them stay on their way
   */
  void rebuildFlushFile(List<DatasetDescriptor> whole, Set<Integer> interrupted) {
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
                          } else if (interrupted.contains(id)) {
                            state = state.withLocation(id, Location.FLUSHING);
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

  /** Whether this rank has something new to tell of flushes in the background. */
  boolean news() {
    return background.mineEnded();
  }

  /** Records what has arrived in the background. Collective; nothing where nothing is going. */
  void progress() {
    background.progress();
  }

  /** Whether a dataset is on its way in the background. */
  boolean busy(int id) {
    return background.has(id);
  }

  /** Waits for a dataset that is on its way, and for those before it. Collective. */
  void await(int id) {
    background.await(id);
  }

  /** What was on its way is not wanted in the prefix any more. Collective. */
  void renounce(int id) {
    Ranks.must(
        site.ranks()
            .attemptOnRoot(
                () -> flushFile.update(state -> state.withoutLocation(id, Location.FLUSHING))));
  }

  /** Waits for all that is on its way. Collective. */
  void awaitAll() {
    background.awaitAll();
  }

  /** Ends what is going on in the background; makes no call to other ranks. */
  void close() {
    background.close();
  }

  /**
   * Brings a dataset to the prefix, in the background where SCR_FLUSH_ASYNC asks for it.
   * Collective.
   *
   * @return whether the prefix has it, or will; where not, rank 0 has told why
   */
  boolean save(int id) {
    if (!site.settings().copying().inBackground()) {
      return flush(id);
    }
    return busy(id) || !needed(id) || background.start(cache.descriptor(id));
  }

  /**
   * Copies a dataset to the prefix, if that lacks it, after those that are on their way.
   * Collective.
   *
   * @return whether the prefix has it; where not, rank 0 has told why
   */
  boolean flush(int id) {
    background.awaitAll();
    if (!needed(id)) {
      return true;
    }
    DatasetDescriptor dataset = cache.descriptor(id);
    Phases.Going flushing = site.phases().begin(Phase.FLUSH, dataset.name().orElse(""));
    site.console().debug("flushing " + Names.of(dataset));
    site.journal().event("FLUSH_START", id, Optional.of(dataset));
    Copying copying = site.settings().copying();
    RankFiles[] mine = {steps.none()};
    Optional<String> failure =
        steps
            .begin(dataset, Location.SYNC_FLUSHING)
            .or(
                () ->
                    site.ranks()
                        .attemptInTurn(
                            copying.flushWidth(),
                            () ->
                                mine[0] =
                                    steps
                                        .copy(id, cache.map(id), copying.rules(), new Meter())
                                        .files()))
            .or(() -> steps.finish(dataset, mine[0]));
    steps.ended(dataset, failure, flushing.end(failure.isEmpty()), true);
    return failure.isEmpty();
  }

  /**
   * Ends the flushes that earlier runs were killed in after all files had arrived, of datasets that
   * are no longer in cache; those that the rebuild has deleted have been dealt with then.
   * Collective.
   *
   * @param cached the datasets that are
   * @return the ids of those that were on their way and are in cache
   */
  Set<Integer> takeUp(List<DatasetDescriptor> cached) {
    starting = false;
    Set<Integer> inCache = new HashSet<>();
    cached.forEach(dataset -> dataset.id().ifPresent(inCache::add));
    byte[] interrupted =
        site.ranks()
            .answerOfRoot(
                () -> {
                  ByteBuffer ids = ByteBuffer.allocate(Integer.BYTES * MOST_INTERRUPTED);
                  for (FlushState.Entry entry : arrived().interrupted()) {
                    if (!inCache.contains(entry.id())) {
                      complete(entry);
                    } else if (ids.hasRemaining()) {
                      ids.putInt(entry.id());
                    }
                  }
                  return Arrays.copyOf(ids.array(), ids.position());
                });
    Set<Integer> onTheirWay = new HashSet<>();
    for (ByteBuffer ids = ByteBuffer.wrap(interrupted); ids.hasRemaining(); ) {
      onTheirWay.add(ids.getInt());
    }
    return onTheirWay;
  }

  /**
   * Called as a dataset is about to be deleted from cache. While earlier runs' are taken over, that
   * is for want of files, which may all be in the prefix.
   */
  private void beforeDeletion(int id) {
    background.callOff(id);
    if (starting) {
      Ranks.must(
          site.ranks()
              .attemptOnRoot(
                  () -> {
                    for (FlushState.Entry entry : arrived().interrupted()) {
                      if (entry.id() == id) {
                        complete(entry);
                      }
                    }
                  }));
    }
  }

  private ArrivedFlush arrived() {
    return new ArrivedFlush(
        site.files(), site.prefix(), site.clock(), site.console()::say, LOOKED_AT_ONCE);
  }

  private void complete(FlushState.Entry entry) {
    if (entry.descriptor().isEmpty()) {
      return;
    }
    List<String> lacking;
    try {
      lacking = arrived().complete(entry.descriptor().get());
    } catch (IOException unreadable) {
      lacking = List.of(String.valueOf(unreadable.getMessage()));
    }
    site.console()
        .say(
            Names.of(entry.id(), entry.descriptor())
                + (lacking.isEmpty()
                    ? " is in the prefix: all its files had arrived when its flush was ended"
                    : " is lost: its flush was ended before all was there: " + lacking.get(0)));
  }
}
