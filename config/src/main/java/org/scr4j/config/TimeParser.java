package org.scr4j.config;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one point in time word by word; see {@link Times}. */
final class TimeParser {

  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})-(\\d{1,2})-(\\d{1,2})"
              + "(?:[t ]\\s*(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?)?"
              + "\\s*(z|utc|gmt|[+-]\\d{2}:?\\d{2})?");
  private static final Pattern EPOCH = Pattern.compile("@(-?\\d{1,18})|(\\d{9,18})");
  private static final Pattern CLOCK = Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(am|pm)?");
  private static final Pattern HOUR = Pattern.compile("(\\d{1,2})(am|pm)");
  private static final Pattern MILITARY = Pattern.compile("(\\d{2})(\\d{2})(?::(\\d{2}))?");
  private static final Pattern SLASHED = Pattern.compile("(\\d{1,2})/(\\d{1,2})(?:/(\\d{4}))?");
  private static final Pattern ORDINAL = Pattern.compile("(\\d{1,2})(st|nd|rd|th)");

  private final String text;
  private final ZonedDateTime now;
  private final Deque<String> words;

  private Optional<LocalTime> time = Optional.empty();
  private Optional<LocalDate> date = Optional.empty();
  private Optional<DayOfWeek> weekday = Optional.empty();
  private Optional<Month> month = Optional.empty();
  private boolean monthInWords;
  private OptionalInt day = OptionalInt.empty();
  private OptionalInt year = OptionalInt.empty();

  private TimeParser(String text, ZonedDateTime now, List<String> words) {
    this.text = text;
    this.now = now;
    this.words = new ArrayDeque<>(words);
  }

  static Instant parse(String text, ZonedDateTime now) {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    try {
      Matcher iso = ISO.matcher(plain);
      if (iso.matches()) {
        return iso(iso, now.getZone());
      }
      Matcher epoch = EPOCH.matcher(plain);
      if (epoch.matches()) {
        return Instant.ofEpochSecond(
            Long.parseLong(epoch.group(1) == null ? epoch.group(2) : epoch.group(1)));
      }
      if (plain.startsWith("+")) {
        return later(plain.substring(1).strip(), now);
      }
      if (plain.matches("\\d+(:\\d+){3}")) {
        return later(plain, now);
      }
      List<String> words =
          List.of(plain.replaceAll("(\\d)\\s+([ap]m)\\b", "$1$2").split("[\\s,]+"));
      return new TimeParser(text, now, words).instant();
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is no time: " + e.getMessage(), e);
    }
  }

  private static Instant iso(Matcher iso, ZoneId local) {
    LocalDate date = LocalDate.of(number(iso, 1), number(iso, 2), number(iso, 3));
    LocalTime time =
        LocalTime.of(number(iso, 4), number(iso, 5), number(iso, 6), nanos(iso.group(7)));
    return date.atTime(time).atZone(zone(iso.group(8), local)).toInstant();
  }

  private static int number(Matcher matcher, int group) {
    return matcher.group(group) == null ? 0 : Integer.parseInt(matcher.group(group));
  }

  private static int nanos(String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
  }

  private static ZoneId zone(String name, ZoneId local) {
    if (name == null) {
      return local;
    }
    return name.startsWith("+") || name.startsWith("-") ? ZoneId.of(name) : ZoneOffset.UTC;
  }

  /** Two numbers with a colon are hours and minutes here, as LLNL's scripts read them. */
  private static Instant later(String length, ZonedDateTime now) {
    String clear = length.matches("\\d+:\\d+") ? length + ":00" : length;
    return now.plus(Durations.parse(clear)).toInstant();
  }

  private Instant instant() {
    while (!words.isEmpty()) {
      word(words.pop());
    }
    return when().toInstant();
  }

  private void word(String word) {
    Matcher clock = CLOCK.matcher(word);
    Matcher hour = HOUR.matcher(word);
    Matcher slashed = SLASHED.matcher(word);
    Matcher ordinal = ORDINAL.matcher(word);
    if (clock.matches()) {
      time(hour(number(clock, 1), clock.group(4)), number(clock, 2), number(clock, 3));
    } else if (hour.matches()) {
      time(hour(number(hour, 1), hour.group(2)), 0, 0);
    } else if (slashed.matches()) {
      month = once(month, Month.of(number(slashed, 1)));
      day = once(day, number(slashed, 2));
      if (slashed.group(3) != null) {
        year = once(year, number(slashed, 3));
      }
    } else if (ordinal.matches()) {
      day = once(day, number(ordinal, 1));
    } else if (word.matches("\\d.*")) {
      numeral(word);
    } else {
      name(word);
    }
  }

  /** A number without a mark says what it is by its length and by what stands round it. */
  private void numeral(String word) {
    Matcher military = MILITARY.matcher(word);
    boolean maybeYear = word.matches("(19[789]|2\\d)\\d+") && word.length() == 4 && namedDay();
    boolean alone = time.isEmpty() && words.isEmpty();
    if (maybeYear && alone && validTime(word)) {
      throw fault("could mean the year or the time " + word + "; write 2026-11-30T15:00");
    } else if (maybeYear) {
      year = once(year, Integer.parseInt(word));
    } else if (military.matches()) {
      time(number(military, 1), number(military, 2), number(military, 3));
    } else if (word.matches("\\d{1,2}") && day.isEmpty() && besideMonth()) {
      day = once(day, Integer.parseInt(word));
    } else if (word.matches("\\d{1,2}")) {
      time(Integer.parseInt(word), 0, 0);
    } else {
      throw fault("'" + word + "' is neither a time nor a date");
    }
  }

  /** Whether month and day stand there in words and the year may follow. */
  private boolean namedDay() {
    return monthInWords && day.isPresent() && year.isEmpty();
  }

  private static boolean validTime(String word) {
    return Integer.parseInt(word) / 100 < 24 && Integer.parseInt(word) % 100 < 60;
  }

  private boolean besideMonth() {
    return month.isPresent() || (!words.isEmpty() && monthNamed(words.peek()).isPresent());
  }

  private void name(String word) {
    Optional<DayOfWeek> named = weekdayNamed(word);
    Optional<Month> of = monthNamed(word);
    switch (word) {
      case "at", "on", "" -> {}
      case "noon" -> time(12, 0, 0);
      case "midnight" -> time(0, 0, 0);
      case "today" -> date = once(date, now.toLocalDate());
      case "tomorrow", "tom" -> date = once(date, now.toLocalDate().plusDays(1));
      case "now" -> {
        date = once(date, now.toLocalDate());
        time = once(time, now.toLocalTime());
      }
      default -> {
        if (named.isPresent()) {
          weekday = once(weekday, named.get());
        } else if (of.isPresent()) {
          month = once(month, of.get());
          monthInWords = true;
        } else {
          throw fault("'" + word + "' is not understood");
        }
      }
    }
  }

  private static Optional<DayOfWeek> weekdayNamed(String word) {
    return List.of(DayOfWeek.values()).stream()
        .filter(d -> abbreviates(word, d.getDisplayName(TextStyle.FULL, Locale.ENGLISH)))
        .findFirst();
  }

  private static Optional<Month> monthNamed(String word) {
    return List.of(Month.values()).stream()
        .filter(m -> abbreviates(word, m.getDisplayName(TextStyle.FULL, Locale.ENGLISH)))
        .findFirst();
  }

  private static boolean abbreviates(String word, String name) {
    String letters = word.endsWith(".") ? word.substring(0, word.length() - 1) : word;
    return letters.length() >= 3 && name.toLowerCase(Locale.ROOT).startsWith(letters);
  }

  private int hour(int hour, String half) {
    if (half == null) {
      return hour;
    }
    if (hour < 1 || hour > 12) {
      throw fault("the hour before " + half + " is 1 to 12");
    }
    return hour % 12 + (half.equals("pm") ? 12 : 0);
  }

  private void time(int hour, int minute, int second) {
    time = once(time, LocalTime.of(hour, minute, second));
  }

  private <V> Optional<V> once(Optional<V> before, V value) {
    if (before.isPresent()) {
      throw fault("two values for one part of it");
    }
    return Optional.of(value);
  }

  private OptionalInt once(OptionalInt before, int value) {
    if (before.isPresent()) {
      throw fault("two values for one part of it");
    }
    return OptionalInt.of(value);
  }

  private ZonedDateTime when() {
    LocalTime at = time.orElse(LocalTime.MIDNIGHT);
    if (month.isPresent() != day.isPresent()) {
      throw fault("a month needs a day, and a day a month");
    }
    int ways =
        (date.isPresent() ? 1 : 0) + (weekday.isPresent() ? 1 : 0) + (month.isPresent() ? 1 : 0);
    if (ways == 0 && time.isEmpty()) {
      throw fault("names neither a day nor a time");
    }
    if (ways > 1) {
      throw fault("names the day twice");
    }
    if (date.isPresent()) {
      if (time.isEmpty() && date.get().equals(now.toLocalDate())) {
        throw fault("needs a time of day");
      }
      return date.get().atTime(at).atZone(now.getZone());
    }
    if (weekday.isPresent()) {
      ZonedDateTime next = today(at).with(TemporalAdjusters.nextOrSame(weekday.get()));
      return next.isAfter(now) ? next : next.plusWeeks(1);
    }
    if (month.isPresent()) {
      return inYear(month.get(), day.getAsInt(), at);
    }
    ZonedDateTime next = today(at);
    return next.isAfter(now) ? next : next.plusDays(1);
  }

  private ZonedDateTime today(LocalTime at) {
    return now.toLocalDate().atTime(at).atZone(now.getZone());
  }

  private ZonedDateTime inYear(Month month, int day, LocalTime at) {
    if (year.isPresent()) {
      return LocalDate.of(year.getAsInt(), month, day).atTime(at).atZone(now.getZone());
    }
    // A leap day may be up to eight years off.
    for (int y = now.getYear(); ; y++) {
      if (day <= month.length(java.time.Year.isLeap(y)) || y > now.getYear() + 8) {
        ZonedDateTime found = LocalDate.of(y, month, day).atTime(at).atZone(now.getZone());
        if (found.isAfter(now)) {
          return found;
        }
      }
    }
  }

  private IllegalArgumentException fault(String why) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is no time: "
            + why
            + " (examples: 2026-11-30T15:00, 3pm, 1500 tomorrow, 11/30 15:00, +2h)");
  }
}
