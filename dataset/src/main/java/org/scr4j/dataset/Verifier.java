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
import org.scr4j.kvtree.StateFiles;

/**
 * Verifies a dataset in the prefix by its summary and rank-to-file map. Size and CRC-32 of a file
 * come from the map, or else from the file map that a scavenge left; LLNL's library records neither
 * for a flush, and then the sums in the summary must do.
 */
public final class Verifier {

  private final StateFiles files;
  private final PrefixLayout layout;
  private final PrefixPaths paths;
  private final FileCopier reader;
  private final int parallelism;

  /**
   * A verifier for one prefix.
   *
   * @param bufferBytes size of the buffer that a file is read by
   * @param parallelism ranks worked on at the same time, at most
   */
  public Verifier(StateFiles files, PrefixLayout layout, int bufferBytes, int parallelism) {
    this.files = files;
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
    this.reader = new FileCopier(bufferBytes);
    this.parallelism = parallelism;
  }

  /**
   * Reads every byte of dataset {@code id}.
   *
   * @throws IOException if its summary or map is missing or cannot be read
   */
  public VerifyReport verify(int id) throws IOException {
    return run(id, true);
  }

  /** As {@link #verify}, but looks only whether files are there with their sizes. */
  public VerifyReport glance(int id) throws IOException {
    return run(id, false);
  }

  private record Checked(VerifyReport.Rank rank, long bytes, long byCrc) {}

  private VerifyReport run(int id, boolean readAll) throws IOException {
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
    List<Callable<Checked>> tasks = new ArrayList<>();
    map.forEach(rank -> tasks.add(() -> check(id, rank, readAll)));
    List<Checked> checked = Workers.run(parallelism, tasks);
    List<VerifyReport.Rank> ranks = new ArrayList<>();
    long count = 0;
    long bytes = 0;
    long byCrc = 0;
    for (Checked rank : checked) {
      ranks.add(rank.rank());
      count += rank.rank().files();
      bytes += rank.bytes();
      byCrc += rank.byCrc();
    }
    List<String> overall = overall(summary, expected, ranks, count, bytes);
    return new VerifyReport(id, count, bytes, byCrc, ranks, overall);
  }

  private static List<String> overall(
      Summary summary, int expected, List<VerifyReport.Rank> ranks, long files, long bytes) {
    List<String> lines = new ArrayList<>();
    if (!summary.complete()) {
      lines.add("its summary does not say that it is complete");
    }
    boolean inOrder = ranks.size() == expected;
    for (int i = 0; inOrder && i < expected; i++) {
      inOrder = ranks.get(i).rank() == i;
    }
    if (!inOrder) {
      lines.add("its map has " + ranks.size() + " ranks, should have 0 to " + (expected - 1));
    }
    OptionalLong wantedFiles = summary.descriptor().files();
    if (wantedFiles.isPresent() && wantedFiles.getAsLong() != files) {
      lines.add("its map has " + files + " files, should have " + wantedFiles.getAsLong());
    }
    OptionalLong wantedBytes = summary.descriptor().bytes();
    if (wantedBytes.isPresent() && wantedBytes.getAsLong() != bytes) {
      lines.add("its files have " + bytes + " bytes, should have " + wantedBytes.getAsLong());
    }
    return lines;
  }

  private Checked check(int id, RankFiles rank, boolean readAll) throws IOException {
    Map<Path, FileMeta> recorded = recorded(id, rank.rank());
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
        Optional<VerifyReport.Bad> wrong = check(item.path(), file, wanted, crc, readAll);
        if (wrong.isPresent()) {
          bad.add(wrong.get());
        }
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          bytes += Files.size(file);
          byCrc += readAll && crc.isPresent() ? 1 : 0;
        }
      } catch (IOException e) {
        bad.add(
            new VerifyReport.Bad(
                item.path(), VerifyReport.State.UNREADABLE, "cannot be read: " + e.getMessage()));
      }
    }
    return new Checked(new VerifyReport.Rank(rank.rank(), rank.files().size(), bad), bytes, byCrc);
  }

  private Optional<VerifyReport.Bad> check(
      String name, Path file, OptionalLong wanted, OptionalInt crc, boolean readAll)
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
    if (!readAll) {
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
