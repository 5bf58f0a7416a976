package org.scr4j.library;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.scr4j.config.CheckpointDescriptor;
import org.scr4j.dataset.CacheIndex;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.NodesFile;
import org.scr4j.kvtree.KvTree;

/** One run of the program, from {@link Scr#init} to its end. */
final class Run implements Engine {

  private final Site site;
  private final Cache cache;
  private final PrefixIndex index;
  private final Flush flush;
  private final Halting halting;
  private final Restart restart;
  private final Pace pace;
  private final Ids ids = new Ids();

  private Optional<Output> output = Optional.empty();
  private long computing;
  private long writing;

  Run(Site site, Pace pace) {
    this.site = site;
    this.pace = pace;
    this.cache = new Cache(site);
    this.index = new PrefixIndex(site);
    this.flush = new Flush(site, cache, index);
    this.halting = new Halting(site);
    this.restart = new Restart(site, cache, index, new Fetch(site, cache, flush, index));
  }

  /** Makes directories, and takes over what earlier runs have left. Collective. */
  void begin() {
    Ranks.must(site.ranks().attemptOnRoot(this::preparePrefix));
    Ranks.must(site.ranks().attemptOnLeaders(this::prepareNode));
    halting.active();
    boolean found = new Rebuild(site, cache, index, ids).run();
    seeIndex();
    flush.rebuildFlushFile(
        cache.index().datasets().stream().flatMap(entry -> entry.descriptor().stream()).toList());
    if (found) {
      flushAfterRebuild();
    }
    if (site.settings().globalRestart()) {
      cache.purge();
    }
    site.journal().event("COMPUTE_START");
    computing = System.nanoTime();
  }

  private void preparePrefix() throws IOException {
    Files.createDirectories(site.prefix().scrDir());
    new NodesFile(site.files(), site.prefix().nodes()).write(site.ranks().nodeCount());
    site.journal().start(site.ranks().size(), Math.toIntExact(site.ranks().nodeCount()));
  }

  private void prepareNode() throws IOException {
    Folders.make(site.physical(site.settings().directories().control()));
    for (String directory : site.settings().directories().caches()) {
      Folders.make(site.physical(directory));
    }
  }

  /** Numbers go on above those that prefix and flush file know. */
  private void seeIndex() {
    int[] seen = {0, 0};
    Ranks.must(
        site.ranks()
            .attemptOnRoot(
                () -> {
                  seen[0] = index.latestId();
                  seen[1] = index.latestCheckpoint();
                  FlushState listed = new FlushFile(site.files(), site.prefix().flush()).read();
                  seen[0] = Math.max(seen[0], listed.latest().orElse(0));
                }));
    long[] all = site.ranks().sum(seen[0], seen[1]);
    ids.seen(Math.toIntExact(all[0]), Math.toIntExact(all[1]));
  }

  private void flushAfterRebuild() {
    List<CacheIndex.Entry> oldestFirst = cache.index().datasets();
    for (CacheIndex.Entry entry : oldestFirst) {
      boolean due = entry.descriptor().filter(flush::due).isPresent();
      if (site.settings().flushOnRestart() || due) {
        flush.flush(entry.id());
      }
    }
  }

  @Override
  public boolean needCheckpoint() {
    boolean due = pace.due(System.nanoTime());
    return halting.active() || site.ranks().fromRoot(due);
  }

  @Override
  public boolean shouldExit() {
    boolean exit = halting.active();
    if (exit) {
      flushNewest();
    }
    return exit;
  }

  @Override
  public void startOutput(String name, Set<Scr.Flag> flags) {
    sameEverywhere(name + "\0" + flags);
    boolean checkpoint = flags.contains(Scr.Flag.CHECKPOINT);
    if (checkpoint) {
      site.journal().event("COMPUTE_END", (System.nanoTime() - computing) / 1e9);
    }
    writing = System.nanoTime();
    restart.forget();
    DatasetDescriptor dataset = describe(name, flags);
    CheckpointDescriptor kept =
        site.settings()
            .descriptorFor(
                dataset.output(), dataset.checkpointNumber().stream().boxed().findFirst());
    int id = dataset.id().orElseThrow();
    site.journal()
        .event(checkpoint ? "CHECKPOINT_START" : "OUTPUT_START", id, Optional.of(dataset));
    makeRoom(kept, 1);
    String directory = site.settings().directories().cacheFor(kept) + "/scr.dataset." + id;
    Ranks.must(
        cache
            .create(
                new CacheIndex.Entry(
                    id, Optional.of(directory), kept.bypass(), Optional.of(dataset)))
            .or(
                () ->
                    site.ranks()
                        .attemptOnRoot(
                            () -> {
                              // Its files come to the prefix from now on.
                              if (kept.bypass()) {
                                index.begin(dataset);
                              }
                            })));
    output = Optional.of(new Output(site, cache, dataset, kept));
  }

