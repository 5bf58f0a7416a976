package org.scr4j.dataset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Sums up what is found of the ranks of a dataset, in order of ranks. */
final class VerifyTally {

  /** So many ranks that the map lacks are told one by one; it may claim any number. */
  private static final int ABSENT_TOLD = 1 << 16;

  private final int id;
  private final int expected;
  private final TreeMap<Integer, List<VerifyReport.Bad>> bad = new TreeMap<>();
  private final List<VerifyReport.Range> good = new ArrayList<>();
  private final Set<Integer> damagedMaps = new HashSet<>();
  private final List<String> overall = new ArrayList<>();
  private int next;
  private boolean disorder;
  private long absent;
  private long files;
  private long bytes;
  private long byCrc;

  VerifyTally(int id, int expected) {
    this.id = id;
    this.expected = expected;
  }

  /**
   * What was found of one rank.
   *
   * @param mapDamaged whether the file map that a scavenge left cannot be used
   */
  record Checked(
      int rank,
      int files,
      long bytes,
      long byCrc,
      boolean mapDamaged,
      List<VerifyReport.Bad> bad) {}

  void add(List<Checked> ranks) {
    for (Checked rank : ranks) {
      files += rank.files();
      bytes += rank.bytes();
      byCrc += rank.byCrc();
      if (rank.mapDamaged()) {
        damagedMaps.add(rank.rank());
      }
      if (rank.rank() < next || rank.rank() >= expected) {
        disorder = true;
        continue;
      }
      absent(rank.rank());
      next = rank.rank() + 1;
      if (rank.bad().isEmpty()) {
        good(rank.rank());
      } else {
        bad.put(rank.rank(), rank.bad());
      }
    }
  }

  private void good(int rank) {
    int last = good.size() - 1;
    if (last >= 0 && good.get(last).last() == rank - 1) {
      good.set(last, new VerifyReport.Range(good.get(last).first(), rank));
    } else {
      good.add(new VerifyReport.Range(rank, rank));
    }
  }

  /** Ranks from {@link #next} up to {@code end} are not in the map. */
  private void absent(int end) {
    for (int rank = next; rank < end && absent < ABSENT_TOLD; rank++) {
      bad.put(rank, List.of());
      absent++;
    }
  }

  void end(Summary summary) {
    if (!summary.complete()) {
      overall.add("its summary does not say that it is complete");
    }
    absent(expected);
    long found = expected - absent;
    if (disorder || absent == ABSENT_TOLD) {
      overall.add("its map does not have each of ranks 0 to " + (expected - 1) + " once");
    } else if (absent > 0) {
      overall.add("its map has " + found + " ranks, should have 0 to " + (expected - 1));
    }
    OptionalLong wantedFiles = summary.descriptor().files();
    if (wantedFiles.isPresent() && wantedFiles.getAsLong() != files) {
      overall.add("its map has " + files + " files, should have " + wantedFiles.getAsLong());
    }
    OptionalLong wantedBytes = summary.descriptor().bytes();
    if (wantedBytes.isPresent() && wantedBytes.getAsLong() != bytes) {
      overall.add("its files have " + bytes + " bytes, should have " + wantedBytes.getAsLong());
    }
  }

  int expected() {
    return expected;
  }

  /** The paths, relative to the prefix, of all files that are not good. */
  Set<String> badPaths() {
    Set<String> paths = new HashSet<>();
    bad.values().forEach(files -> files.forEach(file -> paths.add(file.path())));
    return paths;
  }

  /** Ranks whose file map, left by a scavenge, cannot be used. */
  Set<Integer> damagedMaps() {
    return damagedMaps;
  }

  VerifyReport report(RedundancySurvey survey) {
    List<VerifyReport.Rank> ranks = new ArrayList<>(bad.size());
    bad.forEach(
        (rank, wrong) -> ranks.add(new VerifyReport.Rank(rank, wrong, survey.verdict(rank))));
    return new VerifyReport(
        id, expected, files, bytes, byCrc, good, ranks, overall, survey.redundancy());
  }
}
