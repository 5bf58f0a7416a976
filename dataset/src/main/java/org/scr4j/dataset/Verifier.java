package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.StateFiles;

/**
 * Verifies a dataset in the prefix by its summary and rank-to-file map. Size and CRC-32 of a file
 * come from the map, or else from the file map that a scavenge left; LLNL's library records neither
 * for a flush, and then the sums in the summary must do.
 *
 * <p>Nothing is changed. Memory grows with what is wrong, not with the dataset.
 */
public final class Verifier {

  private static final int RANKS_AT_A_TIME = 512;

  private final StateFiles files;
  private final PrefixLayout layout;
  private final PrefixPaths paths;
  private final FileCopier reader;
  private final int parallelism;
  private final Meter meter;

  /** How closely files are looked at. */
  private enum Depth {
    SIZES,
    RECORDED_CRC,
    EVERY_BYTE
  }

  /**
   * A verifier for one prefix.
   *
   * @param bufferBytes size of the buffer that a file is read by
   * @param parallelism ranks worked on at the same time, at most
   */
  public Verifier(StateFiles files, PrefixLayout layout, int bufferBytes, int parallelism) {
    this(files, layout, bufferBytes, parallelism, new Meter());
  }

  /** As the other, and counts on {@code meter} what is read. */
  public Verifier(
      StateFiles files, PrefixLayout layout, int bufferBytes, int parallelism, Meter meter) {
    this.files = files;
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
    this.reader = new FileCopier(bufferBytes, meter);
    this.parallelism = parallelism;
    this.meter = meter;
  }

  /**
   * Reads every byte of dataset {@code id} and of its redundancy, and tells what of it could be
   * rebuilt.
   *
   * @throws IOException if its summary or map is missing or cannot be read
   */
  public VerifyReport verify(int id) throws IOException {
    VerifyTally tally = run(id, Depth.EVERY_BYTE);
    meter.begin("redundancy", OptionalLong.empty());
    return tally.report(RedundancySurvey.take(files, layout, id, parallelism, tally));
  }

  /** As {@link #verify}, but reads only files whose CRC-32 is recorded; of others, the size. */
  VerifyReport compare(int id) throws IOException {
    return run(id, Depth.RECORDED_CRC).report(RedundancySurvey.NONE);
  }

  /** As {@link #verify}, but looks only whether files are there with their sizes. */
  public VerifyReport glance(int id) throws IOException {
    return run(id, Depth.SIZES).report(RedundancySurvey.NONE);
  }

  private VerifyTally run(int id, Depth depth) throws IOException {
    Summary summary =
        Summary.read(files, layout.summary(id))
            .orElseThrow(
                () ->
                    new DatasetException(
                        "dataset " + id + " has no summary " + layout.summary(id)));
    RankToFile map = new RankToFile(files, layout.rankToFile(id));
    int expected =
        map.ranks()
            .orElseThrow(
                () ->
                    new DatasetException("dataset " + id + " has no map " + layout.rankToFile(id)));
    VerifyTally tally = new VerifyTally(id, expected);
    meter.begin("files", summary.descriptor().bytes());
    List<Callable<VerifyTally.Checked>> tasks = new ArrayList<>();
    map.forEach(
        rank -> {
          tasks.add(() -> check(id, rank, depth));
          if (tasks.size() == RANKS_AT_A_TIME) {
            tally.add(Workers.run(parallelism, tasks));
            tasks.clear();
          }
        });
    tally.add(Workers.run(parallelism, tasks));
    tally.end(summary);
    return tally;
  }

  private VerifyTally.Checked check(int id, RankFiles rank, Depth depth) throws IOException {
    boolean mapDamaged = false;
    Map<Path, FileMeta> recorded = Map.of();
    try {
      recorded = recorded(id, rank.rank());
    } catch (CorruptTreeException | DatasetException e) {
      mapDamaged = true;
    }
    List<VerifyReport.Bad> bad = new ArrayList<>();
    long bytes = 0;
    long byCrc = 0;
    for (RankFiles.Item item : rank.files()) {
      try {
        Path file = paths.of(item.path());
        Optional<FileMeta> meta = Optional.ofNullable(recorded.get(file));
        OptionalLong wanted =
            item.bytes().isPresent()
                ? item.bytes()
                : meta.map(FileMeta::bytes).orElse(OptionalLong.empty());
        OptionalInt crc =
            item.crc().isPresent()
                ? item.crc()
                : meta.map(FileMeta::crc).orElse(OptionalInt.empty());
        check(item.path(), file, wanted, crc, depth).ifPresent(bad::add);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          bytes += Files.size(file);
          byCrc += depth != Depth.SIZES && crc.isPresent() ? 1 : 0;
        }
      } catch (IOException e) {
        bad.add(
            new VerifyReport.Bad(
                item.path(), VerifyReport.State.UNREADABLE, "cannot be read: " + e.getMessage()));
      }
    }
    return new VerifyTally.Checked(rank.rank(), rank.files().size(), bytes, byCrc, mapDamaged, bad);
  }

  private Optional<VerifyReport.Bad> check(
      String name, Path file, OptionalLong wanted, OptionalInt crc, Depth depth)
      throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return bad(name, VerifyReport.State.MISSING, "is missing");
    }
    long size = Files.size(file);
    if (wanted.isPresent() && wanted.getAsLong() != size) {
      return bad(
          name,
          VerifyReport.State.WRONG_SIZE,
          "has " + size + " bytes, should have " + wanted.getAsLong());
    }
    if (depth == Depth.SIZES || (depth == Depth.RECORDED_CRC && crc.isEmpty())) {
      return Optional.empty();
    }
    FileCopier.Contents contents = reader.read(file);
    if (contents.bytes() != size) {
      return bad(
          name,
          VerifyReport.State.WRONG_SIZE,
          "ended after " + contents.bytes() + " bytes, should have " + size);
    }
    if (crc.isPresent() && crc.getAsInt() != contents.crc()) {
      return bad(
          name,
          VerifyReport.State.WRONG_CRC,
          String.format("has CRC-32 %08x, should have %08x", contents.crc(), crc.getAsInt()));
    }
    return Optional.empty();
  }

  private static Optional<VerifyReport.Bad> bad(
      String name, VerifyReport.State state, String message) {
    return Optional.of(new VerifyReport.Bad(name, state, message));
  }

  /** What a scavenge left on record of a rank's files. */
  private Map<Path, FileMeta> recorded(int id, int rank) throws IOException {
    Map<Path, FileMeta> found = new HashMap<>();
    FileMap map = FileMap.read(files, layout.fileMap(id, rank)).orElse(FileMap.EMPTY);
    for (FileMap.Entry entry : map.files()) {
      found.put(paths.of(entry.meta()), entry.meta());
    }
    return found;
  }
}
