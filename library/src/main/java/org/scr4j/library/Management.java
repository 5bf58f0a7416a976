package org.scr4j.library;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.scr4j.dataset.CacheIndex;
import org.scr4j.dataset.DatasetDescriptor;

/** What a program may do with datasets that are there already, by their names. Collective. */
final class Management {

  private static final int NONE = -1;

  private final Site site;
  private final Cache cache;
  private final PrefixIndex index;
  private final Flush flush;

  Management(Site site, Cache cache, PrefixIndex index, Flush flush) {
    this.site = site;
    this.cache = cache;
    this.index = index;
    this.flush = flush;
  }

  /**
   * Makes a checkpoint current, and deletes from cache what is newer.
   *
   * @return whether there is one of this name
   */
  boolean current(String name, Restart restart) {
    bringToPrefix(name);
    int id = ofRoot(() -> index.makeCurrent(name, site.settings().dropAfterCurrent()).orElse(NONE));
    if (id == NONE) {
      return false;
    }
    restart.forget();
    for (CacheIndex.Entry entry : cache.newestFirst()) {
      if (entry.id() > id) {
        cache.delete(entry.id());
      }
    }
    return true;
  }

  /** The index must know a checkpoint that is to be current, since the next run goes by it. */
  private void bringToPrefix(String name) {
    Optional<Integer> cached =
        called(name).stream()
            .filter(entry -> entry.descriptor().filter(Management::usable).isPresent())
            .map(CacheIndex.Entry::id)
            .findFirst();
    if (cached.isPresent() && !flush.flush(cached.get())) {
      throw new ScrException(
          "checkpoint "
              + name
              + " is in cache only and cannot be copied to the prefix: it is not made current");
    }
  }

  private static boolean usable(DatasetDescriptor dataset) {
    return dataset.checkpoint() && dataset.complete();
  }

  /** Removes a dataset from the index; whether that had it. */
  boolean drop(String name) {
    return ofRoot(() -> index.drop(name) ? 1 : NONE) != NONE;
  }

  /** Deletes a dataset everywhere; whether there was one. */
  boolean delete(String name) {
    List<CacheIndex.Entry> cached = called(name);
    cached.forEach(entry -> cache.delete(entry.id()));
    boolean inPrefix = ofRoot(() -> index.delete(name) ? 1 : NONE) != NONE;
    return inPrefix || !cached.isEmpty();
  }

  /** What the cache has of this name, newest first. */
  private List<CacheIndex.Entry> called(String name) {
    return cache.newestFirst().stream()
        .filter(
            entry ->
                entry
                    .descriptor()
                    .flatMap(DatasetDescriptor::name)
                    .filter(name::equals)
                    .isPresent())
        .toList();
  }

  private int ofRoot(Ranks.Answer<Integer> answer) {
    byte[] bytes =
        site.ranks().answerOfRoot(() -> ByteBuffer.allocate(4).putInt(answer.get()).array());
    return ByteBuffer.wrap(bytes).getInt();
  }
}
