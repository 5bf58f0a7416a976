package org.scr4j.config;

import java.util.Locale;

/**
 * How state files are locked against other processes: {@code SCR_FILE_LOCK}. The names are those of
 * {@code org.scr4j.kvtree.LockKind}, which stands on the same floor and so is not known here.
 */
public enum FileLock {
  /** {@code flock(2)}, what LLNL's library uses unless built otherwise. */
  FLOCK,
  /** {@code fcntl(2)} record locks. */
  FCNTL,
  /** No locks. */
  NONE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
