package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.redundancy.SerialRebuild;
import org.scr4j.redundancy.SetReport;

/**
 * Makes a dataset of what a scavenge left in the prefix, as LLNL's {@code scr_index --build}: looks
 * for every file of every rank, computes what is missing from redundancy files, looks again, writes
 * rank-to-file map and summary, and puts the dataset into the index once all of it is there.
 *
 * <p>May be run again, after more was collected. Other than LLNL's, it does not take an older
 * incomplete summary for the last word, and compares CRC-32 where file maps record it: a file that
 * is damaged counts as missing, and is rebuilt.
 */
public final class DatasetBuilder {

  private static final Pattern FILE_MAP = Pattern.compile("filemap_([0-9]{1,9})");
  private static final String MAP_SETS = "reddescmap.er";
  private static final String FILE_SETS = "reddesc.er";

  private final StateFiles files;
  private final PrefixLayout layout;
  private final PrefixPaths paths;
  private final IndexFile index;
  private final Options options;
  private final Consumer<String> warnings;

  /**
   * How to build.
   *
   * @param bufferBytes size of the buffer that a file is read by
   * @param parallelism ranks or sets worked on at the same time, at most
   * @param entriesPerFile see {@link RankToFile#ENTRIES_PER_FILE}
   */
  public record Options(int bufferBytes, int parallelism, int entriesPerFile) {}

  /** A builder for one prefix; {@code warnings} gets one line for each thing that is wrong. */
  public DatasetBuilder(
      StateFiles files,
      PrefixLayout layout,
      IndexFile index,
      Options options,
      Consumer<String> warnings) {
    this.files = files;
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
    this.index = index;
    this.options = options;
    this.warnings = warnings;
  }

  /** The id of {@code dataset}. */
  static int id(DatasetDescriptor dataset) throws DatasetException {
    return dataset.id().orElseThrow(() -> new DatasetException(dataset + " has no id"));
  }

  /** What is there of one rank; {@code wrong} has a line for each file that is not. */
  private record Found(int rank, OptionalInt ranks, RankFiles files, List<Wrong> wrong) {}

  private record Wrong(Optional<Path> damaged, String message) {}

  /** What is there of a dataset. */
  private record Scan(int ranks, Map<Integer, Found> found, Set<Integer> missing, String fault) {
    boolean complete() {
      return fault.isEmpty() && missing.isEmpty();
    }
  }

  /**
   * Builds dataset {@code id}.
   *
   * @throws IOException if the prefix cannot be read or written
   */
  public BuildResult build(int id) throws IOException {
    Path directory = layout.datasetDir(id);
    if (!Files.isDirectory(directory)) {
      return new BuildResult.Incomplete(id, "nothing of it was collected", List.of());
    }
    Optional<BuildResult> flushed = alreadyFlushed(id);
    if (flushed.isPresent()) {
      return flushed.get();
    }
    Optional<DatasetDescriptor> descriptor =
        new FlushFile(files, layout.flush())
            .read()
            .dataset(id)
            .flatMap(FlushState.Entry::descriptor);
    if (descriptor.isEmpty()) {
      return new BuildResult.Incomplete(id, layout.flush() + " does not describe it", List.of());
    }
    Scan first = scan(id, directory);
    removeParts(directory, first);
    Scan last = first;
    List<String> lostSets = new ArrayList<>();
    if (!first.complete()) {
      lostSets.addAll(rebuild(id, directory, first));
      last = scan(id, directory);
    }
    return record(id, descriptor.get(), first, last, lostSets);
  }

  /** What killed copies left; those of this dataset have all ended. */
  private void removeParts(Path directory, Scan scan) throws IOException {
    Set<Path> directories = new TreeSet<>(List.of(directory));
    for (Found rank : scan.found().values()) {
      for (RankFiles.Item item : rank.files().files()) {
        directories.add(layout.prefix().resolve(item.path()).getParent());
      }
    }
    for (Path each : directories) {
      FileCopier.removeParts(each);
    }
  }

