package org.scr4j.job;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.scr4j.dataset.FileMap;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.job.terminal.Progress;
import org.scr4j.kvtree.StateFiles;

/**
 * How many ranks of a dataset have been collected to the prefix, by their file maps there, which a
 * node copies last. Looking costs one listing of a directory, however many nodes there are.
 */
public final class CollectedCount {

  private final StateFiles files;
  private final Path directory;
  private OptionalLong ranks = OptionalLong.empty();

  /** Of dataset {@code id}. */
  public CollectedCount(StateFiles files, PrefixLayout layout, int id) {
    this.files = files;
    this.directory = layout.datasetDir(id);
  }

  /** How far it is; without a total until the first map is there. */
  public synchronized Progress.Count count(String what) {
    long found = 0;
    try (DirectoryStream<Path> maps = Files.newDirectoryStream(directory, "filemap_*")) {
      for (Path map : maps) {
        found++;
        if (ranks.isEmpty()) {
          ranks = ranks(map);
        }
      }
    } catch (IOException e) {
      // Not there, or not to be read now: nothing is known to have arrived.
      return new Progress.Count(what, 0, ranks, Progress.Unit.RANKS);
    }
    return new Progress.Count(what, found, ranks, Progress.Unit.RANKS);
  }

  private OptionalLong ranks(Path map) throws IOException {
    return FileMap.read(files, map).orElse(FileMap.EMPTY).files().stream()
        .flatMapToInt(file -> file.meta().ranks().stream())
        .filter(count -> count > 0)
        .asLongStream()
        .findFirst();
  }
}
