package org.scr4j.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the values of environment variables in place of {@code $NAME} and <code>${NAME}</code>. */
final class Expansion {

  /** Made when a text with a variable is met: few commands meet one. */
  private static final class Variable {
    static final Pattern PATTERN =
        Pattern.compile("\\$(?:([A-Za-z_][A-Za-z0-9_]*)|\\{([A-Za-z_][A-Za-z0-9_]*)\\})");
  }

  private Expansion() {}

  /** A variable without a value: better an error than a path that lacks a part. */
  static final class UnsetException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnsetException(String name) {
      super("the environment variable " + name + " is not set");
    }
  }

  /**
   * {@code text} with its variables replaced; what they hold is not looked at again, and a {@code
   * $} that starts no name stays.
   *
   * @throws UnsetException naming a variable that is not set
   */
  static String variables(String text, Map<String, String> environment) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    return Variable.PATTERN
        .matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement(value(match.group(1), match.group(2), environment)));
  }

  private static String value(String plain, String braced, Map<String, String> environment) {
    String name = plain == null ? braced : plain;
    String value = environment.get(name);
    if (value == null) {
      throw new UnsetException(name);
    }
    return value;
  }

  /**
   * As {@link #variables}, where a backslash makes the character behind it an ordinary one, or one
   * of the control characters that C writes with a backslash and a letter.
   */
  static String escapedVariables(String text, Map<String, String> environment) {
    StringBuilder out = new StringBuilder();
    int plain = 0;
    for (int at = text.indexOf('\\');
        at >= 0 && at + 1 < text.length();
        at = text.indexOf('\\', at + 2)) {
      out.append(variables(text.substring(plain, at), environment));
      out.append(control(text.charAt(at + 1)));
      plain = at + 2;
    }
    return out.append(variables(text.substring(plain), environment)).toString();
  }

  private static char control(char letter) {
    return switch (letter) {
      case 'a' -> '\u0007';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> '\u000B';
      default -> letter;
    };
  }
}
