package org.scr4j.dataset;

import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One line of the event log, as LLNL's {@code scr_log.c} and {@link EventLog} write it: a time,
 * then {@code key=value} between commas, values in quotes or bare.
 *
 * @param time when, in the time zone of whoever wrote it, to the second
 * @param jobId the allocation; empty where it is not said
 * @param transfer whether it is about files that moved ({@code xfer=}) instead of an event
 * @param type such as {@code CHECKPOINT_END}, {@code FLUSH_SYNC}
 * @param note free text
 * @param dataset the dataset concerned
 * @param seconds how long it took; never negative
 */
public record LogEntry(
    LocalDateTime time,
    String jobId,
    boolean transfer,
    String type,
    Optional<String> note,
    OptionalInt dataset,
    OptionalDouble seconds) {

  private static final int TIME_LENGTH = "2026-01-01T00:00:00".length();

  /** Reads {@code line}; nothing where it is no such line. */
  public static Optional<LogEntry> parse(String line) {
    if (line.length() <= TIME_LENGTH + 1 || line.charAt(TIME_LENGTH) != ':') {
      return Optional.empty();
    }
    LocalDateTime time;
    try {
      time = LocalDateTime.parse(line.substring(0, TIME_LENGTH));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
    Map<String, String> fields = fields(line.substring(TIME_LENGTH + 1));
    boolean transfer = !fields.containsKey("event");
    Optional<String> type = Optional.ofNullable(fields.get(transfer ? "xfer" : "event"));
    return type.map(
        name ->
            new LogEntry(
                time,
                fields.getOrDefault("jobid", ""),
                transfer,
                name,
                Optional.ofNullable(fields.get("note")),
                number(fields.get("dset")),
                seconds(fields.get("secs"))));
  }

  /** The first of equal keys counts: a path can hold what looks like a field, and comes later. */
  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new HashMap<>();
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == ',' || text.charAt(at) == ' ') {
        at++;
        continue;
      }
      int equals = text.indexOf('=', at);
      if (equals < 0) {
        return fields;
      }
      boolean quoted = text.startsWith("\"", equals + 1);
      int begin = equals + (quoted ? 2 : 1);
      int end = text.indexOf(quoted ? "\"" : ", ", begin);
      end = end < 0 ? text.length() : end;
      fields.putIfAbsent(text.substring(at, equals), text.substring(begin, end));
      at = end + 1;
    }
    return fields;
  }

  private static OptionalInt number(String text) {
    return text != null && text.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  private static OptionalDouble seconds(String text) {
    return text != null && text.matches("[0-9]{1,12}(\\.[0-9]{1,12})?")
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }

  /** Whether it is the event {@code name}. */
  public boolean event(String name) {
    return !transfer && type.equals(name);
  }

  /** Whether it is the transfer {@code name}. */
  public boolean transferred(String name) {
    return transfer && type.equals(name);
  }
}
