package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * Copies what one node has of a dataset from its cache to the prefix, as LLNL's {@code scr_copy}:
 * application files to their places, redundancy files and file maps to {@code .scr/scr.dataset.N/}.
 * Runs on the node. May be run again: files that are there already, with right size and CRC-32, are
 * not copied, and what a run that was killed left half done is removed.
 *
 * <p>File maps are copied last, so that a map in the prefix never tells of files whose copying has
 * not been tried. They keep their bytes, since redundancy files are computed from them: a CRC-32
 * that the map does not record is in the report only.
 *
 * <p>Symbolic links in the cache are not followed. Once the prefix is full, nothing more is tried.
 */
public final class Collector {

  private static final Pattern FILE_MAP = Pattern.compile("filemap_([0-9]{1,9})");
  private static final Pattern REDUNDANCY =
      Pattern.compile(
          "reddesc(?:map)?\\.er\\.([0-9]{1,9})"
              + "(?:\\.[a-z]+\\.grp_[0-9]+_of_[0-9]+\\.mem_[0-9]+_of_[0-9]+)?\\.redset");

  private final StateFiles files;
  private final Meter meter;

  /** Reads state through {@code files}. */
  public Collector(StateFiles files) {
    this(files, new Meter());
  }

  /** As the other, and counts on {@code meter} what is read. */
  public Collector(StateFiles files, Meter meter) {
    this.files = files;
    this.meter = meter;
  }

  /**
   * How to copy.
   *
   * @param crc whether to compute CRC-32 of files whose map has none; those that it has are checked
   *     anyway
   * @param bufferBytes size of the buffer of each copy
   * @param parallelism files copied at the same time, at most
   * @param owner whose cache it is, never the same for two: tells what this node was copying when
   *     it was killed from what others are copying now
   */
  public record Options(boolean crc, int bufferBytes, int parallelism, String owner) {

    private static final int MOST_AT_ONCE = 8;

    /** Checks the numbers. */
    public Options {
      if (bufferBytes < 1 || parallelism < 1) {
        throw new IllegalArgumentException("buffer size and parallelism must be positive");
      }
    }

    /** For one call that removes nothing that an earlier one left. */
    public Options(boolean crc, int bufferBytes, int parallelism) {
      this(crc, bufferBytes, parallelism, UUID.randomUUID().toString());
    }

    /**
     * The owner of the cache of the node {@code name}, until it is started again. Nodes that are
     * containers may all have one name.
     */
    public static String owner(String name) throws IOException {
      Path boot = Path.of("/proc/sys/kernel/random/boot_id");
      return Files.isReadable(boot) ? name + "-" + Files.readString(boot).substring(0, 8) : name;
    }

    /** Copies at the same time unless told otherwise: as many as there are processors, 2 to 8. */
    public static int defaultParallelism() {
      return Math.max(2, Math.min(MOST_AT_ONCE, Runtime.getRuntime().availableProcessors()));
    }
  }

  /**
   * Collects dataset {@code id}.
   *
   * @param controlDir the job's control directory, as the node calls it
   * @throws IOException if the node's cache index or the prefix cannot be used; trouble with single
   *     files is in the report
   */
  public CollectReport collect(
      NodeStorage node, String controlDir, int id, PrefixLayout layout, Options options)
      throws IOException {
    long start = System.nanoTime();
    Optional<Path> hidden = hiddenDir(node, controlDir, id);
    if (hidden.isEmpty()) {
      return CollectReport.absent();
    }
    Path target = layout.datasetDir(id);
    Files.createDirectories(target);
    CollectTarget prefix = CollectTarget.open(layout, target, options, meter);
    List<CollectReport.Item> items = copyAll(node, hidden.get(), prefix, options);
    prefix.close();
    return new CollectReport(true, items, prefix.stopped(), CollectReport.since(start));
  }

