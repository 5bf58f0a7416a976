package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.StateFiles;

/**
 * Deletes datasets from the prefix: the files that their own rank-to-file maps name, directories
 * that are empty then, what SCR has on record of them, and their entries in the index.
 *
 * <p>First the index says that the dataset is not whole, and another checkpoint becomes current, as
 * when one is dropped; files go after that. So a deletion that is killed leaves nothing that the
 * index calls valid, and {@link #resume} takes it up again. A file that another dataset of the
 * index names too stays: programs may give files of all checkpoints the same names. Memory grows
 * with the files of the dataset.
 *
 * <p>Maps are not to be trusted: nothing outside the prefix, nothing of SCR's own, and nothing
 * behind a symbolic link is deleted on their word.
 */
public final class PrefixDelete {

  /** In a dataset's directory from the time that its deletion begins. */
  static final String MARK = ".scr4j.deleting";

  private static final String DATASET_DIRS = "scr.dataset.*";
  private static final int CHUNK = 256;

  private final StateFiles files;
  private final PrefixLayout layout;
  private final PrefixPaths paths;
  private final IndexFile index;
  private final FlushFile flush;
  private final int parallelism;

  /** Deletes from one prefix, at most {@code parallelism} files at a time. */
  public PrefixDelete(
      StateFiles files, PrefixLayout layout, IndexFile index, FlushFile flush, int parallelism) {
    this.files = files;
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
    this.index = index;
    this.flush = flush;
    this.parallelism = parallelism;
  }

  /**
   * What came of a deletion.
   *
   * @param id the dataset
   * @param files how many files are gone
   * @param left one line for each that could not be deleted; where there is one, what SCR has on
   *     record of the dataset stays, and the deletion may be repeated
   */
  public record Deleted(int id, long files, List<String> left) {
    /** Copies the list. */
    public Deleted {
      left = List.copyOf(left);
    }
  }

  /** What a dataset's map names. */
  private record Doomed(Map<String, Path> files, List<String> refused) {}

  /**
   * Deletes the dataset that the index calls {@code name}.
   *
   * @return nothing where the index has none of that name
   * @throws IOException before anything is deleted, if it cannot be known which files are its own
   */
  public Optional<Deleted> delete(String name) throws IOException {
    Optional<DatasetIndex.Entry> entry = index.read().flatMap(known -> known.dataset(name));
    return entry.isEmpty() ? Optional.empty() : Optional.of(delete(entry.get().id()));
  }

  /**
   * Deletes dataset {@code id}, whether the index knows it or not.
   *
   * @throws IOException before anything is deleted, if it cannot be known which files are its own
   */
  public Deleted delete(int id) throws IOException {
    DatasetIndex known = index.read().orElse(DatasetIndex.EMPTY);
    Path directory = layout.datasetDir(id);
    if (Files.isSymbolicLink(directory)) {
      throw new DatasetException(directory + " is a symbolic link, which is not followed");
    }
    Doomed doomed = doomed(id);
    spare(doomed, id, known);
    Optional<DatasetIndex.Entry> entry = known.dataset(id);
    invalidate(id, entry);
    List<String> left = new ArrayList<>(doomed.refused());
    long gone = deleteFiles(new ArrayList<>(doomed.files().values()), left);
    deleteEmpty(doomed.files().values());
    if (left.isEmpty()) {
      deleteRecords(directory);
      if (entry.isPresent()) {
        index.drop(entry.get().name());
      }
    }
    return new Deleted(id, gone, left);
  }

  /** Deletes what deletions that were killed have left. */
  public List<Deleted> resume() throws IOException {
    List<Deleted> done = new ArrayList<>();
    DatasetIndex known = index.read().orElse(DatasetIndex.EMPTY);
    for (int id : marked()) {
      // A mark in a dataset that is whole is none of ours.
      if (known.dataset(id).filter(DatasetIndex.Entry::complete).isEmpty()) {
        done.add(delete(id));
      }
    }
    return done;
  }

