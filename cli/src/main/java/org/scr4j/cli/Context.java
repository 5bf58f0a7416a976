package org.scr4j.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What a command works with; nothing reads the environment by itself.
 *
 * @param command the name that it was called by
 * @param environment the variables of this process
 * @param directory the current directory, absolute
 * @param out for results
 * @param err for messages
 * @param clock what time it is
 */
record Context(
    String command,
    Map<String, String> environment,
    Path directory,
    PrintStream out,
    PrintStream err,
    Clock clock) {

  Context {
    environment = Map.copyOf(environment);
  }

  /** The prefix directory: the option, else SCR_PREFIX, else the current directory. */
  Path prefix(Optional<String> option) {
    String chosen =
        option.or(() -> Optional.ofNullable(environment.get("SCR_PREFIX"))).orElse("").strip();
    return directory.resolve(chosen).normalize();
  }
}
