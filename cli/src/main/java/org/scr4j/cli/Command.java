package org.scr4j.cli;

/** One command: its options are its annotated fields. */
interface Command {

  /**
   * Does it.
   *
   * @return the exit status
   * @throws Exception what {@link Failures} turns into one line and a status
   */
  int run(Context context) throws Exception;

  /** The options that every command has. */
  StandardOptions standard();
}
