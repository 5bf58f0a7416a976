package org.scr4j.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.scr4j.dataset.CacheIndex;
import org.scr4j.dataset.CacheLayout;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.DatasetException;
import org.scr4j.dataset.FileMap;
import org.scr4j.dataset.PrefixPaths;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.KvTreeCodec;

/**
 * Takes over what earlier runs of the job have left in the caches of the nodes that this run has.
 *
 * <p>All nodes agree on which datasets there are; what a node holds of a dataset that the others do
 * not know by the same time of creation is left from before it was out of the job, and is deleted.
 * A dataset that every rank can have back, and that is as it was written, stays; the others go, and
 * rank 0 says why.
 */
final class Rebuild {

  private final Site site;
  private final Cache cache;
  private final PrefixIndex index;
  private final Ids ids;

  Rebuild(Site site, Cache cache, PrefixIndex index, Ids ids) {
    this.site = site;
    this.cache = cache;
    this.index = index;
    this.ids = ids;
  }

  /** Leaves in cache what can be used; says whether there is a checkpoint among it. Collective. */
  boolean run() {
    long begin = System.nanoTime();
    boolean any = agree();
    if (site.settings().purge() || !site.settings().distribute()) {
      cache.purge();
      return false;
    }
    Set<Integer> lostOutput = new HashSet<>();
    for (CacheIndex.Entry entry : cache.newestFirst()) {
      recover(entry, lostOutput);
    }
    dropUnusable(lostOutput);
    boolean found = cache.newestCheckpoint().isPresent();
    if (any) {
      double seconds = (System.nanoTime() - begin) / 1e9;
      site.journal().event(found ? "RESTART_SUCCESS" : "RESTART_FAIL", seconds);
    }
    if (!found) {
      cache.purge();
    }
    return found;
  }

  /** Brings all nodes to one index, which holds every dataset that any of them knows. */
  private boolean agree() {
    CacheIndex[] own = {CacheIndex.EMPTY};
    Ranks.must(site.ranks().attemptOnLeaders(() -> own[0] = read()));
    byte[] mine = site.ranks().isLeader() ? KvTreeCodec.toFile(own[0].tree()) : new byte[0];
    List<byte[]> all = site.ranks().gather(mine);
    byte[] merged = site.ranks().answerOfRoot(() -> KvTreeCodec.toFile(merge(all).tree()));
    CacheIndex common = CacheIndex.of(Ranks.tree(merged));
    for (CacheIndex.Entry entry : common.datasets()) {
      ids.seen(
          entry.id(), entry.descriptor().map(one -> one.checkpointNumber().orElse(0)).orElse(0));
    }
    Ranks.must(site.ranks().attemptOnLeaders(() -> dropStale(own[0], common)));
    Ranks.must(cache.replace(common));
    return !common.datasets().isEmpty();
  }

  private CacheIndex read() throws IOException {
    Path file = cache.indexFile();
    try {
      return CacheIndex.read(site.files(), file).orElse(CacheIndex.EMPTY);
    } catch (CorruptTreeException damaged) {
      Path aside = site.files().moveAside(file);
      site.console()
          .warn(damaged.getMessage() + "; kept as " + aside + ", the cache of this node is lost");
      return CacheIndex.EMPTY;
    }
  }

  private static CacheIndex merge(List<byte[]> all) {
    Map<Integer, CacheIndex.Entry> best = new TreeMap<>();
    Optional<String> current = Optional.empty();
    for (byte[] bytes : all) {
      CacheIndex one = bytes.length == 0 ? CacheIndex.EMPTY : CacheIndex.of(Ranks.tree(bytes));
      current = current.or(one::current);
      for (CacheIndex.Entry entry : one.datasets()) {
        best.merge(entry.id(), entry, (a, b) -> better(b, a) ? b : a);
      }
    }
    CacheIndex merged = CacheIndex.EMPTY;
    for (CacheIndex.Entry entry : best.values()) {
      merged = merged.with(entry);
    }
    return current.isPresent() ? merged.withCurrent(current.get()) : merged;
  }

  private static boolean better(CacheIndex.Entry a, CacheIndex.Entry b) {
    long created = created(a) - created(b);
    return created > 0 || (created == 0 && complete(a) && !complete(b));
  }

  private static long created(CacheIndex.Entry entry) {
    return entry.descriptor().map(one -> one.createdMicros().orElse(-1)).orElse(-1L);
  }

  private static boolean complete(CacheIndex.Entry entry) {
    return entry.descriptor().map(DatasetDescriptor::complete).orElse(false);
  }

