package org.scr4j.redundancy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Computes lost files in one process from those that a scavenge has collected, as LLNL's {@code
 * scr_rebuild_xor}, {@code scr_rebuild_partner} and {@code scr_rebuild_rs} do for {@code scr_index
 * --build}.
 *
 * <p>Rebuild the file maps first (prefix {@code reddescmap.er}): they say where the files of the
 * other sets (prefix {@code reddesc.er}) belong.
 */
public final class SerialRebuild {

  /** Where a file belongs that a descriptor names. */
  @FunctionalInterface
  public interface Locator {
    /**
     * Decides on a name from a descriptor, which is not to be trusted: nothing is read or written
     * but what this returns, and redundancy files in the directory searched.
     *
     * @param rank the rank that the file belongs to
     * @param recorded its path on its node, {@code /dev/shm/user/scr.38/scr.dataset.2/rank_3.ckpt}
     * @return the file; its directory exists
     * @throws IOException if there is no place for such a file: the set is reported as lost
     */
    Path locate(int rank, String recorded) throws IOException;
  }

  /** What is done with a set. */
  private interface Work {
    SetReport on(CollectedSet set) throws IOException;
  }

  private SerialRebuild() {}

  /**
   * The state of every set, without changing anything.
   *
   * @param directory holds the redundancy files, {@code <prefix>/.scr/scr.dataset.2}
   * @param prefix what their names begin with, {@code reddesc.er}
   * @return by set number; sets of which nothing is left are one report under the first one's
   *     number; empty where there is no such file at all
   */
  public static List<SetReport> survey(Path directory, String prefix, Locator locator)
      throws IOException {
    return forEachSet(directory, prefix, locator, 1, CollectedSet::report);
  }

  /**
   * As {@link #survey}, and computes the redundancy of every set that is complete again: reads
   * every byte of it.
   *
   * @param parallel sets that are worked on at the same time, at most
   */
  public static List<SetReport> check(Path directory, String prefix, Locator locator, int parallel)
      throws IOException {
    return forEachSet(
        directory,
        prefix,
        locator,
        parallel,
        set ->
            set.report() instanceof SetReport.Complete complete && !SerialCheck.agrees(set)
                ? new SetReport.Contradictory(complete.group(), complete.ranks())
                : set.report());
  }

  /**
   * Writes what is missing of every set that can be rebuilt, and its redundancy files.
   *
   * @param parallel sets that are worked on at the same time, at most
   * @return by set number: complete, rebuilt or lost
   * @throws IOException if the directory cannot be read; trouble with one set makes that set lost
   */
  public static List<SetReport> rebuild(
      Path directory, String prefix, Locator locator, int parallel) throws IOException {
    Leftovers leftovers = new Leftovers();
    return forEachSet(
        directory, prefix, locator, parallel, set -> rebuild(set, directory, leftovers));
  }

  /**
   * Writes what is missing of one set.
   *
   * @param directory as for {@link #survey}
   * @param names the redundancy files of the set that are there; those that are not named count as
   *     lost, and are written anew
   * @return complete, rebuilt or lost
   * @throws IllegalArgumentException if there is no name, or names are of more than one set
   */
  public static SetReport rebuildSet(Path directory, List<RedsetName> names, Locator locator) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no redundancy file is named");
    }
    RedsetName first = names.get(0);
    for (RedsetName name : names) {
      if (name.group() != first.group()
          || !name.prefix().equals(first.prefix())
          || !name.type().equals(first.type())) {
        throw new IllegalArgumentException(
            name.fileName() + " is of another set than " + first.fileName());
      }
    }
    // What others have half written stays: other sets may be rebuilt by other processes now.
    return report(directory, first.prefix(), first.group(), names, locator, SerialRebuild::rebuild);
  }

  private static SetReport rebuild(CollectedSet set, Path directory, Leftovers leftovers)
      throws IOException {
    if (set.report() instanceof SetReport.Rebuildable) {
      leftovers.delete(directory);
      for (int member = 0; member < set.size(); member++) {
        if (set.missing()[member]) {
          for (Path file : set.files(member)) {
            leftovers.delete(file.getParent());
          }
        }
      }
    }
    return rebuild(set);
  }

  private static SetReport rebuild(CollectedSet set) throws IOException {
    return set.report() instanceof SetReport.Rebuildable known
        ? new SetReport.Rebuilt(known.group(), known.ranks(), SerialMethods.rebuild(set))
        : set.report();
  }

  private static List<SetReport> forEachSet(
      Path directory, String prefix, Locator locator, int parallel, Work work) throws IOException {
    Map<Integer, List<RedsetName>> sets = find(directory, prefix);
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.max(1, Math.min(parallel, sets.size())));
    try {
      List<Future<SetReport>> running = new ArrayList<>();
      for (Map.Entry<Integer, List<RedsetName>> set : sets.entrySet()) {
        running.add(
            threads.submit(
                () -> report(directory, prefix, set.getKey(), set.getValue(), locator, work)));
      }
      List<SetReport> reports = new ArrayList<>();
      for (Future<SetReport> report : running) {
        reports.add(get(report));
      }
      absent(sets).ifPresent(reports::add);
      reports.sort(Comparator.comparingInt(SetReport::group));
      return List.copyOf(reports);
    } finally {
      threads.shutdownNow();
    }
  }

  private static SetReport report(
      Path directory,
      String prefix,
      int group,
      List<RedsetName> names,
      Locator locator,
      Work work) {
    try {
      return work.on(CollectedSet.of(directory, prefix, names, locator));
    } catch (IOException e) {
      Faults faults = new Faults();
      faults.note(e);
      return new SetReport.Lost(group, faults.message());
    }
  }

  private static SetReport get(Future<SetReport> report) throws IOException {
    try {
      return report.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while rebuilding");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().toString(), e);
    }
  }

  private static Map<Integer, List<RedsetName>> find(Path directory, String prefix)
      throws IOException {
    Map<Integer, List<RedsetName>> sets = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.redset")) {
      for (Path file : files) {
        Optional<RedsetName> name = RedsetName.parse(file.getFileName().toString());
        if (name.isPresent() && name.get().prefix().equals(prefix)) {
          sets.computeIfAbsent(name.get().group(), group -> new ArrayList<>()).add(name.get());
        }
      }
    }
    sets.values().forEach(set -> set.sort(Comparator.comparingInt(RedsetName::member)));
    return sets;
  }

  /** One report on all the sets that have left no file. */
  private static Optional<SetReport> absent(Map<Integer, List<RedsetName>> sets) {
    int groups =
        sets.values().stream().flatMap(List::stream).mapToInt(RedsetName::groups).max().orElse(0);
    int first = 0;
    while (sets.containsKey(first)) {
      first++;
    }
    if (first >= groups) {
      return Optional.empty();
    }
    int absent = groups - sets.size();
    String reason =
        absent + " of " + groups + " sets have left no redundancy file, set " + (first + 1);
    return Optional.of(
        new SetReport.Lost(first, absent == 1 ? reason : reason + " the first of them"));
  }
}
