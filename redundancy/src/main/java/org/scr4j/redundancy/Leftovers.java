package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Deletes what killed processes have left half written, once in each directory. */
final class Leftovers {

  private final Set<Path> searched = ConcurrentHashMap.newKeySet();

  /** Deletes drafts in {@code directory} that are not this process's. */
  void delete(Path directory) throws IOException {
    if (searched.add(directory)) {
      Draft.deleteLeftovers(directory);
    }
  }
}
