package org.scr4j.dataset;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scr4j.kvtree.StateFiles;

/**
 * The file maps of a collected dataset, asked for one file after another: those asked last are kept
 * in memory. Safe for use by several threads.
 */
final class KnownMaps {

  private static final int KEPT = 1024;

  private final StateFiles files;
  private final PrefixLayout layout;
  private final int id;
  private final Map<Integer, Map<String, FileMeta>> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Map<String, FileMeta>> eldest) {
          return size() > KEPT;
        }
      };

  KnownMaps(StateFiles files, PrefixLayout layout, int id) {
    this.files = files;
    this.layout = layout;
    this.id = id;
  }

  /**
   * What the file map of {@code rank} says of the file that is called {@code recorded} on its node.
   *
   * @throws DatasetException if it does not have it
   */
  FileMeta find(int rank, String recorded) throws IOException {
    return Optional.ofNullable(map(rank).get(recorded))
        .orElseThrow(
            () ->
                new DatasetException(
                    "the file map of rank "
                        + rank
                        + " does not have "
                        + PrefixPaths.printable(recorded)));
  }

  private Map<String, FileMeta> map(int rank) throws IOException {
    synchronized (kept) {
      Map<String, FileMeta> known = kept.get(rank);
      if (known != null) {
        return known;
      }
    }
    Map<String, FileMeta> read = new HashMap<>();
    for (FileMap.Entry entry :
        FileMap.read(files, layout.fileMap(id, rank)).orElse(FileMap.EMPTY).files()) {
      read.put(entry.path(), entry.meta());
    }
    synchronized (kept) {
      kept.put(rank, read);
    }
    return read;
  }
}
