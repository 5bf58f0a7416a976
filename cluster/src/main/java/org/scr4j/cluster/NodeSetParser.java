package org.scr4j.cluster;

import java.util.ArrayList;
import java.util.List;

/** Reads node sets in Slurm's style. One parser reads one text. */
final class NodeSetParser {

  private static final int SHOWN = 60;

  private final String text;
  private final NodeSetBuilder into = new NodeSetBuilder();
  private int at;

  NodeSetParser(String text) {
    this.text = text;
  }

  NodeSet parse() {
    while (at < text.length()) {
      if (isSeparator(text.charAt(at))) {
        at++;
      } else {
        term();
      }
    }
    return into.build();
  }

  /** One name, with or without brackets. */
  private void term() {
    int start = at;
    if (text.charAt(at) == '-') {
      throw error(at, "a node name cannot begin with '-'");
    }
    NodeSetTerm term = new NodeSetTerm();
    boolean brackets = false;
    while (at < text.length() && !isSeparator(text.charAt(at))) {
      char c = text.charAt(at);
      try {
        if (c == '[') {
          brackets = true;
          term.number(bracket());
        } else if (NodeName.isDigit(c)) {
          term.digits(takeDigits());
        } else {
          term.text(checked(c));
          at++;
        }
      } catch (NodeSetTerm.TooLargeException e) {
        throw error(start, e.getMessage());
      }
    }
    if (!brackets && at - start > NodeName.MAX_LENGTH) {
      throw error(start, "a node name has more than " + NodeName.MAX_LENGTH + " characters");
    }
    if (!brackets) {
      into.addName(text.substring(start, at));
      return;
    }
    try {
      term.addTo(into);
    } catch (NodeSetTerm.TooLargeException e) {
      throw error(start, e.getMessage());
    }
  }

  private List<NumberRange> bracket() {
    int open = at++;
    List<NumberRange> ranges = new ArrayList<>();
    while (true) {
      ranges.add(range(open));
      skipBlanks();
      if (at >= text.length()) {
        throw unclosed(open);
      }
      char c = text.charAt(at++);
      if (c == ']') {
        return ranges;
      }
      if (c != ',') {
        throw error(at - 1, "',' or ']' expected");
      }
    }
  }

  private NumberRange range(int open) {
    String low = bound(open);
    skipBlanks();
    if (at >= text.length() || text.charAt(at) != '-') {
      return NumberRange.of(low, low);
    }
    int dash = at++;
    String high = bound(open);
    NumberRange range = NumberRange.of(low, high);
    if (range.low() > range.high()) {
      throw error(dash, "range " + low + "-" + high + " runs backwards");
    }
    return range;
  }

  private String bound(int open) {
    skipBlanks();
    if (at >= text.length()) {
      throw unclosed(open);
    }
    int start = at;
    String digits = takeDigits();
    if (digits.isEmpty()) {
      throw error(
          start, text.charAt(at) == '[' ? "brackets cannot be nested" : "a number is expected");
    }
    if (digits.length() > NodeName.MAX_DIGITS) {
      throw error(start, "a number has more than " + NodeName.MAX_DIGITS + " digits");
    }
    return digits;
  }

  private String takeDigits() {
    int start = at;
    while (at < text.length() && NodeName.isDigit(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private char checked(char c) {
    if (c == ']') {
      throw error(at, "']' without '['");
    }
    if (!isNameCharacter(c)) {
      throw error(at, "a node name cannot hold '" + printable(String.valueOf(c)) + "'");
    }
    return c;
  }

  /** Names go into commands, host files and paths: nothing that means something else there. */
  static boolean isNameCharacter(char c) {
    return Character.isLetterOrDigit(c) || "-_.:+@%~=".indexOf(c) >= 0;
  }

  private static boolean isSeparator(char c) {
    return c == ',' || Character.isWhitespace(c);
  }

  private NodeSetException unclosed(int open) {
    return error(open, "'[' is not closed");
  }

  private NodeSetException error(int position, String what) {
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    return new NodeSetException(
        "node set '" + printable(shown) + "', position " + (position + 1) + ": " + what);
  }

  static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                out.appendCodePoint(
                    Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c));
    return out.toString();
  }
}