  private DatasetDescriptor describe(String name, Set<Scr.Flag> flags) {
    int id = ids.nextDataset();
    OptionalInt number =
        flags.contains(Scr.Flag.CHECKPOINT)
            ? OptionalInt.of(ids.nextCheckpoint())
            : OptionalInt.empty();
    String called = name.isEmpty() ? "scr.dataset." + id : name;
    Optional<KvTree> made =
        site.ranks()
            .treeOfRoot(
                () ->
                    Optional.of(
                        DatasetDescriptor.create(
                                id,
                                called,
                                number,
                                flags.contains(Scr.Flag.OUTPUT),
                                micros(),
                                site.settings().origin())
                            .tree()));
    return DatasetDescriptor.of(made.orElseThrow());
  }

  private long micros() {
    Instant now = site.clock().instant();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  private void sameEverywhere(String mine) {
    byte[] root = site.ranks().broadcast(0, mine.getBytes(StandardCharsets.UTF_8));
    boolean same = new String(root, StandardCharsets.UTF_8).equals(mine);
    if (!site.ranks().allTrue(same)) {
      throw new IllegalArgumentException(
          "startOutput got different names or flags on different ranks: give the same on all");
    }
  }

  /** Deletes the oldest datasets, but neither the newest checkpoint nor what the prefix lacks. */
  private void makeRoom(CheckpointDescriptor kept, int wanted) {
    String parent = site.settings().directories().cacheFor(kept) + "/";
    List<CacheIndex.Entry> there =
        cache.index().datasets().stream()
            .filter(entry -> entry.directory().filter(dir -> dir.startsWith(parent)).isPresent())
            .toList();
    int over = there.size() + wanted - Math.max(1, site.settings().capacity(kept));
    int newest = newestId();
    for (CacheIndex.Entry entry : there) {
      if (over <= 0) {
        return;
      }
      boolean lastGood = entry.id() == newest && flush.needed(entry.id());
      boolean unsaved =
          entry.descriptor().filter(DatasetDescriptor::output).isPresent()
              && flush.needed(entry.id());
      if (!lastGood && !unsaved) {
        cache.delete(entry.id());
        over--;
      }
    }
  }

  private int newestId() {
    return cache.newestCheckpoint().map(one -> one.id().orElse(-1)).orElse(-1);
  }

  @Override
  public Path routeOutput(String file) {
    return output.orElseThrow().route(file);
  }

  @Override
  public boolean completeOutput(boolean valid) {
    Output done = output.orElseThrow();
    output = Optional.empty();
    int id = done.id();
    long written = System.nanoTime();
    Optional<String> failure = done.complete(valid);
    failure = failure.or(() -> flush.enter(cache.descriptor(id)));
    boolean good = failure.isEmpty();
    if (good) {
      good = settle(done, written);
    } else {
      site.console()
          .say(Names.of(done.descriptor()) + " is not good and is dropped: " + failure.get());
      cache.delete(id);
    }
    site.ranks().barrier();
    if (done.descriptor().checkpoint()) {
      computing = System.nanoTime();
      site.journal().event("COMPUTE_START");
    }
    return good;
  }

  /** What follows once a dataset is in cache and recorded. */
  private boolean settle(Output done, long written) {
    DatasetDescriptor dataset = cache.descriptor(done.id());
    log(done, dataset, written);
    if (dataset.checkpoint()) {
      pace.taken(writing, System.nanoTime());
      halting.checkpointTaken();
    }
    boolean saved = true;
    if (flush.due(dataset) || done.kept().bypass()) {
      saved = flush.flush(done.id());
    }
    makeRoom(done.kept(), 0);
    return saved || !(dataset.output() || done.kept().bypass());
  }

  private void log(Output done, DatasetDescriptor dataset, long written) {
    Journal journal = site.journal();
    long now = System.nanoTime();
    double all = (now - writing) / 1e9;
    String from = done.kept().store();
    String to = cache.directory(done.id());
    String kind = dataset.checkpoint() ? "CHECKPOINT" : "OUTPUT";
    journal.transfer("WRITE", from, to, dataset, (written - writing) / 1e9);
    journal.transfer("ENCODE", from, to, dataset, (now - written) / 1e9);
    journal.event(kind + "_END", done.id(), Optional.of(dataset), all);
    journal.transfer(kind, from, to, dataset, all);
  }

  @Override
  public Optional<String> haveRestart() {
    return restart.offer();
  }

  @Override
  public String startRestart() {
    return restart.start();
  }

  @Override
  public Path routeRestart(String file) {
    return restart.route(file);
  }

  @Override
  public boolean completeRestart(boolean valid) {
    return restart.complete(valid);
  }

  @Override
  public void finish() {
    site.ranks().barrier();
    site.journal().event("COMPUTE_END", (System.nanoTime() - computing) / 1e9);
    flushNewest();
    halting.finished();
    site.ranks().barrier();
  }

  /** The newest checkpoint, unless SCR_FLUSH=0, and output that an earlier flush has left. */
  private void flushNewest() {
    int newest = newestId();
    for (CacheIndex.Entry entry : cache.index().datasets()) {
      boolean isOutput = entry.descriptor().filter(DatasetDescriptor::output).isPresent();
      if (isOutput || (entry.id() == newest && site.settings().flush() > 0)) {
        flush.flush(entry.id());
      }
    }
  }
}
