package org.scr4j.kvtree;

import java.util.Locale;

/** How state files are locked against other processes; {@code SCR_FILE_LOCK} selects it. */
public enum LockKind {
  /** {@code flock(2)}, what LLNL's library uses unless built otherwise. */
  FLOCK,
  /** {@code fcntl(2)} record locks. */
  FCNTL,
  /** No lock: for file systems that refuse them, and a single writer. */
  NONE;

  /**
   * The kind named {@code text}, in either case.
   *
   * @throws IllegalArgumentException with the possible names, if there is none
   */
  public static LockKind parse(String text) {
    for (LockKind kind : values()) {
      if (kind.name().equalsIgnoreCase(text)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a kind of file lock; use flock, fcntl or none");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