  /** Deletes what this node has under the number of a dataset without being part of it. */
  private void dropStale(CacheIndex own, CacheIndex common) throws IOException {
    for (CacheIndex.Entry entry : common.datasets()) {
      Optional<CacheIndex.Entry> mine = own.dataset(entry.id());
      boolean part = mine.isPresent() && created(mine.get()) == created(entry);
      if (!part && mine.isPresent()) {
        deleteIfOurs(entry.id(), mine.get());
      }
      if (!part) {
        deleteIfOurs(entry.id(), entry);
      }
      if (ours(entry)) {
        Path hidden = site.physical(CacheLayout.hiddenDir(entry.directory().orElseThrow()));
        Folders.make(hidden);
      }
    }
  }

  private void deleteIfOurs(int id, CacheIndex.Entry entry) throws IOException {
    if (ours(entry)) {
      Path directory = site.physical(entry.directory().orElseThrow());
      if (Files.exists(directory)) {
        site.console().debug("deleting what is left of an older dataset " + id);
        Folders.delete(directory);
      }
    }
  }

  /** Whether the directory is one that this run would make itself. */
  private boolean ours(CacheIndex.Entry entry) {
    return entry.directory().isPresent()
        && site.settings().directories().caches().stream()
            .map(cacheDir -> cacheDir + "/scr.dataset." + entry.id())
            .anyMatch(entry.directory().get()::equals);
  }

  private void recover(CacheIndex.Entry entry, Set<Integer> lostOutput) {
    int id = entry.id();
    site.journal().event("REBUILD_START", id, entry.descriptor());
    Phases.Going rebuilding =
        site.phases()
            .begin(Phase.REBUILD, entry.descriptor().flatMap(DatasetDescriptor::name).orElse(""));
    Optional<String> lost = obstacle(entry);
    if (lost.isEmpty()) {
      lost = cache.recover(id).or(() -> site.ranks().attempt(() -> verify(id)));
    }
    double seconds = rebuilding.end(lost.isEmpty());
    String type = lost.isEmpty() ? "REBUILD_SUCCESS" : "REBUILD_FAIL";
    site.journal().event(type, id, entry.descriptor(), seconds);
    if (lost.isEmpty()) {
      site.console().debug(Names.of(id, entry.descriptor()) + " is in cache");
      return;
    }
    site.console().say(Names.of(id, entry.descriptor()) + " cannot be rebuilt: " + lost.get());
    // Of a dataset without a descriptor nobody knows that it was no output.
    boolean output = entry.descriptor().map(DatasetDescriptor::output).orElse(true);
    boolean finished = complete(entry);
    if (output && finished && !held(entry)) {
      lostOutput.add(id);
    }
    cache.delete(id);
  }

  private boolean held(CacheIndex.Entry entry) {
    byte[] answer =
        site.ranks()
            .answerOfRoot(
                () -> {
                  Optional<DatasetDescriptor> known = entry.descriptor();
                  boolean held = known.isPresent() && index.holds(known.get());
                  return new byte[] {(byte) (held ? 1 : 0)};
                });
    return answer[0] == 1;
  }

  private Optional<String> obstacle(CacheIndex.Entry entry) {
    if (entry.descriptor().isEmpty() || entry.directory().isEmpty()) {
      return Optional.of("the cache index does not say what it is");
    }
    if (!ours(entry)) {
      return Optional.of(entry.directory().get() + " is not in a cache directory of this run");
    }
    return complete(entry)
        ? Optional.empty()
        : Optional.of("it was being written when the last run ended");
  }

  private void verify(int id) throws IOException {
    FileMap map = cache.map(id);
    PrefixPaths paths = new PrefixPaths(site.prefix());
    for (FileMap.Entry file : map.files()) {
      int wrote = file.meta().ranks().orElse(site.ranks().size());
      if (wrote != site.ranks().size()) {
        throw new IOException(
            "it is of " + wrote + " ranks, and this run has " + site.ranks().size());
      }
      try {
        paths.of(file.meta());
      } catch (DatasetException elsewhere) {
        throw new IOException("it belongs to another prefix: " + elsewhere.getMessage(), elsewhere);
      }
    }
    CachedFiles.check(cache, id, map);
  }

  /**
   * What follows a lost output would not be written again by a restart from a later checkpoint; and
   * what follows the checkpoint to restart from will be.
   */
  private void dropUnusable(Set<Integer> lostOutput) {
    int limit = lostOutput.stream().min(Integer::compare).orElse(Integer.MAX_VALUE);
    List<CacheIndex.Entry> dropped = new ArrayList<>();
    boolean checkpoint = false;
    for (CacheIndex.Entry entry : cache.newestFirst()) {
      boolean restartable = entry.descriptor().filter(DatasetDescriptor::checkpoint).isPresent();
      checkpoint |= restartable && entry.id() < limit;
      if (!checkpoint) {
        dropped.add(entry);
      }
    }
    if (checkpoint) {
      dropped.forEach(entry -> cache.delete(entry.id()));
    }
  }
}
