package org.scr4j.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.scr4j.config.CheckpointDescriptor;
import org.scr4j.config.ProgramSettings;
import org.scr4j.dataset.CacheIndex;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.NodesFile;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/** One run of the program, from {@link Scr#init} to its end. */
final class Run implements Engine {

  private static final int DUE = 1;
  private static final int NEWS = 2;

  private final Site site;
  private final Cache cache;
  private final PrefixIndex index;
  private final Flush flush;
  private final Halting halting;
  private final Restart restart;
  private final Management management;
  private final Pace pace;
  private final Ids ids = new Ids();

  private Optional<Output> output = Optional.empty();
  private Optional<Phases.Going> phase = Optional.empty();
  private boolean exits;
  private long computing;
  private long writing;

  Run(Site site, Pace pace) {
    this.site = site;
    this.pace = pace;
    this.cache = new Cache(site);
    this.index = new PrefixIndex(site);
    this.flush = new Flush(site, cache, index);
    this.halting = new Halting(site);
    this.management = new Management(site, cache, index, flush);
    this.restart = new Restart(site, cache, index, new Fetch(site, cache, flush, index));
  }

  /** Makes directories, and takes over what earlier runs have left. Collective. */
  void begin(ProgramSettings program) {
    Ranks.must(site.ranks().attemptOnRoot(() -> preparePrefix(program)));
    Ranks.must(site.ranks().attemptOnLeaders(this::prepareNode));
    halting.active();
    preparePrefixIndex();
    boolean found = new Rebuild(site, cache, index, ids).run();
    List<DatasetDescriptor> cached =
        cache.index().datasets().stream().flatMap(entry -> entry.descriptor().stream()).toList();
    Set<Integer> interrupted = flush.takeUp(cached);
    seeIndex();
    flush.rebuildFlushFile(cached, interrupted);
    if (found) {
      flushAfterRebuild(interrupted);
    }
    if (site.settings().globalRestart()) {
      cache.purge();
    }
    site.journal().event("COMPUTE_START");
    exits = exitWhereAsked();
    computing = System.nanoTime();
  }

  /** With SCR_HALT_EXIT, what has to be done before the process may end: all is in the prefix. */
  private boolean exitWhereAsked() {
    return site.settings().haltExit() && shouldExit();
  }

  @Override
  public boolean exits() {
    return exits;
  }

  private void preparePrefix(ProgramSettings program) throws IOException {
    Files.createDirectories(site.prefix().scrDir());
    if (!program.isEmpty()) {
      leave(program);
    }
    new NodesFile(site.files(), site.prefix().nodes()).write(site.ranks().nodeCount());
    site.journal().start(site.ranks().size(), Math.toIntExact(site.ranks().nodeCount()));
  }

