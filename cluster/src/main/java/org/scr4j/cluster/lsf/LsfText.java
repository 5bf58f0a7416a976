package org.scr4j.cluster.lsf;

/** Small things that LSF's commands print. */
final class LsfText {

  private static final int SHOWN = 80;

  private LsfText() {}

  /** {@code text} as it may stand in a message: one line of bounded length. */
  static String shown(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }

  /** The last line that is not blank, for a message; empty where there is none. */
  static String lastLine(String text) {
    return shown(
        text.lines().filter(line -> !line.isBlank()).reduce("", (first, second) -> second));
  }
}
