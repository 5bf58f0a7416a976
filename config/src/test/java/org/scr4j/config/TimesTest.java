package org.scr4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

  /** It is Sunday, 22 November 2026, half past two in the afternoon, in California. */
  private static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");

  private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 22, 14, 30, 15);
  private static final Clock CLOCK = Clock.fixed(NOW.atZone(ZONE).toInstant(), ZoneOffset.UTC);

  private static LocalDateTime parsed(String text) {
    return LocalDateTime.ofInstant(Times.parse(text, CLOCK, ZONE), ZONE);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-30T12:00:00, 2026-11-30T12:00",
    "2026-11-30T12:00, 2026-11-30T12:00",
    "2026-11-30 12:00:30, 2026-11-30T12:00:30",
    "2026-11-30 9:05, 2026-11-30T09:05",
    "2026-11-30, 2026-11-30T00:00",
    "2020-01-01, 2020-01-01T00:00",
    "2026-11-30T12:00:00.250, 2026-11-30T12:00:00.250",
    "2026-11-30T20:00:00Z, 2026-11-30T12:00",
    "2026-11-30 20:00 UTC, 2026-11-30T12:00",
    "2026-11-30T21:00:00+01:00, 2026-11-30T12:00",
    "2026-11-30T15:00:00-0500, 2026-11-30T12:00",
    "2040-07-01T00:00:00, 2040-07-01T00:00",
  })
  void isoTimesAreExact(String text, LocalDateTime expected) {
    assertThat(parsed(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1796068800, 1796068800",
    "@0, 0",
    "@1796068800, 1796068800",
    "4102444800, 4102444800"
  })
  void secondsSince1970AreExact(String text, long seconds) {
    assertThat(Times.parse(text, CLOCK, ZONE)).isEqualTo(Instant.ofEpochSecond(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "+3600, 2026-11-22T15:30:15",
    "+2h, 2026-11-22T16:30:15",
    "+1d, 2026-11-23T14:30:15",
    "+1:30, 2026-11-22T16:00:15",
    "+0:00:05, 2026-11-22T14:30:20",
    "+ 90m, 2026-11-22T16:00:15",
    "42:10:36:30, 2027-01-04T01:06:45",
    "now, 2026-11-22T14:30:15",
  })
  void aLengthOfTimeCountsFromNow(String text, LocalDateTime expected) {
    assertThat(parsed(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "15:00, 2026-11-22T15:00",
    "15:00:30, 2026-11-22T15:00:30",
    "3pm, 2026-11-22T15:00",
    "3 PM, 2026-11-22T15:00",
    "3:00:30pm, 2026-11-22T15:00:30",
    "3:00 pm, 2026-11-22T15:00",
    "1500, 2026-11-22T15:00",
    "1500:30, 2026-11-22T15:00:30",
    "15, 2026-11-22T15:00",
    "at 15:00, 2026-11-22T15:00",
    "12pm, 2026-11-23T12:00",
    "noon, 2026-11-23T12:00",
    "12am, 2026-11-23T00:00",
    "midnight, 2026-11-23T00:00",
    "3am, 2026-11-23T03:00",
    "0900, 2026-11-23T09:00",
    "14:30:15, 2026-11-23T14:30:15",
    "14:30:16, 2026-11-22T14:30:16",
  })
  void aTimeOfDayIsTheNextOne(String text, LocalDateTime expected) {
    assertThat(parsed(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "tomorrow, 2026-11-23T00:00",
    "1500 tomorrow, 2026-11-23T15:00",
    "tomorrow 3pm, 2026-11-23T15:00",
    "1500:30 today, 2026-11-22T15:00:30",
    "today 3am, 2026-11-22T03:00",
    "3:00 pm Monday, 2026-11-23T15:00",
    "tues 3:00:30pm, 2026-11-24T15:00:30",
    "wednesday, 2026-11-25T00:00",
    "sunday 3pm, 2026-11-22T15:00",
    "sunday 3am, 2026-11-29T03:00",
    "sun., 2026-11-29T00:00",
    "11/30, 2026-11-30T00:00",
    "3pm 12/11, 2026-12-11T15:00",
    "'12/11, 15:00', 2026-12-11T15:00",
    "11/22 15:00, 2026-11-22T15:00",
    "11/22 12:00, 2027-11-22T12:00",
    "1/5, 2027-01-05T00:00",
    "11/30/2027 noon, 2027-11-30T12:00",
    "2/29, 2028-02-29T00:00",
    "December 11th 03:00am, 2026-12-11T03:00",
    "Dec 11, 2026-12-11T00:00",
    "11 Dec 1500, 2026-12-11T15:00",
    "12/11 2000, 2026-12-11T20:00",
    "Dec 11 2065, 2065-12-11T00:00",
    "'Dec 11, 2027 15:00', 2027-12-11T15:00",
    "sept. 3, 2027-09-03T00:00",
    "march 1st 2028 noon, 2028-03-01T12:00",
  })
  void aDayIsTheNextOneAndStartsAtMidnight(String text, LocalDateTime expected) {
    assertThat(parsed(text)).isEqualTo(expected);
  }

  @Test
  void anHourThatSummerTimeLeavesOutIsTheOneBehindIt() {
    Clock eve = Clock.fixed(Instant.parse("2027-03-14T09:00:00Z"), ZoneOffset.UTC);
    assertThat(Times.parse("2:30", eve, ZONE)).isEqualTo(Instant.parse("2027-03-14T10:30:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "soon",
        "25:00",
        "12:60",
        "13pm",
        "0am",
        "2460",
        "13/01",
        "2/30/2027",
        "2026-13-01",
        "2026-02-30",
        "2026-11-30T25:00",
        "today",
        "monday tuesday",
        "tomorrow 12/11",
        "3pm 4pm",
        "Dec",
        "11th",
        "Dec 11 2026",
        "12345",
        "+",
        "+soon",
        "yesterday",
        "2026-11-30T12:00:00+99:00",
        "5 monday 6",
      })
  void whatIsNoTimeIsRefusedInOneLine(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> parsed(text))
        .satisfies(e -> assertThat(e.getMessage()).contains("'").doesNotContain("\n"));
  }

  @Test
  void theMessageSaysWhatIsWrong() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> parsed("3pm someday"))
        .withMessage(
            "'3pm someday' is no time: 'someday' is not understood"
                + " (examples: 2026-11-30T15:00, 3pm, 1500 tomorrow, 11/30 15:00, +2h)");
  }
}