  /** For the commands, which read it whole or not at all. */
  private void leave(ProgramSettings program) throws IOException {
    Path fresh = site.prefix().scrDir().resolve("app.conf.new");
    Files.writeString(
        fresh,
        program.text(),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(fresh, site.prefix().appConf(), StandardCopyOption.ATOMIC_MOVE);
    StateFiles.syncDirectory(site.prefix().scrDir());
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

  /** Ends deletions that were killed, and deletes everything where that is asked for. */
  private void preparePrefixIndex() {
    Optional<String> failure =
        site.ranks()
            .attemptOnRoot(
                () -> {
                  index.resumeDeletions();
                  if (site.settings().copying().purgePrefix()) {
                    for (String name : index.all()) {
                      site.console().debug("deleting " + name + " from the prefix");
                      index.delete(name);
                    }
                  }
                });
    failure.ifPresent(why -> site.console().say("not all can be deleted from the prefix: " + why));
  }

  /** What a program reads by itself has to be in the prefix before it goes on. */
  private void flushAfterRebuild(Set<Integer> interrupted) {
    List<CacheIndex.Entry> oldestFirst = cache.index().datasets();
    for (CacheIndex.Entry entry : oldestFirst) {
      if (site.settings().flushOnRestart()) {
        flush.flush(entry.id());
      } else if (interrupted.contains(entry.id())
          || entry.descriptor().filter(flush::due).isPresent()) {
        if (flush.outdated(cache.descriptor(entry.id()))) {
          flush.renounce(entry.id());
        } else {
          flush.save(entry.id());
        }
      }
    }
  }

  @Override
  public boolean needCheckpoint() {
    boolean due = pace.due(System.nanoTime());
    boolean halt = halting.active();
    // One message for both, so that looking costs nothing while rank 0 still copies.
    byte[] said = {(byte) ((due ? DUE : 0) | (flush.news() ? NEWS : 0))};
    int root = site.ranks().broadcast(0, said)[0];
    if ((root & NEWS) != 0) {
      flush.progress();
    }
    return halt || (root & DUE) != 0;
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
    boolean checkpoint = flags.contains(Scr.Flag.CHECKPOINT);
    if (checkpoint) {
      site.journal().event("COMPUTE_END", (System.nanoTime() - computing) / 1e9);
    }
    writing = System.nanoTime();
    flush.progress();
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
    phase = Optional.of(site.phases().begin(Phase.WRITE, dataset.name().orElse("")));
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

  /** Deletes the oldest datasets, but neither the newest checkpoint nor what the prefix lacks. */
  private void makeRoom(CheckpointDescriptor kept, int wanted) {
    String parent = site.settings().directories().cacheFor(kept) + "/";
    List<CacheIndex.Entry> there =
        cache.index().datasets().stream()
            .filter(entry -> entry.directory().filter(dir -> dir.startsWith(parent)).isPresent())
            .toList();
    int over = there.size() + wanted - Math.max(1, site.settings().capacity(kept));
    List<CacheIndex.Entry> onTheirWay = new ArrayList<>();
    for (CacheIndex.Entry entry : there) {
      if (over > 0 && flush.busy(entry.id())) {
        onTheirWay.add(entry);
      } else if (over > 0 && dispensable(entry)) {
        cache.delete(entry.id());
        over--;
      }
    }
    for (CacheIndex.Entry entry : onTheirWay) {
      // Room for the next one is made now; what is there already may stay a while.
      if (over > 0 && wanted > 0) {
        flush.await(entry.id());
        if (dispensable(entry)) {
          cache.delete(entry.id());
          over--;
        }
      }
    }
  }

  private boolean dispensable(CacheIndex.Entry entry) {
    boolean newest = entry.id() == newestId();
    boolean output = entry.descriptor().filter(DatasetDescriptor::output).isPresent();
    return !((newest || output) && flush.needed(entry.id()));
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
    phase.orElseThrow().end(valid);
    String name = done.descriptor().name().orElse("");
    Phases.Going encoding = site.phases().begin(Phase.ENCODE, name);
    long written = System.nanoTime();
    Optional<String> failure = done.complete(valid);
    encoding.end(failure.isEmpty());
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
    exits |= good && done.descriptor().checkpoint() && exitWhereAsked();
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
    if (done.kept().bypass()) {
      saved = flush.flush(done.id());
    } else if (flush.due(dataset)) {
      saved = flush.save(done.id());
    }
    flush.progress();
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
  public boolean current(String name) {
    return management.current(name, restart);
  }

  @Override
  public boolean drop(String name) {
    return management.drop(name);
  }

  @Override
  public boolean delete(String name) {
    restart.forget();
    return management.delete(name);
  }

  @Override
  public void close() {
    flush.close();
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
    flush.awaitAll();
    int newest = newestId();
    for (CacheIndex.Entry entry : cache.index().datasets()) {
      boolean isOutput = entry.descriptor().filter(DatasetDescriptor::output).isPresent();
      if (isOutput || (entry.id() == newest && site.settings().flush() > 0)) {
        flush.flush(entry.id());
      }
    }
  }
}
