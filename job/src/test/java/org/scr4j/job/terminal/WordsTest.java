package org.scr4j.job.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "1549, 1.5 kB",
    "99949, 99.9 kB",
    "99950, 100 kB",
    "999499, 999 kB",
    "999500, 1.0 MB",
    "4000000000, 4.0 GB",
    "9223372036854775807, 9.2 EB"
  })
  void bytesHaveTheUnitThatFits(double bytes, String text) {
    assertThat(Words.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "-5, 0 s",
    "59, 59 s",
    "60, 1 min",
    "250, 4 min 10 s",
    "11520, 3 h 12 min",
    "187200, 2 d 4 h"
  })
  void timesHaveTwoUnitsAtMost(long seconds, String text) {
    assertThat(Words.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void aHundredPercentMeansDone() {
    assertThat(Words.percent(999_999, 1_000_000)).isEqualTo(99);
    assertThat(Words.percent(7, 7)).isEqualTo(100);
    assertThat(Words.percent(9, 7)).isEqualTo(100);
    assertThat(Words.percent(0, 0)).isZero();
  }

  @Test
  void whatATerminalWouldObeyIsNotShown() {
    assertThat(Words.printable("a\u001b[2Jb\u202ec\u0000ä")).isEqualTo("a?[2Jb?c?ä");
  }

  @Test
  void aCutTextSaysSo() {
    assertThat(Words.cut("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Words.cut("abcdef", 5)).isEqualTo("abc..");
    assertThat(Words.cut("abcdef", 2)).isEqualTo("ab");
  }
}
