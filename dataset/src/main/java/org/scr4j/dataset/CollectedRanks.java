package org.scr4j.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.StateFiles;

/**
 * What a scavenge left in the prefix of the ranks of one dataset, by their file maps. Some hundred
 * ranks are in memory at a time.
 */
final class CollectedRanks {

  private static final Pattern FILE_MAP = Pattern.compile("filemap_([0-9]{1,9})");
  private static final int RANKS_AT_A_TIME = 512;

  private final StateFiles files;
  private final PrefixLayout layout;
  private final PrefixPaths paths;
  private final int id;
  private final FileCopier reader;
  private final int parallelism;
  private final Consumer<String> warnings;
  private final Set<Path> tidied = ConcurrentHashMap.newKeySet();
  private final Map<Path, Integer> otherCrcs = new ConcurrentHashMap<>();

  CollectedRanks(
      StateFiles files,
      PrefixLayout layout,
      int id,
      DatasetBuilder.Options options,
      Consumer<String> warnings,
      Meter meter) {
    this.files = files;
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
    this.id = id;
    this.reader = new FileCopier(options.bufferBytes(), meter);
    this.parallelism = options.parallelism();
    this.warnings = warnings;
  }

  /**
   * What is there of one rank.
   *
   * @param ranks how many ranks the dataset has, as its map says
   * @param files those that are there as they should be
   * @param wrong the others
   */
  record Found(int rank, OptionalInt ranks, RankFiles files, List<Wrong> wrong) {}

  /**
   * A file that is not there as it should be.
   *
   * @param recorded what its file map calls it; empty where the map itself is damaged
   * @param damaged where it stands with the right size and wrong contents, if so
   */
  record Wrong(String recorded, Optional<Path> damaged, String message) {}

  /** Holds a file to a CRC-32 that its file map does not record, but another record does. */
  void expect(Path file, int crc) {
    otherCrcs.put(file, crc);
  }

  /** The ranks that have a file map, ascending. */
  int[] listed() throws IOException {
    int[] ranks = new int[64];
    int count = 0;
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(layout.datasetDir(id), "filemap_*")) {
      for (Path entry : entries) {
        Matcher matcher = FILE_MAP.matcher(entry.getFileName().toString());
        if (matcher.matches() && !hasLeadingZero(matcher.group(1))) {
          ranks = count == ranks.length ? Arrays.copyOf(ranks, 2 * count) : ranks;
          ranks[count++] = Integer.parseInt(matcher.group(1));
        }
      }
    }
    int[] found = Arrays.copyOf(ranks, count);
    Arrays.sort(found);
    return found;
  }

  /** Such a map would be a second one of its rank. */
  private static boolean hasLeadingZero(String number) {
    return number.length() > 1 && number.startsWith("0");
  }

  /**
   * Looks for the files of {@code ranks}, some hundred ranks ahead of the caller. Trouble with the
   * prefix comes as {@link UncheckedIOException}.
   *
   * @param known ranks whose files need not be looked at again
   * @return what is there, in that order
   */
  Iterator<Found> look(int[] ranks, IntPredicate known) {
    return new Iterator<>() {
      private final Deque<Found> ahead = new ArrayDeque<>();
      private int next;

      @Override
      public boolean hasNext() {
        return next < ranks.length || !ahead.isEmpty();
      }

      @Override
      public Found next() {
        if (ahead.isEmpty()) {
          List<Callable<Found>> tasks = new ArrayList<>();
          int end = Math.min(ranks.length, next + RANKS_AT_A_TIME);
          for (; next < end; next++) {
            int rank = ranks[next];
            tasks.add(() -> look(rank, known.test(rank)));
          }
          try {
            ahead.addAll(Workers.run(parallelism, tasks));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
        return ahead.remove();
      }
    };
  }

  private Found look(int rank, boolean known) throws IOException {
    Path mapFile = layout.fileMap(id, rank);
    FileMap map;
    try {
      map = FileMap.read(files, mapFile).orElse(FileMap.EMPTY);
    } catch (CorruptTreeException e) {
      Path aside = files.moveAside(mapFile);
      warnings.accept(e.getMessage() + "; moved to " + aside);
      Wrong wrong = new Wrong("", Optional.empty(), "its file map is damaged");
      return new Found(rank, OptionalInt.empty(), new RankFiles(rank, List.of()), List.of(wrong));
    }
    OptionalInt ranks = OptionalInt.empty();
    List<RankFiles.Item> items = new ArrayList<>();
    List<Wrong> wrong = new ArrayList<>();
    for (FileMap.Entry entry : map.files()) {
      ranks = entry.meta().ranks().isPresent() ? entry.meta().ranks() : ranks;
      Optional<Path> damaged = Optional.empty();
      try {
        Path file = paths.of(entry.meta());
        FileMeta meta = withKnownCrc(file, entry.meta());
        tidy(file.getParent());
        if (!known) {
          checkThere(file, meta);
          damaged = Optional.of(file);
          checkCrc(file, meta);
        }
        items.add(new RankFiles.Item(paths.relativeName(file), meta.bytes(), meta.crc()));
      } catch (IOException e) {
        String message = PrefixPaths.printable(entry.path()) + ": " + e.getMessage();
        wrong.add(new Wrong(entry.path(), damaged, message));
      }
    }
    return new Found(rank, ranks, new RankFiles(rank, items), wrong);
  }

  private FileMeta withKnownCrc(Path file, FileMeta meta) {
    Integer other = otherCrcs.get(file);
    return other == null || meta.crc().isPresent() ? meta : meta.withCrc(other);
  }

  private void checkCrc(Path file, FileMeta meta) throws IOException {
    if (meta.crc().isPresent()) {
      Collector.checkContents(reader.read(file), meta);
    }
  }

  private static void checkThere(Path file, FileMeta meta) throws IOException {
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
  }

  /** What killed copies left; those of this dataset have all ended. */
  private void tidy(Path directory) throws IOException {
    if (tidied.add(directory)) {
      FileCopier.removeParts(directory);
    }
  }
}
