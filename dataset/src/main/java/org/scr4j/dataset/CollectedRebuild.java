package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.redundancy.SerialRebuild;
import org.scr4j.redundancy.SetReport;

/**
 * Computes what is missing of a collected dataset from the redundancy files in its metadata
 * directory. A file that is there with wrong contents stays until another that is right has been
 * made beside it.
 */
final class CollectedRebuild {

  static final String MAP_SETS = "reddescmap.er";
  static final String FILE_SETS = "reddesc.er";

  private static final String BESIDE = ".scr4j.rebuilt.";

  private final StateFiles files;
  private final PrefixLayout layout;
  private final PrefixPaths paths;
  private final int id;
  private final DatasetBuilder.Options options;
  private final KnownMaps maps;
  private final Map<Path, Path> beside = new LinkedHashMap<>();
  private final List<String> lost = new ArrayList<>();

  CollectedRebuild(StateFiles files, PrefixLayout layout, int id, DatasetBuilder.Options options) {
    this.files = files;
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
    this.id = id;
    this.options = options;
    this.maps = new KnownMaps(files, layout, id);
  }

  /** Computes the file maps that are missing; they say where files belong. */
  void maps() throws IOException {
    List<SetReport> sets =
        SerialRebuild.rebuild(
            layout.datasetDir(id),
            MAP_SETS,
            (rank, recorded) -> layout.fileMap(id, rank),
            options.parallelism());
    collectLost(sets, "file maps");
  }

  /**
   * Computes the files that are missing.
   *
   * @param damaged files that are there with the right size and wrong contents
   */
  void files(List<Path> damaged) throws IOException {
    for (Path file : damaged) {
      Path other = file.resolveSibling(BESIDE + beside.size() + ".part");
      Files.deleteIfExists(other);
      beside.put(file, other);
    }
    List<SetReport> sets =
        SerialRebuild.rebuild(
            layout.datasetDir(id), FILE_SETS, this::locate, options.parallelism());
    collectLost(sets, "files");
    for (SetReport set : sets) {
      if (set instanceof SetReport.Rebuilt rebuilt) {
        for (int rank : rebuilt.files().keySet()) {
          finish(rank);
        }
      }
    }
    for (Path other : beside.values()) {
      Files.deleteIfExists(other);
    }
  }

  /** One line for each set that is lost. */
  List<String> lost() {
    return lost;
  }

  private void collectLost(List<SetReport> sets, String what) {
    for (SetReport set : sets) {
      if (set instanceof SetReport.Lost gone) {
        lost.add(what + " of set " + (gone.group() + 1) + ": " + gone.reason());
      }
    }
  }

  private Path locate(int rank, String recorded) throws IOException {
    FileMeta meta = maps.find(rank, recorded);
    Path file = paths.of(meta);
    paths.makeDirectoryOf(file);
    return beside.getOrDefault(file, file);
  }

  /** Mode and times are those of the file map, as for files that were collected. */
  private void finish(int rank) throws IOException {
    for (FileMap.Entry entry :
        FileMap.read(files, layout.fileMap(id, rank)).orElse(FileMap.EMPTY).files()) {
      Path file = paths.of(entry.meta());
      Path made = beside.getOrDefault(file, file);
      if (!Files.isRegularFile(made, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      if (!made.equals(file)) {
        if (!right(made, entry.meta())) {
          continue;
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
      }
      FileCopier.applyAttributes(file, entry.meta());
    }
  }

  private boolean right(Path made, FileMeta meta) throws IOException {
    FileCopier.Contents contents = new FileCopier(options.bufferBytes()).read(made);
    return contents.bytes() == meta.bytes().orElse(-1)
        && (meta.crc().isEmpty() || meta.crc().getAsInt() == contents.crc());
  }
}
