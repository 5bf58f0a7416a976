package org.scr4j.config;

import java.nio.file.Path;

/** Where the value of a parameter comes from. */
public sealed interface Origin {

  /** The environment of the process. */
  record Environment() implements Origin {
    @Override
    public String toString() {
      return "environment";
    }
  }

  /** The command line: the value of {@code --prefix}. */
  record CommandLine() implements Origin {
    @Override
    public String toString() {
      return "command line";
    }
  }

  /**
   * A line of a configuration file.
   *
   * @param line counted from 1
   */
  record File(Path path, int line) implements Origin {
    @Override
    public String toString() {
      return path + ":" + line;
    }
  }

  /** Set nowhere: the default, or nothing for a parameter without one. */
  record Default() implements Origin {
    @Override
    public String toString() {
      return "default";
    }
  }
}
