package org.scr4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Files that LLNL's SCR wrote; they are not part of the project. */
final class Reference {

  private Reference() {}

  /** A file or directory of it; the test is skipped where there is none. */
  static Path path(String name) {
    Optional<String> told =
        Optional.ofNullable(System.getProperty("SCR4J_REFERENCE"))
            .or(() -> Optional.ofNullable(System.getenv("SCR4J_REFERENCE")));
    Path root =
        told.map(Path::of)
            .orElseGet(() -> Path.of("").toAbsolutePath().resolve("../../shared/reference"));
    Assumptions.assumeTrue(
        Files.isDirectory(root), "no files of LLNL's SCR: set SCR4J_REFERENCE to where they are");
    return root.resolve(name);
  }

  /** A copy that a test may change. */
  static Path copy(String name, Path target) throws Exception {
    Path source = path(name);
    try (Stream<Path> all = Files.walk(source)) {
      for (Path from : (Iterable<Path>) all::iterator) {
        Path to = target.resolve(source.relativize(from).toString());
        if (Files.isDirectory(from)) {
          Files.createDirectories(to);
        } else {
          Files.copy(from, to);
        }
      }
    }
    return target;
  }
}
