package org.scr4j.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A type of parameter values.
 *
 * @param name of the type, for the documentation
 * @param expected what a value must be, to end a sentence that starts with "expected"
 * @param reader makes a value of its text; throws IllegalArgumentException where it is none
 * @param writer makes text of a value, the way that users would write it
 */
public record Kind<T>(
    String name, String expected, Reader<T> reader, Function<? super T, String> writer) {

  /** Makes a value of its text. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * The value that {@code text}, stripped and not empty, stands for.
     *
     * @throws IllegalArgumentException if it stands for none
     */
    T read(String text, Place place);
  }

  /**
   * What paths are relative to.
   *
   * @param workingDirectory absolute
   * @param home what a leading {@code ~} stands for
   */
  public record Place(Path workingDirectory, Optional<String> home) {

    /**
     * {@code path} made absolute, without {@code .} and {@code ..}. A leading {@code ~/} is the
     * home directory; {@code ~name} is a file of that name.
     */
    public Path resolve(String path) {
      String expanded = path;
      if (home.isPresent() && (path.equals("~") || path.startsWith("~/"))) {
        expanded = home.get() + path.substring(1);
      }
      return workingDirectory.resolve(expanded).normalize();
    }
  }

  /** Any text. */
  public static final Kind<String> TEXT =
      new Kind<>("text", "some text", (text, place) -> text, text -> text);

  /** An absolute path, without {@code .} and {@code ..}, as it is called on the node. */
  public static final Kind<String> PATH =
      new Kind<>("path", "a path", (text, place) -> place.resolve(text).toString(), path -> path);

  /** Words between commas or blanks. */
  public static final Kind<List<String>> WORDS =
      new Kind<>(
          "list",
          "words between commas",
          (text, place) ->
              List.of(text.split("[,\\s]+")).stream().filter(w -> !w.isEmpty()).toList(),
          words -> String.join(",", words));

  /** Yes or no: 0, 1, or any other number, true, false, yes, no, on, off. */
  public static final Kind<Boolean> BOOLEAN =
      new Kind<>("switch", "0 or 1", (text, place) -> readBoolean(text), b -> b ? "1" : "0");

  /** A number of bytes. */
  public static final Kind<Long> BYTES =
      new Kind<>(
          "size",
          "a number of bytes such as 1000, 512KB or 1.5GB",
          (text, place) -> Sizes.parse(text),
          Sizes::format);

  /** A length of time; a bare number is seconds. */
  public static final Kind<Duration> SECONDS =
      new Kind<>(
          "duration",
          "a number of seconds, or a time such as 90m or 1h30m",
          (text, place) -> Durations.parse(text),
          duration -> Long.toString(duration.toSeconds()));

  /** An instant, as seconds since 1970. */
  public static final Kind<Instant> EPOCH =
      new Kind<>(
          "time",
          "seconds since 1970",
          (text, place) -> Instant.ofEpochSecond(Long.parseLong(text)),
          instant -> Long.toString(instant.getEpochSecond()));

  /** A decimal fraction that is not negative. */
  public static final Kind<Double> PERCENT =
      new Kind<>(
          "percentage",
          "a number that is not negative, such as 2.5",
          (text, place) -> readPercent(text),
          Object::toString);

  /** A whole number, {@code least} at the least. */
  public static Kind<Integer> integer(int least) {
    return new Kind<>(
        "number",
        least == Integer.MIN_VALUE ? "a whole number" : "a whole number, at least " + least,
        (text, place) -> {
          int value = Integer.parseInt(text);
          if (value < least) {
            throw new IllegalArgumentException("below " + least);
          }
          return value;
        },
        Object::toString);
  }

  /** One of the names of an enumeration, in either case. */
  public static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
    E[] constants = type.getEnumConstants();
    return new Kind<>(
        "choice",
        "one of "
            + Arrays.stream(constants).map(Object::toString).collect(Collectors.joining(", ")),
        (text, place) -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)),
        Object::toString);
  }

  private static boolean readBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> Integer.parseInt(text) != 0;
    };
  }

  private static double readPercent(String text) {
    double value = Double.parseDouble(text);
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("not a percentage");
    }
    return value;
  }
}
