package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * The halt file of a prefix, {@code .scr/halt.scr}. A running application reads and changes it too,
 * so it is changed in place under its lock. Keys: {@code CheckpointsLeft}, {@code ExitBefore},
 * {@code ExitAfter}, {@code HaltSeconds}, {@code ExitReason}; others are kept.
 */
public final class HaltFile {

  private static final String CHECKPOINTS = "CheckpointsLeft";
  private static final String BEFORE = "ExitBefore";
  private static final String AFTER = "ExitAfter";
  private static final String SECONDS = "HaltSeconds";
  private static final String REASON = "ExitReason";

  private final StateFiles files;
  private final Path path;

  /** The halt file at {@code path}, present or not. */
  public HaltFile(StateFiles files, Path path) {
    this.files = files;
    this.path = path;
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /**
   * The conditions; none where there is no file.
   *
   * @throws IOException naming the file and key, if it cannot be read: to be on the safe side a
   *     caller then halts
   */
  public HaltConditions read() throws IOException {
    Optional<KvTree> tree = files.readChecked(path);
    return tree.isPresent() ? conditions(tree.get(), path) : HaltConditions.NONE;
  }

  /**
   * The conditions in the tree of a halt file.
   *
   * @param origin the file, named in errors
   * @throws DatasetException if a value is not a number
   */
  public static HaltConditions conditions(KvTree tree, Object origin) throws DatasetException {
    try {
      return unchecked(tree, origin);
    } catch (BadValue e) {
      throw new DatasetException(e.getMessage(), e);
    }
  }

  /**
   * Changes the conditions in place under the lock, making the file and its directory where absent.
   *
   * @return the new conditions
   */
  public HaltConditions update(UnaryOperator<HaltConditions> change) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    try {
      return files.update(
          path,
          tree -> {
            HaltConditions before = unchecked(tree, path);
            HaltConditions after = change.apply(before);
            store(tree, before, after);
            return after;
          });
    } catch (BadValue e) {
      throw new DatasetException(e.getMessage(), e);
    }
  }

  /**
   * What an application does at each checkpoint: takes over the conditions of the file, counts
   * checkpoints down, never below zero, and writes them back.
   *
   * @param mine conditions held by the caller: used where there is no file yet; an exit reason of
   *     its own lasts unless the file has one
   */
  public HaltConditions synchronize(HaltConditions mine, int checkpointsTaken) throws IOException {
    boolean existed = Files.exists(path);
    return update(
        inFile -> {
          HaltConditions now = existed ? inFile : mine;
          if (now.exitReason().isEmpty()) {
            now = now.withExitReason(mine.exitReason());
          }
          OptionalLong left = now.checkpointsLeft();
          return left.isEmpty()
              ? now
              : now.withCheckpointsLeft(
                  OptionalLong.of(Math.max(0, left.getAsLong() - checkpointsTaken)));
        });
  }

  /** Removes the file; says whether it was there. */
  public boolean remove() throws IOException {
    return Files.deleteIfExists(path);
  }

  private static HaltConditions unchecked(KvTree tree, Object origin) {
    return new HaltConditions(
        number(tree, CHECKPOINTS, origin),
        number(tree, BEFORE, origin),
        number(tree, AFTER, origin),
        number(tree, SECONDS, origin),
        tree.value(REASON));
  }

  private static OptionalLong number(KvTree tree, String key, Object origin) {
    try {
      return tree.longValue(key);
    } catch (NumberFormatException e) {
      throw new BadValue(
          origin + ": " + key + " is '" + tree.value(key).orElse("") + "', not a number", e);
    }
  }

  private static void store(KvTree tree, HaltConditions before, HaltConditions after) {
    if (!after.exitReason().equals(before.exitReason())) {
      after
          .exitReason()
          .ifPresentOrElse(text -> tree.setValue(REASON, text), () -> tree.unset(REASON));
    }
    store(tree, CHECKPOINTS, before.checkpointsLeft(), after.checkpointsLeft());
    store(tree, BEFORE, before.exitBefore(), after.exitBefore());
    store(tree, AFTER, before.exitAfter(), after.exitAfter());
    store(tree, SECONDS, before.haltSeconds(), after.haltSeconds());
  }

  private static void store(KvTree tree, String key, OptionalLong before, OptionalLong after) {
    if (!after.equals(before)) {
      after.ifPresentOrElse(value -> tree.setValue(key, value), () -> tree.unset(key));
    }
  }

  /** Carries a fault out of the function that runs under the lock. */
  private static final class BadValue extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadValue(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
