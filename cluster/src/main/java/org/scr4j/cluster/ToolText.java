package org.scr4j.cluster;

/** What other programs print, as it may stand in a message. */
public final class ToolText {

  private static final int SHOWN = 160;

  private ToolText() {}

  /** {@code text} as one line of bounded length. */
  public static String shown(String text) {
    String line = text.replaceAll("[\\p{Cc}\\s]+", " ").strip();
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }

  /** The last line that is not blank; empty where there is none. */
  public static String lastLine(String text) {
    return shown(
        text.lines().filter(line -> !line.isBlank()).reduce("", (first, second) -> second));
  }
}