  private BuildResult record(
      int id, DatasetDescriptor descriptor, Scan first, Scan last, List<String> lostSets)
      throws IOException {
    List<RankFiles> ranks = last.found().values().stream().map(Found::files).toList();
    boolean complete = last.complete();
    SummaryWriter writer = new SummaryWriter(files, options.entriesPerFile());
    writer.writeBuilt(layout, descriptor, ranks, complete);
    if (!complete) {
      return new BuildResult.Incomplete(id, reason(last, lostSets), List.copyOf(last.missing()));
    }
    Summary summary = Summary.read(files, layout.summary(id)).orElseThrow();
    DatasetDescriptor stored = DatasetDescriptor.of(Trees.reversed(summary.descriptor().tree()));
    index.built(stored);
    return new BuildResult.Complete(
        id, stored.name().orElseThrow(), stored.checkpoint(), List.copyOf(first.missing()));
  }

  private static String reason(Scan scan, List<String> lostSets) {
    if (!scan.fault().isEmpty()) {
      return scan.fault();
    }
    String what = "files of " + scan.missing().size() + " of " + scan.ranks() + " ranks are lost";
    return lostSets.isEmpty() ? what : what + ": " + String.join("; ", lostSets);
  }

  /** A dataset that the library flushed itself needs no building, only indexing. */
  private Optional<BuildResult> alreadyFlushed(int id) throws IOException {
    Optional<Summary> summary;
    try {
      summary = Summary.read(files, layout.summary(id));
    } catch (CorruptTreeException e) {
      Path aside = files.moveAside(layout.summary(id));
      warnings.accept(e.getMessage() + "; moved to " + aside);
      return Optional.empty();
    }
    if (summary.isEmpty() || !summary.get().complete()) {
      return Optional.empty();
    }
    VerifyReport report =
        new Verifier(files, layout, options.bufferBytes(), options.parallelism()).verify(id);
    if (!report.good()) {
      warnings.accept(
          "dataset " + id + " has a summary, but " + String.join("; ", report.problems(3)));
      return Optional.empty();
    }
    DatasetDescriptor descriptor = summary.get().descriptor();
    index.built(DatasetDescriptor.of(Trees.reversed(descriptor.tree())));
    return Optional.of(
        new BuildResult.Complete(
            id, descriptor.name().orElse(""), descriptor.checkpoint(), List.of()));
  }

