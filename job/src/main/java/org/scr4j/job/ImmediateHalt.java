package org.scr4j.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.scr4j.dataset.PrefixLayout;

/**
 * The request of {@code scr_halt --immediate} to end the step that runs now: the presence of {@code
 * .scr/halt.immediate}. It is a file of its own, since any host that sees the prefix can make it,
 * and LLNL's library, which rewrites the halt file, does not know it.
 */
public final class ImmediateHalt {

  private ImmediateHalt() {}

  private static Path file(PrefixLayout layout) {
    return layout.scrDir().resolve("halt.immediate");
  }

  /** Asks for the running step's end. */
  public static void request(PrefixLayout layout) throws IOException {
    Files.createDirectories(layout.scrDir());
    Files.writeString(file(layout), "");
  }

  /** Whether it was asked for. */
  public static boolean requested(PrefixLayout layout) {
    return Files.exists(file(layout));
  }

  /** Forgets the request. */
  public static void clear(PrefixLayout layout) throws IOException {
    Files.deleteIfExists(file(layout));
  }
}