  private List<CollectReport.Item> copyAll(
      NodeStorage node, Path hidden, CollectTarget prefix, Options options) throws IOException {
    List<CollectReport.Item> items = new ArrayList<>();
    List<Path> maps = matching(node, hidden, FILE_MAP, items);
    List<Callable<CollectReport.Item>> tasks = new ArrayList<>();
    long bytes = 0;
    for (Path map : maps) {
      bytes += plan(node, prefix, map, tasks, items);
    }
    for (Path file : matching(node, hidden, REDUNDANCY, items)) {
      bytes += sizeOf(file);
      Planned planned = new Planned(rank(REDUNDANCY, file), node.logical(file));
      tasks.add(() -> planned.run(prefix, () -> prefix.state(file)));
    }
    meter.begin("files", OptionalLong.of(bytes));
    items.addAll(Workers.run(options.parallelism(), tasks));
    prefix.sync();
    List<Callable<CollectReport.Item>> last = new ArrayList<>();
    for (Path map : maps) {
      Planned planned = new Planned(rank(FILE_MAP, map), node.logical(map));
      last.add(() -> planned.run(prefix, () -> copyMap(prefix, map)));
    }
    items.addAll(Workers.run(options.parallelism(), last));
    prefix.sync();
    return items;
  }

  /** One file that is to be copied; turns what comes of it into a line of the report. */
  private record Planned(OptionalInt rank, String source) {

    interface Copying {
      CollectTarget.Done copy() throws IOException;
    }

    CollectReport.Item run(CollectTarget prefix, Copying copying) {
      long start = System.nanoTime();
      if (prefix.stopped().isPresent()) {
        return item(CollectReport.State.SKIPPED, start, "not tried, since the prefix is full");
      }
      try {
        CollectTarget.Done done = copying.copy();
        return new CollectReport.Item(
            rank,
            source,
            done.target().toString(),
            done.state(),
            OptionalLong.of(done.bytes()),
            done.crc(),
            CollectReport.since(start),
            "");
      } catch (CollectTarget.Refused e) {
        return item(CollectReport.State.REFUSED, start, message(e));
      } catch (IOException | IllegalArgumentException e) {
        boolean full = e instanceof IOException fault && prefix.stop(fault);
        CollectReport.State state = full ? CollectReport.State.SKIPPED : CollectReport.State.FAILED;
        return item(state, start, message(e));
      }
    }

    CollectReport.Item item(CollectReport.State state, long start, String message) {
      return new CollectReport.Item(
          rank,
          source,
          "",
          state,
          OptionalLong.empty(),
          OptionalInt.empty(),
          CollectReport.since(start),
          message);
    }
  }

