package org.scr4j.library;

import java.nio.file.Path;
import org.scr4j.dataset.DatasetException;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.dataset.PrefixPaths;

/** Names of files below the prefix directory. */
final class InPrefix {

  private InPrefix() {}

  /**
   * The file that a program calls {@code file}, absolute or relative to the prefix.
   *
   * @throws ScrException if it is not below the prefix, or among SCR's own files
   */
  static Path of(PrefixLayout prefix, String file) {
    Path found = prefix.prefix().resolve(file).normalize();
    if (!below(prefix, found)) {
      throw new ScrException(
          "file "
              + file
              + " is not below the prefix directory "
              + prefix.prefix()
              + ": name one that is, or set SCR_PREFIX");
    }
    if (found.endsWith(".scr")) {
      throw new ScrException(
          "file " + file + " has a name that SCR keeps for itself: choose another");
    }
    try {
      return new PrefixPaths(prefix).of(prefix.prefix().relativize(found).toString());
    } catch (DatasetException refused) {
      throw new ScrException("file name refused: " + refused.getMessage(), refused);
    }
  }

  /** Whether {@code file} is below the prefix directory. */
  static boolean below(PrefixLayout prefix, Path file) {
    return file.startsWith(prefix.prefix()) && !file.equals(prefix.prefix());
  }

  /** What state files call {@code path}. */
  static String recorded(PrefixLayout prefix, Path path) {
    return Path.of(prefix.recorded()).resolve(prefix.prefix().relativize(path)).toString();
  }
}
