package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Owner, mode and times that a file has which a program makes anew. */
final class NewFile {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String UMASK = "Umask:";
  private static final int EVERYONE = 0666;
  private static final int OWNER = 0600;
  private static final int SET_GROUP = 02000;

  private NewFile() {}

  /** Attributes of a new file of the owner of {@code source} in {@code directory}. */
  static FileMeta in(Path directory, Path source) throws IOException {
    FileStat above = FileStat.of(directory);
    FileStat own = FileStat.of(source);
    long group = (above.mode() & SET_GROUP) == 0 ? own.gid() : above.gid();
    Instant now = Instant.now();
    return FileMeta.create(
        0, "", "", "", new FileStat(mode(), own.uid(), group, 0, now, now, now), true);
  }

  /** By the process's umask; where the system does not tell it, for the owner alone. */
  private static int mode() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return OWNER;
    }
    List<String> lines = Files.readAllLines(STATUS);
    return lines.stream()
        .filter(line -> line.startsWith(UMASK))
        .map(line -> line.substring(UMASK.length()).strip())
        .mapToInt(octal -> EVERYONE & ~Integer.parseInt(octal, 8))
        .findFirst()
        .orElse(OWNER);
  }
}
