package org.scr4j.job.terminal;

/**
 * Marks words of a text. Only what reads well on a light and on a dark background is used: bold,
 * and green, magenta and red of the terminal's own palette; never yellow, blue or grey. Colour adds
 * to words and replaces none.
 *
 * @param colour whether anything is marked at all
 */
public record Style(boolean colour) {

  private static final String OFF = "\u001b[0m";

  /** Headings. */
  public String heading(String text) {
    return marked("\u001b[1m", text);
  }

  /** What is well. */
  public String good(String text) {
    return marked("\u001b[32m", text);
  }

  /** What deserves a look. */
  public String notable(String text) {
    return marked("\u001b[35m", text);
  }

  /** What is not well. */
  public String bad(String text) {
    return marked("\u001b[1;31m", text);
  }

  private String marked(String with, String text) {
    return colour && !text.isEmpty() ? with + text + OFF : text;
  }
}
