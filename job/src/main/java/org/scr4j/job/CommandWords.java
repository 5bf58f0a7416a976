package org.scr4j.job;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a command that is given as one string, as {@code --run-cmd} is: separated by blanks,
 * where no quotes hold them together. Nothing is expanded, and a backslash is a character like any
 * other.
 */
public final class CommandWords {

  private CommandWords() {}

  /**
   * Splits {@code command}.
   *
   * @throws JobException if a quote is not closed
   */
  public static List<String> of(String command) throws JobException {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < command.length(); i++) {
      char next = command.charAt(i);
      if (quote != 0) {
        if (next == quote) {
          quote = 0;
        } else {
          word.append(next);
        }
      } else if (next == '"' || next == '\'') {
        quote = next;
        inWord = true;
      } else if (Character.isWhitespace(next)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
        }
        inWord = false;
      } else {
        word.append(next);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new JobException(
          ExitCode.USAGE, "the quote " + quote + " is not closed in the command: " + command);
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  /** {@code words} as they can be typed into a shell. */
  public static String shown(List<String> words) {
    List<String> shown = new ArrayList<>();
    for (String word : words) {
      shown.add(
          word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return String.join(" ", shown);
  }
}
