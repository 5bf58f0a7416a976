package org.scr4j.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * A type of parameter values.
 *
 * <p>Each is a class of its own and not made of lambdas: those take a command that starts a hundred
 * microseconds each.
 */
public abstract class Kind<T> {

  private final String name;
  private final String expected;

  private Kind(String name, String expected) {
    this.name = name;
    this.expected = expected;
  }

  /** The name of the type, for the documentation. */
  public String name() {
    return name;
  }

  /** What a value must be, to end a sentence that starts with "expected". */
  public String expected() {
    return expected;
  }

  /**
   * The value that {@code text}, stripped and not empty, stands for.
   *
   * @throws IllegalArgumentException if it stands for none
   * @throws java.time.DateTimeException likewise
   */
  public abstract T read(String text, Place place);

  /** {@code value} the way that users would write it. */
  public String write(T value) {
    return value.toString();
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
      new Kind<>("text", "some text") {
        @Override
        public String read(String text, Place place) {
          return text;
        }
      };

  /** An absolute path, without {@code .} and {@code ..}, as it is called on the node. */
  public static final Kind<String> PATH =
      new Kind<>("path", "a path") {
        @Override
        public String read(String text, Place place) {
          return place.resolve(text).toString();
        }
      };

  /** Words between commas or blanks. */
  public static final Kind<List<String>> WORDS =
      new Kind<>("list", "words between commas") {
        @Override
        public List<String> read(String text, Place place) {
          return Stream.of(text.split("[,\\s]+")).filter(word -> !word.isEmpty()).toList();
        }

        @Override
        public String write(List<String> words) {
          return String.join(",", words);
        }
      };

  /** Yes or no: 0, 1, or any other number, true, false, yes, no, on, off. */
  public static final Kind<Boolean> BOOLEAN =
      new Kind<>("switch", "0 or 1") {
        @Override
        public Boolean read(String text, Place place) {
          return readBoolean(text);
        }

        @Override
        public String write(Boolean value) {
          return value ? "1" : "0";
        }
      };

  /** A number of bytes. */
  public static final Kind<Long> BYTES =
      new Kind<>("size", "a number of bytes such as 1000, 512KB or 1.5GB") {
        @Override
        public Long read(String text, Place place) {
          return Sizes.parse(text);
        }

        @Override
        public String write(Long bytes) {
          return Sizes.format(bytes);
        }
      };

  /** A length of time; a bare number is seconds. */
  public static final Kind<Duration> SECONDS =
      new Kind<>("duration", "a number of seconds, or a time such as 90m or 1h30m") {
        @Override
        public Duration read(String text, Place place) {
          return Durations.parse(text);
        }

        @Override
        public String write(Duration duration) {
          return Long.toString(duration.toSeconds());
        }
      };

  /** An instant, as seconds since 1970. */
  public static final Kind<Instant> EPOCH =
      new Kind<>("time", "seconds since 1970") {
        @Override
        public Instant read(String text, Place place) {
          return Instant.ofEpochSecond(Long.parseLong(text));
        }

        @Override
        public String write(Instant instant) {
          return Long.toString(instant.getEpochSecond());
        }
      };

  /** A decimal fraction that is not negative. */
  public static final Kind<Double> PERCENT =
      new Kind<>("percentage", "a number that is not negative, such as 2.5") {
        @Override
        public Double read(String text, Place place) {
          return readPercent(text);
        }
      };

  /** A whole number, {@code least} at the least. */
  public static Kind<Integer> integer(int least) {
    return new Kind<>(
        "number",
        least == Integer.MIN_VALUE ? "a whole number" : "a whole number, at least " + least) {
      @Override
      public Integer read(String text, Place place) {
        int value = Integer.parseInt(text);
        if (value < least) {
          throw new IllegalArgumentException("below " + least);
        }
        return value;
      }
    };
  }

  /** One of the names of an enumeration, in either case. */
  public static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
    return new Kind<>("choice", "one of " + names(type.getEnumConstants())) {
      @Override
      public E read(String text, Place place) {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
      }
    };
  }

  private static String names(Object[] constants) {
    StringJoiner names = new StringJoiner(", ");
    for (Object constant : constants) {
      names.add(constant.toString());
    }
    return names.toString();
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
