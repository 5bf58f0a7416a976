package org.scr4j.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.DatasetException;
import org.scr4j.dataset.FileMap;
import org.scr4j.dataset.PrefixPaths;

/** Which checkpoint the program restarts from, and where its files are. */
final class Restart {

  private final Site site;
  private final Cache cache;
  private final PrefixIndex index;
  private final Fetch fetch;
  private final PrefixPaths paths;
  private Optional<DatasetDescriptor> offered = Optional.empty();
  private FileMap files = FileMap.EMPTY;
  private Optional<Phases.Going> reading = Optional.empty();

  Restart(Site site, Cache cache, PrefixIndex index, Fetch fetch) {
    this.site = site;
    this.cache = cache;
    this.index = index;
    this.fetch = fetch;
    this.paths = new PrefixPaths(site.prefix());
  }

  /**
   * The name of the newest checkpoint that can be had: in cache, or, where the prefix has a newer
   * one that is current, fetched from there. Collective.
   */
  Optional<String> offer() {
    if (offered.isEmpty()) {
      Optional<DatasetDescriptor> cached = cache.newestCheckpoint();
      if (site.settings().fetch()) {
        if (cached.isEmpty()) {
          chooseCurrent();
        }
        int floor = cached.map(one -> one.id().orElse(-1)).orElse(-1);
        offered = fetch.newest(floor);
      }
      offered = offered.or(() -> cached);
    } else {
      site.ranks().barrier();
    }
    return name();
  }

  /** SCR_CURRENT, once in the life of the nodes' control directories. */
  private void chooseCurrent() {
    Optional<String> asked = site.settings().current();
    if (asked.isEmpty() || cache.index().current().isPresent()) {
      return;
    }
    Ranks.must(
        site.ranks()
            .attemptOnRoot(
                () -> {
                  if (!index.makeCurrent(asked.get())) {
                    site.console()
                        .say(
                            "SCR_CURRENT="
                                + asked.get()
                                + " is no checkpoint in the index: scr_index --list shows those");
                  }
                })
            .or(() -> cache.replace(cache.index().withCurrent(asked.get()))));
  }

  private Optional<String> name() {
    return offered.map(one -> one.name().orElse("scr.dataset." + one.id().orElse(0)));
  }

  /** The program goes on without the checkpoint that was offered. */
  void forget() {
    offered = Optional.empty();
  }

  /** Begins to read the checkpoint that was offered. Collective. */
  String start() {
    int id =
        offered
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "startRestart without a checkpoint: ask haveRestart first"))
            .id()
            .orElseThrow();
    FileMap[] map = {FileMap.EMPTY};
    Ranks.must(site.ranks().attempt(() -> map[0] = cache.map(id)));
    files = map[0];
    reading = Optional.of(site.phases().begin(Phase.RESTART, name().orElseThrow()));
    return name().orElseThrow();
  }

  /** Where this rank's {@code file} is. */
  Path route(String file) {
    int id = offered.orElseThrow().id().orElseThrow();
    Path wanted = InPrefix.of(site.prefix(), file);
    List<FileMap.Entry> matching =
        files.files().stream().filter(entry -> place(entry).equals(Optional.of(wanted))).toList();
    if (matching.isEmpty()) {
      // As with LLNL's library, the bare name will do where it is the name of one file only.
      matching =
          files.files().stream()
              .filter(
                  entry -> entry.meta().name().equals(Optional.of(wanted.getFileName().toString())))
              .toList();
    }
    if (matching.size() != 1) {
      throw new ScrException(
          "rank "
              + site.ranks().rank()
              + " has no file "
              + file
              + " in "
              + Names.of(offered.orElseThrow())
              + "; it has "
              + files.files().stream().map(entry -> entry.meta().toString()).toList());
    }
    Path found = cache.locate(id, matching.get(0).path());
    if (!Files.isReadable(found)) {
      throw new ScrException(
          found + " cannot be read: end the restart with completeRestart(false)");
    }
    return found;
  }

  private Optional<Path> place(FileMap.Entry entry) {
    try {
      return Optional.of(paths.of(entry.meta()));
    } catch (DatasetException elsewhere) {
      return Optional.empty();
    }
  }

  /**
   * Ends the restart. Collective.
   *
   * @return whether all ranks have what they need; where not, the checkpoint is gone
   */
  boolean complete(boolean valid) {
    DatasetDescriptor read = offered.orElseThrow();
    offered = Optional.empty();
    files = FileMap.EMPTY;
    reading.orElseThrow().end(valid);
    Optional<String> failure =
        site.ranks()
            .attempt(
                () -> {
                  if (!valid) {
                    throw new IOException("the program could not read its part");
                  }
                });
    if (failure.isEmpty()) {
      return true;
    }
    site.console().say(Names.of(read) + " is dropped: " + failure.get());
    Ranks.must(site.ranks().attemptOnRoot(() -> index.failed(read)));
    cache.delete(read.id().orElseThrow());
    return false;
  }
}
