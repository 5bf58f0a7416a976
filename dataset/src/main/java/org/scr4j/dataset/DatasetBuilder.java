package org.scr4j.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.StateFiles;

/**
 * Makes a dataset of what a scavenge left in the prefix, as LLNL's {@code scr_index --build}: looks
 * for every file of every rank, computes what is missing from redundancy files, looks again, writes
 * rank-to-file map and summary, and puts the dataset into the index once all of it is there.
 *
 * <p>May be run again, after more was collected or after it was killed. Other than LLNL's, it does
 * not take an older incomplete summary for the last word, and compares CRC-32 where file maps
 * record it: a file that is damaged counts as missing, and is rebuilt.
 *
 * <p>Memory grows with the ranks that something is wrong with, not with all.
 */
public final class DatasetBuilder {

  /** More than any machine has; a file map that tells of more is damaged. */
  private static final int MOST_RANKS = 1 << 24;

  private static final int WARNINGS_SHOWN = 100;

  private final StateFiles files;
  private final PrefixLayout layout;
  private final IndexFile index;
  private final Options options;
  private final Consumer<String> warnings;
  private final Meter meter;

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
    this(files, layout, index, options, warnings, new Meter());
  }

  /** As the other, and counts on {@code meter} what is read of the dataset's files. */
  public DatasetBuilder(
      StateFiles files,
      PrefixLayout layout,
      IndexFile index,
      Options options,
      Consumer<String> warnings,
      Meter meter) {
    this.files = files;
    this.layout = layout;
    this.index = index;
    this.options = options;
    this.warnings = warnings;
    this.meter = meter;
  }

  /** The id of {@code dataset}. */
  static int id(DatasetDescriptor dataset) throws DatasetException {
    return dataset.id().orElseThrow(() -> new DatasetException(dataset + " has no id"));
  }

  /** What is there of a dataset. */
  private static final class Scan {
    private final BitSet good = new BitSet();
    private final Map<Integer, List<CollectedRanks.Wrong>> wrong = new TreeMap<>();
    private final int highest;
    private int ranks;
    private int otherRanks;

    Scan(int[] listed) {
      this.highest = listed.length == 0 ? -1 : listed[listed.length - 1];
    }

    void note(CollectedRanks.Found found) {
      found
          .ranks()
          .ifPresent(
              count -> {
                otherRanks = ranks != 0 && ranks != count ? count : otherRanks;
                ranks = ranks == 0 ? count : ranks;
              });
      good.set(found.rank(), found.wrong().isEmpty());
      if (!found.wrong().isEmpty()) {
        wrong.put(found.rank(), found.wrong());
      }
    }

    List<Integer> missing() {
      List<Integer> missing = new ArrayList<>();
      for (int rank = good.nextClearBit(0);
          rank < Math.min(ranks, MOST_RANKS);
          rank = good.nextClearBit(rank + 1)) {
        missing.add(rank);
      }
      return missing;
    }

    /** What is wrong with the dataset as such; empty where nothing is. */
    String fault() {
      if (ranks == 0) {
        return "no file map says how many ranks it has";
      }
      if (otherRanks != 0) {
        return "its file maps disagree on the number of ranks: " + ranks + ", " + otherRanks;
      }
      if (ranks > MOST_RANKS) {
        return "its file maps tell of " + ranks + " ranks, more than can be";
      }
      return highest >= ranks ? "there is a file map of a rank above " + (ranks - 1) : "";
    }

    boolean complete() {
      return fault().isEmpty() && good.nextClearBit(0) >= ranks;
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
    FileCopier.removeParts(directory);
    CollectedRanks collected = new CollectedRanks(files, layout, id, options, warnings, meter);
    int[] listed = collected.listed();
    Optional<BuildResult> flushed = alreadyFlushed(id, collected, listed.length > 0);
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
    meter.begin("files", descriptor.get().bytes());
    Scan first = scan(id, collected, listed, rank -> false);
    Scan last = first;
    List<String> lostSets = List.of();
    if (!first.complete()) {
      warn(first);
      meter.begin("rebuilding", OptionalLong.empty());
      lostSets = rebuild(id, collected, first);
      meter.begin("rebuilt files", OptionalLong.empty());
      last = scan(id, collected, collected.listed(), first.good::get);
    }
    return record(id, descriptor.get(), first, last, lostSets);
  }

  /** Looks at all ranks and writes the map of what is there. */
  private Scan scan(int id, CollectedRanks collected, int[] listed, IntPredicate known)
      throws IOException {
    Scan scan = new Scan(listed);
    Iterator<CollectedRanks.Found> found = collected.look(listed, known);
    Iterator<RankFiles> noted =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return found.hasNext();
          }

          @Override
          public RankFiles next() {
            CollectedRanks.Found rank = found.next();
            scan.note(rank);
            return rank.files();
          }
        };
    try {
      new RankToFile(files, layout.rankToFile(id))
          .write(noted, scan.highest + 1, RankToFile.Style.BUILT, options.entriesPerFile());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return scan;
  }

  private void warn(Scan scan) {
    int shown = 0;
    int more = 0;
    for (Map.Entry<Integer, List<CollectedRanks.Wrong>> rank : scan.wrong.entrySet()) {
      for (CollectedRanks.Wrong wrong : rank.getValue()) {
        if (shown < WARNINGS_SHOWN) {
          warnings.accept("rank " + rank.getKey() + ": " + wrong.message());
          shown++;
        } else {
          more++;
        }
      }
    }
    if (more > 0) {
      warnings.accept("and " + more + " more files");
    }
  }

  /** Computes what is missing; returns one line for each set that is lost. */
  private List<String> rebuild(int id, CollectedRanks collected, Scan scan) throws IOException {
    CollectedRebuild rebuild = new CollectedRebuild(files, layout, id, options);
    rebuild.maps();
    int[] doubtful =
        Arrays.stream(collected.listed()).filter(rank -> !scan.good.get(rank)).toArray();
    List<Path> damaged = new ArrayList<>();
    try {
      collected
          .look(doubtful, rank -> false)
          .forEachRemaining(
              found -> found.wrong().forEach(wrong -> wrong.damaged().ifPresent(damaged::add)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    rebuild.files(damaged);
    return rebuild.lost();
  }

  private BuildResult record(
      int id, DatasetDescriptor descriptor, Scan first, Scan last, List<String> lostSets)
      throws IOException {
    boolean complete = last.complete();
    SummaryWriter writer = new SummaryWriter(files, options.entriesPerFile());
    writer.writeBuilt(layout, descriptor, complete);
    if (!complete) {
      return new BuildResult.Incomplete(id, reason(last, lostSets), last.missing());
    }
    Summary summary = Summary.read(files, layout.summary(id)).orElseThrow();
    DatasetDescriptor stored = DatasetDescriptor.of(Trees.reversed(summary.descriptor().tree()));
    index.built(stored);
    return new BuildResult.Complete(
        id, stored.name().orElseThrow(), stored.checkpoint(), first.missing());
  }

  private static String reason(Scan scan, List<String> lostSets) {
    if (!scan.fault().isEmpty()) {
      return scan.fault();
    }
    String what = "files of " + scan.missing().size() + " of " + scan.ranks + " ranks are lost";
    return lostSets.isEmpty() ? what : what + ": " + String.join("; ", lostSets);
  }

  /**
   * A dataset that is complete already needs no building, only indexing. One that the library
   * flushed and that has been damaged since stays as it is: nothing was collected to mend it with.
   */
  private Optional<BuildResult> alreadyFlushed(int id, CollectedRanks collected, boolean anyMap)
      throws IOException {
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
    String problems = problems(id, collected);
    if (!problems.isEmpty()) {
      if (!anyMap) {
        return Optional.of(new BuildResult.Incomplete(id, problems, List.of()));
      }
      warnings.accept("dataset " + id + " has a summary, but " + problems);
      return Optional.empty();
    }
    DatasetDescriptor descriptor = summary.get().descriptor();
    index.built(DatasetDescriptor.of(Trees.reversed(descriptor.tree())));
    return Optional.of(
        new BuildResult.Complete(
            id, descriptor.name().orElse(""), descriptor.checkpoint(), List.of()));
  }

  private String problems(int id, CollectedRanks collected) {
    try {
      VerifyReport report =
          new Verifier(files, layout, options.bufferBytes(), options.parallelism(), meter)
              .compare(id);
      for (VerifyReport.Rank rank : report.badRanks()) {
        expectCrcs(id, rank, collected);
      }
      return String.join("; ", report.problems(3));
    } catch (IOException e) {
      // Its map is damaged or missing, and will be written anew.
      return PrefixPaths.printable(String.valueOf(e.getMessage()));
    }
  }

  /** What the map to be written anew says of damaged files must not be forgotten with it. */
  private void expectCrcs(int id, VerifyReport.Rank rank, CollectedRanks collected)
      throws IOException {
    Optional<RankFiles> recorded = new RankToFile(files, layout.rankToFile(id)).rank(rank.rank());
    PrefixPaths paths = new PrefixPaths(layout);
    for (RankFiles.Item item : recorded.map(RankFiles::files).orElse(List.of())) {
      if (item.crc().isPresent()) {
        collected.expect(paths.of(item.path()), item.crc().getAsInt());
      }
    }
  }
}
