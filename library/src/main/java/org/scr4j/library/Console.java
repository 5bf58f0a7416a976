package org.scr4j.library;

import java.io.PrintStream;

/**
 * Messages of the library: one line each, beginning with {@code scr: }, on stderr. What concerns
 * the run as a whole is told once, by rank 0.
 */
final class Console {

  private final PrintStream out;
  private final boolean root;
  private final int verbosity;

  /**
   * A console.
   *
   * @param verbosity SCR_DEBUG: 0 tells what a user must know, 1 each step, 2 details
   */
  Console(PrintStream out, boolean root, int verbosity) {
    this.out = out;
    this.root = root;
    this.verbosity = verbosity;
  }

  /** What a user must know; told by rank 0. */
  void say(String message) {
    if (root) {
      print(message);
    }
  }

  /** A step of the run; told by rank 0 with SCR_DEBUG=1. */
  void debug(String message) {
    if (root && verbosity >= 1) {
      print(message);
    }
  }

  /** What went wrong on this rank alone. */
  void warn(String message) {
    print(message);
  }

  private void print(String message) {
    // One call a line, so that lines of different ranks do not mix; it may quote any file.
    String line = message.replace('\n', ' ').replaceAll("\\p{Cc}", "?");
    out.print("scr: " + line + System.lineSeparator());
    out.flush();
  }
}
