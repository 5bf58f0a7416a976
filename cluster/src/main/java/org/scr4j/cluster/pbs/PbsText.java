package org.scr4j.cluster.pbs;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the commands of PBS, Torque, ALPS and MOAB print: attributes, moments and durations. All of
 * it may be anything; what is not as it should be is left out.
 */
public final class PbsText {

  private static final int SHOWN = 80;
  private static final int PARTS = 4;

  /** What {@code ctime} writes in the C locale: {@code Sun Nov 22 11:51:39 2026}. */
  private static final Pattern CTIME =
      Pattern.compile(
          "(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) +([0-9]{1,2})"
              + " ([0-9]{1,2}):([0-9]{2}):([0-9]{2}) ([0-9]{4})");

  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private static final Pattern ATTRIBUTE = Pattern.compile("[ \\t]+([\\w.-]+) = ?(.*)");

  /** A group of attributes under a headline. */
  record Block(String head, Map<String, String> attributes) {

    /** An attribute that is there and says something. */
    Optional<String> get(String name) {
      return Optional.ofNullable(attributes.get(name))
          .map(String::strip)
          .filter(value -> !value.isEmpty());
    }
  }

  private PbsText() {}

  /** {@code text} as it may stand in a message: one line of bounded length. */
  public static String shown(String text) {
    String line = text.replaceAll("[\\p{Cc}\\s]+", " ").strip();
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }

  /** The last line that is not blank, for a message; empty where there is none. */
  public static String lastLine(String text) {
    return shown(
        text.lines().filter(line -> !line.isBlank()).reduce("", (first, second) -> second));
  }

  /**
   * A moment in UTC, as the commands print it when TZ says so: by {@code ctime} in the C locale, or
   * as seconds since 1970.
   *
   * @return nothing for anything else
   */
  static Optional<Instant> moment(String text) {
    String value = text.strip();
    if (value.matches("[0-9]{9,12}")) {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(value)));
    }
    Matcher parts = CTIME.matcher(value);
    if (!parts.matches() || !MONTHS.contains(parts.group(1))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDateTime.of(
                  Integer.parseInt(parts.group(6)),
                  MONTHS.indexOf(parts.group(1)) + 1,
                  Integer.parseInt(parts.group(2)),
                  Integer.parseInt(parts.group(3)),
                  Integer.parseInt(parts.group(4)),
                  // A leap second counts as the one before.
                  Math.min(59, Integer.parseInt(parts.group(5))))
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException notAMoment) {
      return Optional.empty();
    }
  }

  /**
   * A duration: {@code [[[D:]H:]M:]S}, perhaps negative; the first number may be of any size.
   *
   * @return nothing for anything else, such as {@code INFINITY}
   */
  public static Optional<Duration> duration(String text) {
    String value = text.strip();
    boolean negative = value.startsWith("-");
    String[] parts = (negative ? value.substring(1) : value).split(":", -1);
    if (parts.length > PARTS) {
      return Optional.empty();
    }
    long[] units = {1, 60, 3600, 86400};
    long seconds = 0;
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].matches("[0-9]{1,9}")) {
        return Optional.empty();
      }
      seconds += Long.parseLong(parts[i]) * units[parts.length - 1 - i];
    }
    return Optional.of(Duration.ofSeconds(negative ? -seconds : seconds));
  }

  /**
   * The groups of attributes in {@code text}: a headline at the margin, and below it indented lines
   * {@code name = value}. A long value goes on in lines that begin with a tabulator. Lines of any
   * other kind, and headlines with nothing below, are passed over.
   */
  static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    String head = "";
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String line : text.replace("\r\n", "\n").replace("\n\t", "").lines().toList()) {
      Matcher attribute = ATTRIBUTE.matcher(line);
      if (attribute.matches()) {
        attributes.put(attribute.group(1), attribute.group(2));
      } else if (!line.isBlank() && !Character.isWhitespace(line.charAt(0))) {
        add(blocks, head, attributes);
        head = line.strip();
        attributes = new LinkedHashMap<>();
      }
    }
    add(blocks, head, attributes);
    return blocks;
  }

  private static void add(List<Block> blocks, String head, Map<String, String> attributes) {
    if (!head.isEmpty() && !attributes.isEmpty()) {
      blocks.add(new Block(head, attributes));
    }
  }
}
