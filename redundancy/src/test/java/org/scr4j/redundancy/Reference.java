package org.scr4j.redundancy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files that LLNL's SCR has written, where this machine has them. */
final class Reference {

  private static final String NAME = "SCR4J_REFERENCE";

  private Reference() {}

  /** A folder of the reference; the test is skipped where there is none. */
  static Path folder(String path) {
    Path root =
        Optional.ofNullable(System.getProperty(NAME))
            .or(() -> Optional.ofNullable(System.getenv(NAME)))
            .map(Path::of)
            .orElseGet(() -> Path.of("").toAbsolutePath().resolve("../../shared/reference"));
    assumeTrue(
        Files.isDirectory(root),
        "files written by LLNL's SCR are not at " + root + "; set " + NAME + " to where they are");
    return root.resolve(path);
  }
}
