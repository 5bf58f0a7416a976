package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.StateFiles;

/**
 * The flush file of a prefix, {@code .scr/flush.scr}: what is in cache and what is in the prefix.
 * Only rank 0 of a running application, or the commands once it has ended, write it.
 */
public final class FlushFile {

  private final StateFiles files;
  private final Path path;
  private final Optional<Consumer<String>> warnings;

  /** The flush file at {@code path}, present or not; changing a damaged one fails. */
  public FlushFile(StateFiles files, Path path) {
    this(files, path, Optional.empty());
  }

  /**
   * The flush file at {@code path} for one who must go on: a damaged one is moved aside before a
   * change, and {@code warnings} gets one line.
   */
  public FlushFile(StateFiles files, Path path, Consumer<String> warnings) {
    this(files, path, Optional.of(warnings));
  }

  private FlushFile(StateFiles files, Path path, Optional<Consumer<String>> warnings) {
    this.files = files;
    this.path = path;
    this.warnings = warnings;
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /**
   * What it says; nothing where there is no file.
   *
   * @throws org.scr4j.kvtree.CorruptTreeException naming the file, if it is damaged
   */
  public FlushState read() throws IOException {
    return files.read(path).map(FlushState::of).orElse(FlushState.EMPTY);
  }

  /** Changes what it says; returns the new state. */
  public FlushState update(UnaryOperator<FlushState> change) throws IOException {
    FlushState next = change.apply(toChange());
    Files.createDirectories(path.toAbsolutePath().getParent());
    files.write(path, next.tree());
    return next;
  }

  private FlushState toChange() throws IOException {
    try {
      return read();
    } catch (CorruptTreeException e) {
      if (warnings.isEmpty()) {
        throw e;
      }
      Path aside = files.moveAside(path);
      warnings.get().accept(e.getMessage() + "; moved to " + aside);
      return FlushState.EMPTY;
    }
  }

  /** Removes the file; says whether it was there. */
  public boolean remove() throws IOException {
    return Files.deleteIfExists(path);
  }
}
