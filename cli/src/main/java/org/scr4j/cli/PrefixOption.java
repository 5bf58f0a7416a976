package org.scr4j.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the job's data goes. */
final class PrefixOption {

  @Option(
      names = {"-p", "--prefix"},
      paramLabel = "DIR",
      description = "Prefix directory; default SCR_PREFIX, then the current directory.")
  String prefix;

  Optional<String> value() {
    return Optional.ofNullable(prefix);
  }
}
