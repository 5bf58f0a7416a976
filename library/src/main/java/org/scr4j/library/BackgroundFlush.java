package org.scr4j.library;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FileMap;
import org.scr4j.dataset.FlushState.Location;
import org.scr4j.dataset.RankFiles;
import org.scr4j.dataset.Throttle;

/**
 * Flushes that go on while the program computes. A thread of each rank copies its files, one
 * dataset after the other; the ranks look at each other's progress in the calls that the program
 * makes anyway, and record in the order of the datasets what has arrived everywhere.
 */
final class BackgroundFlush {

  /** One dataset on its way. */
  private record Going(DatasetDescriptor dataset, Phases.Going phase, BackgroundCopy copy) {
    int id() {
      return dataset.id().orElseThrow();
    }
  }

  private final Site site;
  private final Cache cache;
  private final FlushSteps steps;
  private final List<Going> going = new ArrayList<>();
  private Optional<ExecutorService> thread = Optional.empty();

  BackgroundFlush(Site site, Cache cache, FlushSteps steps) {
    this.site = site;
    this.cache = cache;
    this.steps = steps;
  }

  /** Whether any dataset is on its way; the same on all ranks. */
  boolean any() {
    return !going.isEmpty();
  }

  /** Whether this dataset is on its way; the same on all ranks. */
  boolean has(int id) {
    return going.stream().anyMatch(one -> one.id() == id);
  }

  /** Whether this rank has copied its part of the oldest one; not the same on all ranks. */
  boolean mineEnded() {
    return any() && going.get(0).copy().ended();
  }

  /** Begins to copy a dataset. Collective; says whether it has begun. */
  boolean start(DatasetDescriptor dataset) {
    int id = dataset.id().orElseThrow();
    Phases.Going phase = site.phases().begin(Phase.FLUSH, dataset.name().orElse(""));
    site.console().debug("flushing " + Names.of(dataset) + " in the background");
    site.journal().event("ASYNC_FLUSH_START", id, Optional.of(dataset));
    FileMap[] map = {FileMap.EMPTY};
    Optional<String> failure =
        steps
            .begin(dataset, Location.FLUSHING)
            .or(
                () ->
                    site.ranks()
                        .attempt(
                            () -> {
                              map[0] = cache.map(id);
                              steps.record(dataset, map[0]);
                            }));
    if (failure.isPresent()) {
      steps.ended(dataset, failure, phase.end(false), false);
      return false;
    }
    going.add(new Going(dataset, phase, copy(dataset, map[0])));
    return true;
  }

  private BackgroundCopy copy(DatasetDescriptor dataset, FileMap map) {
    Copying copying = site.settings().copying();
    double share = copying.share(map.bytes(), dataset.bytes().orElse(0));
    Throttle throttle = new Throttle(share, copying.percent(), System::nanoTime);
    return new BackgroundCopy(
        thread(),
        throttle,
        () ->
            steps.copyInBackground(
                dataset.id().orElseThrow(), map, copying.rules(share), throttle));
  }

  private ExecutorService thread() {
    if (thread.isEmpty()) {
      thread =
          Optional.of(
              Executors.newSingleThreadExecutor(
                  work -> {
                    Thread made = new Thread(work, "scr-flush-" + site.ranks().rank());
                    made.setDaemon(true);
                    return made;
                  }));
    }
    return thread.get();
  }

  /** Records what has arrived on all ranks. Collective; makes no call where nothing is going. */
  void progress() {
    while (any() && site.ranks().allTrue(mineEnded())) {
      complete();
    }
  }

  /** Waits for a dataset, and for those before it. Collective. */
  void await(int id) {
    if (has(id)) {
      site.console().debug("waiting until dataset " + id + " is in the prefix");
      for (Going one : going) {
        one.copy().hurry();
        if (one.id() == id) {
          break;
        }
      }
      while (has(id)) {
        complete();
      }
    }
  }

  /** Waits for all. Collective. */
  void awaitAll() {
    if (any()) {
      await(going.get(going.size() - 1).id());
    }
  }

  /** The oldest one; waits for it. */
  private void complete() {
    Going first = going.get(0);
    RankFiles[] mine = {steps.none()};
    Optional<String> failure =
        site.ranks()
            .attempt(() -> mine[0] = first.copy().result().files())
            .or(() -> steps.finish(first.dataset(), mine[0]));
    going.remove(0);
    steps.ended(first.dataset(), failure, first.phase().end(failure.isEmpty()), false);
  }

  /** Calls the copy of a dataset off that is to be deleted. Collective. */
  void callOff(int id) {
    for (Iterator<Going> all = going.iterator(); all.hasNext(); ) {
      Going one = all.next();
      if (one.id() == id) {
        all.remove();
        one.copy().stop();
        steps.calledOff(one.dataset(), one.phase().end(false));
        return;
      }
    }
  }

  /** Ends all threads; makes no call to other ranks. */
  void close() {
    going.forEach(one -> one.copy().stop());
    thread.ifPresent(ExecutorService::shutdownNow);
  }
}
