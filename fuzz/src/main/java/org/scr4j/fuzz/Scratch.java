package org.scr4j.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Files for parsers that take nothing else; in memory where there is such a file system. */
public final class Scratch {

  private static final Path MEMORY = Path.of("/dev/shm");
  private static final Path DIRECTORY = make();

  private Scratch() {}

  private static Path make() {
    try {
      Path directory =
          Files.isWritable(MEMORY)
              ? Files.createTempDirectory(MEMORY, "scr4j-fuzz")
              : Files.createTempDirectory("scr4j-fuzz");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory: set java.io.tmpdir", e);
    }
  }

  /** Removes a directory with all that is in it. */
  static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }

  /** The file {@code name} with these bytes, in a directory of this process. */
  public static Path file(String name, byte[] bytes) throws IOException {
    Path file = DIRECTORY.resolve(name);
    if (!Files.isDirectory(file.getParent())) {
      Files.createDirectories(file.getParent());
    }
    return Files.write(file, bytes);
  }
}
