package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
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
 * not copied.
 *
 * <p>File maps are copied last, so that a map in the prefix never tells of files whose copying has
 * not been tried. They keep their bytes, since redundancy files are computed from them: a CRC-32
 * that the map does not record is in the report only.
 */
public final class Collector {

  private static final Pattern FILE_MAP = Pattern.compile("filemap_([0-9]{1,9})");
  private static final Pattern REDUNDANCY =
      Pattern.compile(
          "reddesc(?:map)?\\.er\\.([0-9]{1,9})"
              + "(?:\\.[a-z]+\\.grp_[0-9]+_of_[0-9]+\\.mem_[0-9]+_of_[0-9]+)?\\.redset");

  private final StateFiles files;

  /** Reads state through {@code files}. */
  public Collector(StateFiles files) {
    this.files = files;
  }

  /**
   * How to copy.
   *
   * @param crc whether to compute CRC-32 of files whose map has none; those that it has are checked
   *     anyway
   * @param bufferBytes size of the buffer of each copy
   * @param parallelism files copied at the same time, at most
   */
  public record Options(boolean crc, int bufferBytes, int parallelism) {
    /** Checks the numbers. */
    public Options {
      if (bufferBytes < 1 || parallelism < 1) {
        throw new IllegalArgumentException("buffer size and parallelism must be positive");
      }
    }
  }

