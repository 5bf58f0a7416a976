package org.scr4j.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.scr4j.kvtree.StateFiles;

/**
 * What post-stage scripts, which nobody watches, have done: {@code scr_poststage.log} in the
 * prefix, as with LLNL's. Lines are added, each with its time.
 */
public final class PoststageLog {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final Set<OpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);

  private final Path file;
  private final Clock clock;

  /** The log in the prefix of {@code layout}; {@code clock} gives time and time zone. */
  public PoststageLog(PrefixLayout layout, Clock clock) {
    this.file = layout.prefix().resolve("scr_poststage.log");
    this.clock = clock;
  }

  /** Adds a line. */
  public void add(String line) throws IOException {
    LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), clock.getZone());
    String text = TIME.format(now) + " " + PrefixPaths.printable(line) + "\n";
    try {
      Files.write(file, text.getBytes(StandardCharsets.UTF_8), APPEND.toArray(new OpenOption[0]));
    } catch (IOException e) {
      throw StateFiles.named(file, e);
    }
  }
}
