package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.redundancy.RedsetName;
import org.scr4j.redundancy.SerialRebuild;
import org.scr4j.redundancy.SetReport;

/**
 * Rebuilds one redundancy set of a collected dataset, as LLNL's {@code scr_rebuild_xor}, {@code
 * scr_rebuild_partner} and {@code scr_rebuild_rs} do for {@code scr_index}.
 */
public final class SetRebuild {

  private static final String DATASET = "scr.dataset.";

  private final StateFiles files;
  private final PrefixLayout layout;
  private final PrefixPaths paths;
  private final int id;

  /** What is to be had back. */
  public enum What {
    /** File maps, whose redundancy files are called {@code reddescmap.er...}. */
    MAPS("reddescmap.er"),
    /** The application's files, {@code reddesc.er...}; the file maps say where they belong. */
    FILES("reddesc.er");

    private final String prefix;

    What(String prefix) {
      this.prefix = prefix;
    }
  }

  /** Rebuilds sets of dataset {@code id}. */
  public SetRebuild(StateFiles files, PrefixLayout layout, int id) {
    this.files = files;
    this.layout = layout;
    this.paths = new PrefixPaths(layout);
    this.id = id;
  }

  /**
   * Rebuilds sets of the dataset whose metadata directory is {@code directory}.
   *
   * @throws DatasetException if it is not called {@code <prefix>/.scr/scr.dataset.<id>}
   */
  public static SetRebuild in(StateFiles files, Path directory) throws DatasetException {
    String name = String.valueOf(directory.getFileName());
    OptionalInt id =
        name.startsWith(DATASET) ? Trees.id(name.substring(DATASET.length())) : OptionalInt.empty();
    Path hidden = directory.getParent();
    if (id.isEmpty() || hidden == null || !hidden.endsWith(".scr") || hidden.getParent() == null) {
      throw new DatasetException(
          directory + " is no dataset's directory; run this in PREFIX/.scr/scr.dataset.ID");
    }
    return new SetRebuild(files, new PrefixLayout(hidden.getParent()), id.getAsInt());
  }

  /**
   * Rebuilds the set that {@code redundancyFiles} belong to.
   *
   * @param type its method, as in their names: {@code xor}
   * @param redundancyFiles all of the set that are there, relative to the dataset's directory
   * @throws IOException if one of them is no such file, or they are of several sets
   */
  public SetReport run(What what, String type, List<Path> redundancyFiles) throws IOException {
    List<RedsetName> names = new ArrayList<>();
    for (Path file : redundancyFiles) {
      names.add(name(what, type, file));
    }
    SetReport report;
    try {
      report =
          SerialRebuild.rebuildSet(
              layout.datasetDir(id),
              names,
              what == What.MAPS
                  ? (rank, recorded) -> layout.fileMap(id, rank)
                  : (rank, recorded) -> locate(rank, recorded));
    } catch (IllegalArgumentException e) {
      throw new DatasetException(e.getMessage(), e);
    }
    if (what == What.FILES && report instanceof SetReport.Rebuilt rebuilt) {
      for (int rank : rebuilt.files().keySet()) {
        restoreAttributes(rank);
      }
    }
    return report;
  }

  private RedsetName name(What what, String type, Path file) throws DatasetException {
    Path directory = layout.datasetDir(id);
    Path absolute = directory.resolve(file).normalize();
    Optional<RedsetName> name =
        RedsetName.parse(String.valueOf(absolute.getFileName()))
            .filter(parsed -> parsed.prefix().equals(what.prefix) && parsed.type().equals(type));
    if (name.isEmpty() || !directory.equals(absolute.getParent())) {
      throw new DatasetException(
          PrefixPaths.printable(file.toString())
              + " is not called "
              + what.prefix
              + ".RANK."
              + type
              + ".grp_..., or not in "
              + directory);
    }
    return name.get();
  }

  private List<FileMap.Entry> recorded(int rank) throws IOException {
    return FileMap.read(files, layout.fileMap(id, rank)).orElse(FileMap.EMPTY).files();
  }

  private Path locate(int rank, String recorded) throws IOException {
    for (FileMap.Entry entry : recorded(rank)) {
      if (entry.path().equals(recorded)) {
        Path file = paths.of(entry.meta());
        paths.makeDirectoryOf(file);
        return file;
      }
    }
    throw new DatasetException(
        "the file map of rank " + rank + " does not have " + PrefixPaths.printable(recorded));
  }

  private void restoreAttributes(int rank) throws IOException {
    for (FileMap.Entry entry : recorded(rank)) {
      Path file = paths.of(entry.meta());
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        FileCopier.applyAttributes(file, entry.meta());
      }
    }
  }
}