  private record Job(
      PrefixLayout layout,
      PrefixPaths paths,
      NodeStorage node,
      FileCopier copier,
      Options options) {}

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
    Optional<Path> hidden = hiddenDir(node, controlDir, id);
    if (hidden.isEmpty()) {
      return CollectReport.absent();
    }
    Path target = layout.datasetDir(id);
    Files.createDirectories(target);
    FileCopier copier = new FileCopier(options.bufferBytes());
    Job job = new Job(layout, new PrefixPaths(layout), node, copier, options);
    List<Path> maps = matching(hidden.get(), FILE_MAP);
    List<CollectReport.Item> items = new ArrayList<>();
    List<Callable<CollectReport.Item>> tasks = new ArrayList<>();
    for (Path map : maps) {
      items.addAll(plan(job, map, tasks));
    }
    for (Path file : matching(hidden.get(), REDUNDANCY)) {
      tasks.add(() -> copyState(job, rank(REDUNDANCY, file), file, target));
    }
    items.addAll(Workers.run(options.parallelism(), tasks));
    copier.syncDirectories();
    List<Callable<CollectReport.Item>> last = new ArrayList<>();
    for (Path map : maps) {
      last.add(() -> copyMap(job, map, target));
    }
    items.addAll(Workers.run(options.parallelism(), last));
    copier.syncDirectories();
    return new CollectReport(true, items);
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
      Path hidden = node.physical(CacheLayout.hiddenDir(directory.get()));
      return Files.isDirectory(hidden) ? Optional.of(hidden) : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new DatasetException(
          "the cache index in " + controlDir + " has no usable directory: " + e.getMessage(), e);
    }
  }

  private static List<Path> matching(Path directory, Pattern names) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (names.matcher(entry.getFileName().toString()).matches()
            && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          found.add(entry);
        }
      }
    }
    found.sort(null);
    return found;
  }

  private static OptionalInt rank(Pattern names, Path file) {
    Matcher matcher = names.matcher(file.getFileName().toString());
    return matcher.matches() ? Trees.id(matcher.group(1)) : OptionalInt.empty();
  }

  /** Adds a task for each file of a map; returns what is wrong already. */
  private List<CollectReport.Item> plan(
      Job job, Path map, List<Callable<CollectReport.Item>> tasks) {
    OptionalInt rank = rank(FILE_MAP, map);
    try {
      for (FileMap.Entry entry : FileMap.read(files, map).orElse(FileMap.EMPTY).files()) {
        tasks.add(() -> copyFile(job, rank, entry));
      }
      return List.of();
    } catch (IOException e) {
      return List.of(failed(rank, map.toString(), "", e.getMessage()));
    }
  }

  private CollectReport.Item copyFile(Job job, OptionalInt rank, FileMap.Entry entry) {
    String source = entry.path();
    Path target;
    try {
      target = job.paths().of(entry.meta());
      job.paths().makeDirectoryOf(target);
    } catch (IOException e) {
      return new CollectReport.Item(
          rank,
          source,
          "",
          CollectReport.State.REFUSED,
          OptionalLong.empty(),
          OptionalInt.empty(),
          message(e));
    }
    try {
      Optional<Path> bypassed = job.paths().inPrefix(source);
      Path from = bypassed.isPresent() ? bypassed.get() : job.node().physical(source);
      checkSource(from, entry.meta());
      if (from.equals(target)) {
        return done(rank, source, target, CollectReport.State.BYPASSED, entry.meta().bytes(), null);
      }
      return transfer(job, rank, entry, from, target);
    } catch (IOException | IllegalArgumentException e) {
      return failed(rank, source, target.toString(), message(e));
    }
  }

  private static CollectReport.Item transfer(
      Job job, OptionalInt rank, FileMap.Entry entry, Path from, Path target) throws IOException {
    FileMeta meta = entry.meta();
    if (Files.exists(target) && Files.size(target) == meta.bytes().getAsLong()) {
      int crc = job.copier().read(target).crc();
      int wanted = meta.crc().isPresent() ? meta.crc().getAsInt() : job.copier().read(from).crc();
      if (crc == wanted) {
        FileCopier.applyAttributes(target, meta);
        return done(rank, entry.path(), target, CollectReport.State.THERE, meta.bytes(), crc);
      }
    }
    FileCopier.Contents copied =
        job.copier().copy(from, target, meta, contents -> checkContents(contents, meta));
    Integer crc = job.options().crc() || meta.crc().isPresent() ? copied.crc() : null;
    OptionalLong bytes = OptionalLong.of(copied.bytes());
    return done(rank, entry.path(), target, CollectReport.State.COPIED, bytes, crc);
  }

  private static void checkSource(Path file, FileMeta meta) throws IOException {
    if (!meta.complete()) {
      throw new DatasetException("its rank did not mark it complete");
    }
    if (meta.bytes().isEmpty()) {
      throw new DatasetException("no size is recorded");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatasetException("no such file in cache");
    }
    long size = Files.size(file);
    if (size != meta.bytes().getAsLong()) {
      throw new DatasetException("has " + size + " bytes, should have " + meta.bytes().getAsLong());
    }
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

  private CollectReport.Item copyMap(Job job, Path map, Path directory) {
    try {
      files.read(map);
      return copyState(job, rank(FILE_MAP, map), map, directory);
    } catch (IOException e) {
      return failed(rank(FILE_MAP, map), map.toString(), "", message(e));
    }
  }

  private static CollectReport.Item copyState(
      Job job, OptionalInt rank, Path source, Path directory) {
    Path target = directory.resolve(source.getFileName());
    String named = job.node().logical(source);
    try {
      FileStat stat = FileStat.of(source);
      if (Files.exists(target) && Files.mismatch(source, target) < 0) {
        return done(
            rank, named, target, CollectReport.State.THERE, OptionalLong.of(stat.bytes()), null);
      }
      FileMeta meta = FileMeta.of(new KvTree());
      FileCopier.Contents copied = job.copier().copy(source, target, meta, contents -> {});
      Files.setAttribute(target, "unix:mode", (stat.mode() & 0777) | 0600);
      OptionalLong bytes = OptionalLong.of(copied.bytes());
      return done(rank, named, target, CollectReport.State.COPIED, bytes, null);
    } catch (IOException e) {
      return failed(rank, named, target.toString(), message(e));
    }
  }

  private static CollectReport.Item done(
      OptionalInt rank,
      String source,
      Path target,
      CollectReport.State state,
      OptionalLong bytes,
      Integer crc) {
    OptionalInt sum = crc == null ? OptionalInt.empty() : OptionalInt.of(crc);
    return new CollectReport.Item(rank, source, target.toString(), state, bytes, sum, "");
  }

  private static CollectReport.Item failed(
      OptionalInt rank, String source, String target, String message) {
    return new CollectReport.Item(
        rank,
        source,
        target,
        CollectReport.State.FAILED,
        OptionalLong.empty(),
        OptionalInt.empty(),
        message);
  }

  private static String message(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "no such file: " + e.getMessage();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