  private Optional<Path> hiddenDir(NodeStorage node, String controlDir, int id) throws IOException {
    Optional<CacheIndex> index =
        CacheIndex.read(files, node.physical(CacheLayout.cacheIndex(controlDir)));
    Optional<String> directory =
        index.flatMap(found -> found.dataset(id)).flatMap(CacheIndex.Entry::directory);
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path dataset = node.physical(directory.get());
      Path hidden = node.physical(CacheLayout.hiddenDir(directory.get()));
      for (Path part : List.of(dataset, hidden)) {
        if (Files.isSymbolicLink(part)) {
          throw new DatasetException(part + " is a symbolic link, which is not followed in cache");
        }
      }
      return Files.isDirectory(hidden) ? Optional.of(hidden) : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new DatasetException(
          "the cache index in " + controlDir + " has no usable directory: " + e.getMessage(), e);
    }
  }

  /** The files of that form of name; what has such a name and is no file is a problem. */
  private static List<Path> matching(
      NodeStorage node, Path directory, Pattern names, List<CollectReport.Item> problems)
      throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (!names.matcher(entry.getFileName().toString()).matches()) {
          continue;
        }
        if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          found.add(entry);
        } else {
          problems.add(
              new Planned(rank(names, entry), node.logical(entry))
                  .item(CollectReport.State.FAILED, System.nanoTime(), notAFile(entry)));
        }
      }
    }
    found.sort(null);
    return found;
  }

  /** For the progress that is shown; whether a file is there is seen when it is copied. */
  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  private static OptionalInt rank(Pattern names, Path file) {
    Matcher matcher = names.matcher(file.getFileName().toString());
    return matcher.matches() ? Trees.id(matcher.group(1)) : OptionalInt.empty();
  }

  /**
   * Adds a task for each file of a map, or a problem where the map cannot be read.
   *
   * @return bytes of the files, as recorded
   */
  private long plan(
      NodeStorage node,
      CollectTarget prefix,
      Path map,
      List<Callable<CollectReport.Item>> tasks,
      List<CollectReport.Item> problems) {
    OptionalInt rank = rank(FILE_MAP, map);
    long bytes = 0;
    try {
      for (FileMap.Entry entry : FileMap.read(files, map).orElse(FileMap.EMPTY).files()) {
        Planned planned = new Planned(rank, entry.path());
        bytes += Math.max(0, entry.meta().bytes().orElse(0));
        tasks.add(() -> planned.run(prefix, () -> copyFile(node, prefix, entry)));
      }
    } catch (IOException e) {
      problems.add(
          new Planned(rank, node.logical(map))
              .item(CollectReport.State.FAILED, System.nanoTime(), message(e)));
    }
    return bytes;
  }

  private static CollectTarget.Done copyFile(
      NodeStorage node, CollectTarget prefix, FileMap.Entry entry) throws IOException {
    Path target = prefix.place(entry.meta());
    Optional<Path> bypassed = prefix.inPrefix(entry.path());
    Path from = bypassed.isPresent() ? bypassed.get() : node.physical(entry.path());
    checkSource(from, entry.meta());
    return prefix.file(from, target, entry.meta());
  }

  private static void checkSource(Path file, FileMeta meta) throws IOException {
    if (!meta.complete()) {
      throw new DatasetException("its rank did not mark it complete");
    }
    if (meta.bytes().isEmpty()) {
      throw new DatasetException("no size is recorded");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatasetException(notAFile(file));
    }
    long size = Files.size(file);
    if (size != meta.bytes().getAsLong()) {
      throw new DatasetException("has " + size + " bytes, should have " + meta.bytes().getAsLong());
    }
  }

  private static String notAFile(Path file) {
    if (Files.isSymbolicLink(file)) {
      return "is a symbolic link, which is not followed in cache";
    }
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? "is not a regular file"
        : "no such file in cache";
  }

  /** Refuses contents of another size or CRC-32 than recorded. */
  static void checkContents(FileCopier.Contents contents, FileMeta meta) throws DatasetException {
    if (contents.bytes() != meta.bytes().orElse(contents.bytes())) {
      throw new DatasetException(
          "had " + contents.bytes() + " bytes, should have " + meta.bytes().getAsLong());
    }
    if (meta.crc().isPresent() && meta.crc().getAsInt() != contents.crc()) {
      throw new DatasetException(
          String.format("CRC-32 is %08x, should be %08x", contents.crc(), meta.crc().getAsInt()));
    }
  }

  /** A map that cannot be read would have the next one who reads it fail. */
  private CollectTarget.Done copyMap(CollectTarget prefix, Path map) throws IOException {
    Optional<KvTree> tree = files.read(map);
    if (tree.isEmpty()) {
      throw new NoSuchFileException(map.toString());
    }
    return prefix.state(map);
  }

  private static String message(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "no such file: " + PrefixPaths.printable(e.getMessage());
    }
    if (e instanceof InvalidPathException) {
      return "its name cannot be a path in this locale; for names in UTF-8 set LC_ALL=C.UTF-8";
    }
    return e.getMessage() == null ? e.toString() : PrefixPaths.printable(e.getMessage());
  }
}
