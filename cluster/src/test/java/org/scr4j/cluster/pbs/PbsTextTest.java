package org.scr4j.cluster.pbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PbsTextTest {

  @ParameterizedTest
  @CsvSource({
    "Sun Nov 22 11:51:39 2026, 2026-11-22T11:51:39Z",
    "Sun Nov  1 01:02:03 2026, 2026-11-01T01:02:03Z",
    "Thu Feb 22 14:27:48 2018, 2018-02-22T14:27:48Z",
    "Sat Dec 31 23:59:60 2016, 2016-12-31T23:59:59Z",
    "1795348299, 2026-11-22T11:51:39Z"
  })
  void aMomentIsReadAsUtc(String text, String moment) {
    assertThat(PbsText.moment(text)).contains(Instant.parse(moment));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "never", "So 22 Nov 2026 11:51:39", "Sun Nov 31 11:51:39 2026", "Sun Nov 22 11:51:39",
        "Sun Foo 22 11:51:39 2026", "Sun Nov 22 25:51:39 2026", "-1", "99999999999999", "12:00"
      })
  void whatIsNoMomentIsNone(String text) {
    assertThat(PbsText.moment(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "00:20:00, 1200",
    "720:00:00, 2592000",
    "2:00:00:00, 172800",
    "9:23:52, 33832",
    "3593, 3593",
    "00:00, 0",
    "-00:00:10, -10",
    "-120, -120",
    " 1:00 , 60"
  })
  void aDurationHasUpToFourParts(String text, long seconds) {
    assertThat(PbsText.duration(text)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "INFINITY", "1:2:3:4:5", "1:", ":1", "--1", "99999999999", "1.5", "١"})
  void whatIsNoDurationIsNone(String text) {
    assertThat(PbsText.duration(text)).isEmpty();
  }

  @Test
  void foldedValuesAreJoinedWhereTheyWereBroken() {
    List<PbsText.Block> blocks =
        PbsText.blocks("Job Id: 1.s\n    a = one,tw\n\to\n    b = x = y\n    c = \nBye\n");
    assertThat(blocks).hasSize(1);
    assertThat(blocks.get(0).attributes()).isEqualTo(Map.of("a", "one,two", "b", "x = y", "c", ""));
    assertThat(blocks.get(0).get("c")).isEmpty();
  }

  @Test
  void lineEndsOfAnotherSystemMakeNoDifference() {
    assertThat(PbsText.blocks("n1\r\n     state = down\r\n\r\n"))
        .isEqualTo(PbsText.blocks("n1\n     state = down\n\n"));
  }

  @Test
  void messagesAreOneLineOfBoundedLength() {
    assertThat(PbsText.shown(" a\n\tb\u0000c ")).isEqualTo("a b c");
    assertThat(PbsText.shown("x".repeat(1000))).hasSize(83).endsWith("...");
    assertThat(PbsText.lastLine("one\n\ntwo\n \n")).isEqualTo("two");
    assertThat(PbsText.lastLine("")).isEmpty();
  }
}
