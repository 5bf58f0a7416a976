package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.redundancy.SerialRebuild;
import org.scr4j.redundancy.SetReport;

/**
 * Which ranks of a dataset in the prefix could be had back from the redundancy files that a
 * scavenge left there. Looks only: a file that is known to be bad is taken for one that is missing.
 */
final class RedundancySurvey {

  /** Nothing is known, and nothing can be rebuilt. */
  static final RedundancySurvey NONE = new RedundancySurvey(Set.of(), VerifyReport.Redundancy.NONE);

  private final Set<Integer> recoverable;
  private final VerifyReport.Redundancy redundancy;

  private RedundancySurvey(Set<Integer> recoverable, VerifyReport.Redundancy redundancy) {
    this.recoverable = recoverable;
    this.redundancy = redundancy;
  }

  /** Looks at what is left of dataset {@code id}, whose files are as {@code tally} says. */
  static RedundancySurvey take(
      StateFiles files, PrefixLayout layout, int id, int parallelism, VerifyTally tally)
      throws IOException {
    Path directory = layout.datasetDir(id);
    Path nowhere = directory.resolve(".scr4j.nowhere");
    Set<Integer> damaged = tally.damagedMaps();
    List<SetReport> maps =
        SerialRebuild.check(
            directory,
            CollectedRebuild.MAP_SETS,
            (rank, recorded) -> damaged.contains(rank) ? nowhere : layout.fileMap(id, rank),
            parallelism);
    KnownMaps known = new KnownMaps(files, layout, id);
    PrefixPaths paths = new PrefixPaths(layout);
    Set<String> bad = tally.badPaths();
    List<SetReport> sets =
        SerialRebuild.check(
            directory,
            CollectedRebuild.FILE_SETS,
            (rank, recorded) -> {
              try {
                Path file = paths.of(known.find(rank, recorded));
                return bad.contains(paths.relativeName(file)) ? nowhere : file;
              } catch (IOException e) {
                // Without a place in the prefix it is as good as missing.
                return nowhere;
              }
            },
            parallelism);
    Set<Integer> withMap = recoverable(maps);
    Set<Integer> withFiles = recoverable(sets);
    withFiles.removeIf(
        rank ->
            !withMap.contains(rank)
                && (damaged.contains(rank) || !Files.exists(layout.fileMap(id, rank))));
    return new RedundancySurvey(withFiles, summary(sets, maps, damaged));
  }

  /** Ranks that have all they need, or can have it. */
  private static Set<Integer> recoverable(List<SetReport> sets) {
    Set<Integer> ranks = new HashSet<>();
    for (SetReport set : sets) {
      if (set instanceof SetReport.Complete complete) {
        ranks.addAll(complete.ranks());
      } else if (set instanceof SetReport.Rebuildable rebuildable) {
        ranks.addAll(rebuildable.ranks());
      } else if (set instanceof SetReport.Contradictory contradictory) {
        ranks.addAll(contradictory.ranks());
      }
    }
    return ranks;
  }

  private static VerifyReport.Redundancy summary(
      List<SetReport> sets, List<SetReport> maps, Set<Integer> damaged) {
    List<String> notes = new ArrayList<>();
    int complete = notes(sets, "", notes);
    int doubtful = 0;
    for (SetReport set : sets) {
      doubtful += set instanceof SetReport.Contradictory ? 1 : 0;
    }
    notes(maps, "file maps of ", notes);
    for (int rank : new TreeSet<>(damaged)) {
      notes.add("the file map of rank " + rank + " is damaged");
    }
    return new VerifyReport.Redundancy(sets.size(), complete, doubtful, notes);
  }

  private static int notes(List<SetReport> sets, String what, List<String> notes) {
    int complete = 0;
    for (SetReport set : sets) {
      if (set instanceof SetReport.Complete) {
        complete++;
      } else if (set instanceof SetReport.Rebuildable rebuildable) {
        notes.add(
            what
                + "set "
                + (set.group() + 1)
                + ": ranks "
                + rebuildable.missing()
                + " lack files, and can be rebuilt");
      } else if (set instanceof SetReport.Contradictory contradictory) {
        notes.add(
            what
                + "set "
                + (set.group() + 1)
                + ": files of ranks "
                + contradictory.ranks()
                + " or their redundancy are damaged, since they do not fit together");
      } else if (set instanceof SetReport.Lost lost) {
        notes.add(what + lost.reason());
      }
    }
    return complete;
  }

  /** What can be done about a rank that lacks something. */
  VerifyReport.Verdict verdict(int rank) {
    return recoverable.contains(rank)
        ? VerifyReport.Verdict.REBUILDABLE
        : VerifyReport.Verdict.LOST;
  }

  /** What is left. */
  VerifyReport.Redundancy redundancy() {
    return redundancy;
  }
}
