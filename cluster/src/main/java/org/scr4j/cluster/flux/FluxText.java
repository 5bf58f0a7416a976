package org.scr4j.cluster.flux;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Small things that Flux's commands print. */
final class FluxText {

  private static final int SHOWN = 160;

  /** Flux writes ƒ, or f where the locale lacks it, before a number of base 58 (RFC 19). */
  private static final Pattern JOB_ID = Pattern.compile("[\u0192f]([1-9A-HJ-NP-Za-km-z]{1,12})");

  private FluxText() {}

  /** {@code text} as it may stand in a message: one line of bounded length. */
  static String shown(String text) {
    String line = text.replaceAll("[\\p{Cc}\\s]+", " ").strip();
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }

  /** The last line that is not blank, for a message; empty where there is none. */
  static String lastLine(String text) {
    return shown(
        text.lines().filter(line -> !line.isBlank()).reduce("", (first, second) -> second));
  }

  /**
   * A job's id with a plain f in front, which every command of Flux takes, in every locale.
   *
   * @return nothing where {@code text} is no such id
   */
  static Optional<String> jobId(String text) {
    Matcher id = JOB_ID.matcher(text.strip());
    return id.matches() ? Optional.of("f" + id.group(1)) : Optional.empty();
  }
}
