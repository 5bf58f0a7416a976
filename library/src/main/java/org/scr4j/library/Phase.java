package org.scr4j.library;

/** What the library does for a dataset, or the program between two of its calls. */
public enum Phase {
  /** What an earlier run has left in cache is brought back: one dataset of it. */
  REBUILD,
  /** A checkpoint is copied from the prefix into cache. */
  FETCH,
  /** The program reads: from {@link Scr#startRestart} to {@link Scr#completeRestart}. */
  RESTART,
  /** The program writes: from {@link Scr#startOutput} to {@link Scr#completeOutput}. */
  WRITE,
  /** What was written is recorded and protected. */
  ENCODE,
  /** A dataset is copied to the prefix; in the background, until that is known to have ended. */
  FLUSH
}
