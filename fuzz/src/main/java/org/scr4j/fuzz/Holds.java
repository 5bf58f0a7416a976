package org.scr4j.fuzz;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What targets check. */
public final class Holds {

  /** A message may quote a path or a text that is cut short, and no more. */
  private static final int LONGEST_MESSAGE = 2000;

  private Holds() {}

  /**
   * What {@code parse} returns; nothing where it throws what it says that it throws, with a
   * message. What a message quotes is made printable where it is printed.
   */
  public static <T> Optional<T> orDocumented(
      Class<? extends Exception> documented, Callable<T> parse) throws Exception {
    try {
      return Optional.of(parse.call());
    } catch (Exception e) {
      if (!documented.isInstance(e)) {
        throw e;
      }
      that(e.getMessage() != null && !e.getMessage().isBlank(), "an error without a message");
      return Optional.empty();
    }
  }

  /** That a message is one line of bounded length without control characters. */
  public static void oneLine(String message) {
    that(message.length() <= LONGEST_MESSAGE, "a message of " + message.length() + " characters");
    that(
        message.chars().noneMatch(Character::isISOControl),
        "a message with control characters: " + message);
  }

  /** That two values are the same: written and read again, in two ways, or twice. */
  public static void same(Object expected, Object found) {
    that(Objects.equals(expected, found), "expected " + expected + ", found " + found);
  }

  /** That {@code condition} holds. */
  public static void that(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
