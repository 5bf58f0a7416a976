package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.kvtree.KvTree;

/**
 * The prefix, as one node collects to it. While it does, a mark in the dataset's metadata directory
 * says so: who finds the mark of the same owner knows that an earlier run was killed, and removes
 * what that left in each directory before it writes there.
 *
 * <p>Safe for use by several threads.
 */
final class CollectTarget {

  /**
   * Faults that the next file would meet as well; the texts are those of strerror(3) in English.
   */
  private static final Pattern NO_ROOM =
      Pattern.compile("No space left on device|Disk quota exceeded|Read-only file system");

  private final PrefixLayout layout;
  private final PrefixPaths paths;
  private final Path directory;
  private final Path mark;
  private final boolean resumed;
  private final Collector.Options options;
  private final FileCopier copier;
  private final Set<Path> claimed = ConcurrentHashMap.newKeySet();
  private final Set<Path> cleaned = ConcurrentHashMap.newKeySet();
  private final AtomicReference<String> stopped = new AtomicReference<>();

  private CollectTarget(
      PrefixLayout layout,
      Path directory,
      Collector.Options options,
      Meter meter,
      Path mark,
      boolean resumed) {
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
    this.directory = directory;
    this.options = options;
    this.mark = mark;
    this.resumed = resumed;
    this.copier = new FileCopier(options.bufferBytes(), options.owner(), meter);
  }

  /**
   * Begins.
   *
   * @param directory of the dataset's metadata; it exists
   * @param meter counts what is read
   */
  static CollectTarget open(
      PrefixLayout layout, Path directory, Collector.Options options, Meter meter)
      throws IOException {
    Path mark = FileCopier.mark(directory, options.owner());
    boolean resumed = false;
    try {
      Files.createFile(mark);
    } catch (FileAlreadyExistsException e) {
      resumed = true;
    }
    return new CollectTarget(layout, directory, options, meter, mark, resumed);
  }

  /** Ends; all copies have. */
  void close() throws IOException {
    Files.deleteIfExists(mark);
  }

  /**
   * What came of a file.
   *
   * @param bytes its size
   * @param crc CRC-32 of its contents, where computed
   */
  record Done(Path target, CollectReport.State state, long bytes, OptionalInt crc) {}

  /** The name leads where nothing may be written. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Where a file belongs; its directory exists then. */
  Path place(FileMeta meta) throws IOException {
    Path target;
    try {
      target = paths.of(meta);
      paths.makeDirectoryOf(target);
    } catch (DatasetException e) {
      throw new Refused(e.getMessage(), e);
    }
    if (!claimed.add(target)) {
      throw new Refused("another file of this node belongs to the same place, " + target, null);
    }
    clean(target.getParent());
    return target;
  }

  /** Where that file is, if the application wrote straight to the prefix. */
  Optional<Path> inPrefix(String path) {
    return paths.inPrefix(path);
  }

  /** Copies an application file, unless it is there. */
  Done file(Path from, Path target, FileMeta meta) throws IOException {
    long bytes = meta.bytes().orElseThrow();
    if (from.equals(target)) {
      return new Done(target, CollectReport.State.BYPASSED, bytes, OptionalInt.empty());
    }
    if (Files.exists(target) && Files.size(target) == bytes) {
      int crc = copier.read(target).crc();
      int wanted = meta.crc().isPresent() ? meta.crc().getAsInt() : copier.read(from).crc();
      if (crc == wanted) {
        FileCopier.applyAttributes(target, meta);
        return new Done(target, CollectReport.State.THERE, bytes, OptionalInt.of(crc));
      }
    }
    FileCopier.Contents copied =
        copier.copy(from, target, meta, contents -> Collector.checkContents(contents, meta));
    boolean told = options.crc() || meta.crc().isPresent();
    OptionalInt crc = told ? OptionalInt.of(copied.crc()) : OptionalInt.empty();
    return new Done(target, CollectReport.State.COPIED, copied.bytes(), crc);
  }

  /** Copies a file map or redundancy file under its own name, unless it is there. */
  Done state(Path from) throws IOException {
    clean(directory);
    Path target = directory.resolve(from.getFileName());
    FileStat stat = FileStat.of(from);
    if (Files.exists(target) && Files.mismatch(from, target) < 0) {
      return new Done(target, CollectReport.State.THERE, stat.bytes(), OptionalInt.empty());
    }
    FileCopier.Contents copied =
        copier.copy(from, target, FileMeta.of(new KvTree()), contents -> {});
    Files.setAttribute(target, "unix:mode", (stat.mode() & 0777) | 0600);
    return new Done(target, CollectReport.State.COPIED, copied.bytes(), OptionalInt.empty());
  }

  /** Makes the names of all that was copied last over a crash. */
  void sync() throws IOException {
    copier.syncDirectories();
  }

  /** Whether {@code fault} will meet every file from now on; then no more are to be tried. */
  boolean stop(IOException fault) {
    String message = fault.getMessage() == null ? "" : fault.getMessage();
    Matcher found = NO_ROOM.matcher(message);
    if (!found.find()) {
      return false;
    }
    stopped.compareAndSet(null, layout.prefix() + ": " + found.group());
    return true;
  }

  /** Why no more files are to be tried, if so. */
  Optional<String> stopped() {
    return Optional.ofNullable(stopped.get());
  }

  /** Other threads that want to write there wait until it is done. */
  private void clean(Path where) throws IOException {
    if (!resumed || cleaned.contains(where)) {
      return;
    }
    synchronized (cleaned) {
      if (!cleaned.contains(where)) {
        copier.removeOwnParts(where);
        cleaned.add(where);
      }
    }
  }
}
