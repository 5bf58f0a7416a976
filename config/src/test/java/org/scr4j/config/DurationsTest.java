package org.scr4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "3600, 3600",
    "90s, 90",
    "90m, 5400",
    "1h30m, 5400",
    "1H 30M 5S, 5405",
    "2d, 172800",
    "1d12h, 129600",
    "1m30, 90",
    "1:30:00, 5400",
    "2:00:00:01, 172801",
    "' 10 ', 10",
  })
  void aDurationIsSecondsOrPartsWithTheirLetters(String text, long seconds) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-5", "1.5h", "h", "30m1h", "1:30", "1h:30", "soon", "1:2:3:4:5"})
  void whatIsNoDurationSaysHowOneLooks(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Durations.parse(text))
        .withMessage(
            "'" + text + "' is not a length of time; write it like 3600, 90m, 1h30m or 1:30:00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999999999999", "9223372036854775807d"})
  void whatIsTooLongIsRefused(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Durations.parse(text))
        .withMessage("'" + text + "' is too long a time");
  }

  @ParameterizedTest
  @CsvSource({"0, 0s", "59, 59s", "60, 1m", "5400, 1h30m", "172801, 2d1s"})
  void aDurationIsShownInParts(long seconds, String text) {
    assertThat(Durations.format(Duration.ofSeconds(seconds))).isEqualTo(text);
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
  }
}
