package org.scr4j.library;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.config.CheckpointDescriptor;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FileMap;
import org.scr4j.dataset.FileMeta;
import org.scr4j.dataset.FileStat;
import org.scr4j.kvtree.StateFiles;

/** A dataset that is being written, as this rank sees it. */
final class Output {

  /** Where a file of the program goes. */
  private record Routed(String recorded, Path target, Path wanted, String asked) {}

  private final Site site;
  private final Cache cache;
  private final DatasetDescriptor descriptor;
  private final CheckpointDescriptor kept;
  private final int id;
  private final boolean bypass;
  private final Map<String, Routed> routes = new LinkedHashMap<>();

  /** A dataset that is entered in {@code cache} already, and kept as {@code kept} says. */
  Output(Site site, Cache cache, DatasetDescriptor descriptor, CheckpointDescriptor kept) {
    this.site = site;
    this.cache = cache;
    this.descriptor = descriptor;
    this.kept = kept;
    this.id = descriptor.id().orElseThrow();
    this.bypass = kept.bypass();
  }

  int id() {
    return id;
  }

  DatasetDescriptor descriptor() {
    return descriptor;
  }

  CheckpointDescriptor kept() {
    return kept;
  }

  /** Where to write {@code file}, which is registered thereby. */
  Path route(String file) {
    Path wanted = InPrefix.of(site.prefix(), file);
    Routed routed = bypass ? toPrefix(file, wanted) : toCache(file, wanted);
    Routed earlier = routes.putIfAbsent(routed.recorded(), routed);
    if (earlier != null && !earlier.wanted().equals(wanted)) {
      throw new ScrException(
          "files "
              + earlier.asked()
              + " and "
              + file
              + " of one rank have the same name in cache: give them different names");
    }
    return routed.target();
  }

  private Routed toCache(String file, Path wanted) {
    String logical = cache.directory(id) + "/" + wanted.getFileName();
    return new Routed(logical, site.physical(logical), wanted, file);
  }

  private Routed toPrefix(String file, Path wanted) {
    try {
      Files.createDirectories(wanted.getParent());
    } catch (IOException failure) {
      throw new ScrException("cannot make the directory of " + wanted + ": " + failure, failure);
    }
    return new Routed(wanted.toString(), wanted, wanted, file);
  }

  /**
   * Records and protects what was written. Collective.
   *
   * @return why the dataset is not good; empty where it is
   */
  Optional<String> complete(boolean valid) {
    FileMap[] map = {FileMap.EMPTY};
    Optional<String> failure =
        site.ranks()
            .attempt(
                () -> {
                  if (!valid) {
                    throw new IOException("the program says that its part is not valid");
                  }
                  map[0] = record();
                });
    failure = failure.or(this::clash);
    if (failure.isEmpty() && bypass) {
      map[0] = withoutShared(map[0]);
    }
    FileMap mine = map[0];
    long[] total = site.ranks().sum(mine.files().size(), mine.bytes());
    return failure
        .or(() -> site.ranks().attempt(() -> cache.writeMap(id, mine)))
        .or(() -> protect(mine))
        .or(() -> cache.describe(id, descriptor.written(total[0], total[1], true)));
  }

  private Optional<String> protect(FileMap map) {
    String group = site.protection().failureGroup(kept, site.ranks().node());
    return cache.protect(id, site.protection().scheme(kept), group, map);
  }

  private FileMap record() throws IOException {
    FileMap map = FileMap.EMPTY;
    for (Routed routed : routes.values()) {
      if (!Files.isRegularFile(routed.target()) || !Files.isReadable(routed.target())) {
        throw new IOException(routed.target() + ": was asked for and not written");
      }
      if (bypass) {
        makeLast(routed.target());
      }
      FileMeta meta =
          FileMeta.create(
              site.ranks().size(),
              routed.asked(),
              InPrefix.recorded(site.prefix(), routed.wanted().getParent()),
              routed.wanted().getFileName().toString(),
              FileStat.of(routed.target()),
              true);
      map =
          map.with(
              routed.recorded(),
              site.settings().crcOnCopy() ? meta.withCrc(CachedFiles.crc(routed.target())) : meta);
    }
    return map;
  }

  /** What is in the prefix already will be recorded as being there. */
  private static void makeLast(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    StateFiles.syncDirectory(file.getParent());
  }

  /** Two ranks of one node that wrote the same cache file have overwritten each other's. */
  private Optional<String> clash() {
    if (bypass) {
      return Optional.empty();
    }
    List<byte[]> all = site.ranks().gather(names());
    return site.ranks()
        .attemptOnRoot(
            () -> {
              Map<String, Integer> owners = new HashMap<>();
              for (int rank = 0; rank < all.size(); rank++) {
                for (String name : unpack(all.get(rank))) {
                  Integer other = owners.putIfAbsent(name, rank);
                  if (other != null) {
                    throw new IOException(
                        "ranks "
                            + other
                            + " and "
                            + rank
                            + " have both written "
                            + name.substring(name.indexOf('\0') + 1)
                            + " into the cache of one node: put the rank into the file's name");
                  }
                }
              }
            });
  }

  /** A file that several ranks write in place belongs to the lowest of them. */
  private FileMap withoutShared(FileMap map) {
    List<byte[]> all = site.ranks().allGather(names());
    Map<String, Integer> owners = new HashMap<>();
    for (int rank = 0; rank < all.size(); rank++) {
      for (String name : unpack(all.get(rank))) {
        owners.putIfAbsent(name, rank);
      }
    }
    FileMap mine = map;
    for (FileMap.Entry entry : map.files()) {
      if (owners.get("\0" + entry.path()) != site.ranks().rank()) {
        mine = mine.without(entry.path());
      }
    }
    return mine;
  }

  /**
   * What must be this rank's alone: node and cache path, or just the path in the prefix. Names with
   * control characters have been refused before.
   */
  private byte[] names() {
    String where = bypass ? "" : site.ranks().node();
    List<String> names = routes.keySet().stream().map(path -> where + "\0" + path).toList();
    return String.join("\n", names).getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> unpack(byte[] names) {
    List<String> found = new ArrayList<>();
    for (String name : new String(names, StandardCharsets.UTF_8).split("\n")) {
      if (!name.isEmpty()) {
        found.add(name);
      }
    }
    return found;
  }
}