  private List<Integer> marked() throws IOException {
    List<Integer> ids = new ArrayList<>();
    if (Files.isDirectory(layout.scrDir())) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(layout.scrDir(), DATASET_DIRS)) {
        for (Path path : found) {
          String number = path.getFileName().toString().substring(DATASET_DIRS.length() - 1);
          if (Files.exists(path.resolve(MARK), LinkOption.NOFOLLOW_LINKS)) {
            Trees.id(number).ifPresent(ids::add);
          }
        }
      }
    }
    ids.sort(Comparator.naturalOrder());
    return ids;
  }

  private Doomed doomed(int id) throws IOException {
    Doomed doomed = new Doomed(new HashMap<>(), new ArrayList<>());
    RankToFile map = new RankToFile(files, layout.rankToFile(id));
    if (map.exists()) {
      map.forEach(
          rank -> {
            for (RankFiles.Item item : rank.files()) {
              try {
                Path file = paths.of(item.path());
                doomed.files().put(paths.relativeName(file), file);
              } catch (DatasetException outside) {
                doomed.refused().add("rank " + rank.rank() + ": " + outside.getMessage());
              }
            }
          });
    }
    return doomed;
  }

  /** Takes out what other datasets have too. */
  private void spare(Doomed doomed, int id, DatasetIndex known) throws IOException {
    for (DatasetIndex.Entry other : known.datasets()) {
      RankToFile map = new RankToFile(files, layout.rankToFile(other.id()));
      if (other.id() == id || doomed.files().isEmpty() || !map.exists()) {
        continue;
      }
      try {
        map.forEach(
            rank ->
                rank.files()
                    .forEach(
                        item ->
                            doomed.files().remove(Path.of(item.path()).normalize().toString())));
      } catch (CorruptTreeException | DatasetException | IllegalArgumentException damaged) {
        throw new DatasetException(
            "dataset "
                + id
                + " is not deleted: which of its files dataset "
                + other.id()
                + " has too cannot be known: "
                + damaged.getMessage()
                + "; scr_index --drop "
                + PrefixPaths.printable(other.name())
                + " takes that one out of the way",
            damaged);
      }
    }
  }

  /** From here on nobody takes it for whole, and a deletion that is killed can be resumed. */
  private void invalidate(int id, Optional<DatasetIndex.Entry> entry) throws IOException {
    Path directory = layout.datasetDir(id);
    boolean recorded = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
    Path mark = directory.resolve(MARK);
    if (recorded && !Files.exists(mark, LinkOption.NOFOLLOW_LINKS)) {
      Files.createFile(mark);
      StateFiles.syncDirectory(directory);
    }
    if (entry.isPresent()) {
      index.begin(entry.get().descriptor());
    }
    if (recorded) {
      Files.deleteIfExists(layout.summary(id));
      StateFiles.syncDirectory(directory);
    }
    if (flush.read().dataset(id).filter(one -> one.at(FlushState.Location.PFS)).isPresent()) {
      flush.update(state -> state.withoutLocation(id, FlushState.Location.PFS));
    }
  }

  private long deleteFiles(List<Path> doomed, List<String> left) throws IOException {
    List<Callable<List<String>>> tasks = new ArrayList<>();
    for (int from = 0; from < doomed.size(); from += CHUNK) {
      List<Path> some = doomed.subList(from, Math.min(from + CHUNK, doomed.size()));
      tasks.add(() -> delete(some));
    }
    int failed = 0;
    for (List<String> problems : Workers.run(parallelism, tasks)) {
      left.addAll(problems);
      failed += problems.size();
    }
    return (long) doomed.size() - failed;
  }

  private List<String> delete(List<Path> some) {
    List<String> problems = new ArrayList<>();
    for (Path file : some) {
      try {
        // What stood on the way when the map was read may have been changed since.
        Files.deleteIfExists(paths.of(paths.relativeName(file)));
      } catch (IOException e) {
        problems.add(PrefixPaths.printable(file.toString()) + ": " + e.getMessage());
      }
    }
    return problems;
  }

  /** Removes the directories of the files, and those above, that are empty; deepest first. */
  private void deleteEmpty(Iterable<Path> doomed) throws IOException {
    Set<Path> directories = new HashSet<>();
    for (Path file : doomed) {
      Path above = file.getParent();
      while (!above.equals(layout.prefix()) && directories.add(above)) {
        above = above.getParent();
      }
    }
    List<Path> deepestFirst = new ArrayList<>(directories);
    deepestFirst.sort(Comparator.comparingInt(Path::getNameCount).reversed());
    for (Path directory : deepestFirst) {
      deleteIfEmpty(directory);
    }
  }

  private static boolean deleteIfEmpty(Path directory) throws IOException {
    try {
      return Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException used) {
      // Others have files here: it is theirs to remove.
      return false;
    }
  }

  /** The mark goes last. */
  private static void deleteRecords(Path directory) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
      for (Path file : found) {
        if (!file.getFileName().toString().equals(MARK)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException none) {
      return;
    }
    Files.deleteIfExists(directory.resolve(MARK));
    Files.deleteIfExists(directory);
  }
}