  private Scan scan(int id, Path directory) throws IOException {
    List<Callable<Found>> tasks = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "filemap_*")) {
      for (Path entry : entries) {
        Matcher matcher = FILE_MAP.matcher(entry.getFileName().toString());
        if (matcher.matches()) {
          int rank = Integer.parseInt(matcher.group(1));
          tasks.add(() -> look(rank, entry));
        }
      }
    }
    Map<Integer, Found> found = new TreeMap<>();
    for (Found rank : Workers.run(options.parallelism(), tasks)) {
      found.put(rank.rank(), rank);
    }
    return judge(id, found);
  }

  private static Scan judge(int id, Map<Integer, Found> found) {
    Set<Integer> counts = new TreeSet<>();
    for (Found rank : found.values()) {
      rank.ranks().ifPresent(counts::add);
    }
    int ranks = counts.stream().findFirst().orElse(0);
    Set<Integer> missing = new TreeSet<>();
    for (int rank = 0; rank < ranks; rank++) {
      if (!found.containsKey(rank) || !found.get(rank).wrong().isEmpty()) {
        missing.add(rank);
      }
    }
    String fault = "";
    if (counts.size() != 1) {
      fault =
          counts.isEmpty()
              ? "no file map of dataset " + id + " says how many ranks it has"
              : "file maps of dataset " + id + " disagree on the number of ranks: " + counts;
    } else if (found.keySet().stream().anyMatch(rank -> rank >= ranks)) {
      fault = "there is a file map of a rank above " + (ranks - 1);
    }
    return new Scan(ranks, found, missing, fault);
  }

  private Found look(int rank, Path mapFile) throws IOException {
    FileMap map;
    try {
      map = FileMap.read(files, mapFile).orElse(FileMap.EMPTY);
    } catch (CorruptTreeException e) {
      Path aside = files.moveAside(mapFile);
      warnings.accept(e.getMessage() + "; moved to " + aside);
      return new Found(
          rank,
          OptionalInt.empty(),
          new RankFiles(rank, List.of()),
          List.of(new Wrong(Optional.empty(), "its file map is damaged")));
    }
    FileCopier reader = new FileCopier(options.bufferBytes());
    OptionalInt ranks = OptionalInt.empty();
    List<RankFiles.Item> items = new ArrayList<>();
    List<Wrong> wrong = new ArrayList<>();
    for (FileMap.Entry entry : map.files()) {
      if (entry.meta().ranks().isPresent()) {
        ranks = entry.meta().ranks();
      }
      Optional<Path> there = Optional.empty();
      try {
        Path file = paths.of(entry.meta());
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          there = Optional.of(file);
        }
        check(file, entry.meta(), reader);
        items.add(
            new RankFiles.Item(paths.relativeName(file), entry.meta().bytes(), entry.meta().crc()));
      } catch (IOException e) {
        wrong.add(new Wrong(there, entry.path() + ": " + e.getMessage()));
      }
    }
    return new Found(rank, ranks, new RankFiles(rank, items), wrong);
  }

  private static void check(Path file, FileMeta meta, FileCopier reader) throws IOException {
    if (!meta.complete()) {
      throw new DatasetException("its rank did not mark it complete");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatasetException("is not in the prefix");
    }
    long size = Files.size(file);
    if (meta.bytes().isEmpty() || meta.bytes().getAsLong() != size) {
      throw new DatasetException(
          "has " + size + " bytes in the prefix, not those that are recorded");
    }
    if (meta.crc().isPresent()) {
      Collector.checkContents(reader.read(file), meta);
    }
  }

  /** Computes what is missing; returns one line for each set that is lost. */
  private List<String> rebuild(int id, Path directory, Scan scan) throws IOException {
    for (Found rank : scan.found().values()) {
      rank.wrong()
          .forEach(wrong -> warnings.accept("rank " + rank.rank() + ": " + wrong.message()));
    }
    List<String> lost = new ArrayList<>();
    List<SetReport> maps =
        SerialRebuild.rebuild(
            directory,
            MAP_SETS,
            (rank, recorded) -> layout.fileMap(id, rank),
            options.parallelism());
    collectLost(maps, "file maps", lost);
    Map<Path, Path> aside = setAside(scan.found().values());
    try {
      List<SetReport> sets =
          SerialRebuild.rebuild(
              directory,
              FILE_SETS,
              (rank, recorded) -> locate(id, rank, recorded),
              options.parallelism());
      collectLost(sets, "files", lost);
      for (SetReport set : sets) {
        if (set instanceof SetReport.Rebuilt rebuilt) {
          for (int rank : rebuilt.files().keySet()) {
            restoreAttributes(id, rank);
          }
        }
      }
    } finally {
      putBack(aside);
    }
    return lost;
  }

  private static void collectLost(List<SetReport> sets, String what, List<String> lines) {
    for (SetReport set : sets) {
      if (set instanceof SetReport.Lost lost) {
        lines.add(what + " of set " + lost.group() + ": " + lost.reason());
      }
    }
  }

  /** A damaged file must look missing to be rebuilt; it is kept until it is. */
  private static Map<Path, Path> setAside(Collection<Found> found) throws IOException {
    Map<Path, Path> aside = new TreeMap<>(Comparator.naturalOrder());
    for (Found rank : found) {
      for (Wrong wrong : rank.wrong()) {
        if (wrong.damaged().isPresent()) {
          Path file = wrong.damaged().get();
          Path kept = file.resolveSibling(".scr4j.damaged." + file.getFileName());
          Files.move(file, kept);
          aside.put(file, kept);
        }
      }
    }
    return aside;
  }

  private static void putBack(Map<Path, Path> aside) throws IOException {
    for (Map.Entry<Path, Path> entry : aside.entrySet()) {
      if (Files.exists(entry.getKey())) {
        Files.delete(entry.getValue());
      } else {
        Files.move(entry.getValue(), entry.getKey());
      }
    }
  }

  private Path locate(int id, int rank, String recorded) throws IOException {
    Optional<FileMap.Entry> entry =
        FileMap.read(files, layout.fileMap(id, rank)).orElse(FileMap.EMPTY).files().stream()
            .filter(file -> file.path().equals(recorded))
            .findFirst();
    if (entry.isEmpty()) {
      throw new DatasetException(
          "the file map of rank " + rank + " does not have " + PrefixPaths.printable(recorded));
    }
    Path file = paths.of(entry.get().meta());
    paths.makeDirectoryOf(file);
    return file;
  }

  private void restoreAttributes(int id, int rank) throws IOException {
    for (FileMap.Entry entry :
        FileMap.read(files, layout.fileMap(id, rank)).orElse(FileMap.EMPTY).files()) {
      Path file = paths.of(entry.meta());
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        FileCopier.applyAttributes(file, entry.meta());
      }
    }
  }
}
