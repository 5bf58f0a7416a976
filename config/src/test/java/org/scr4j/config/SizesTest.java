package org.scr4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1000, 1000",
    "1000b, 1000",
    "1k, 1024",
    "1K, 1024",
    "1kb, 1024",
    "512KB, 524288",
    "512KiB, 524288",
    "1.5m, 1572864",
    "200GB, 214748364800",
    "1.4T, 1539316278886",
    "2p, 2251799813685248",
    "7E, 8070450532247928832",
    "9223372036854775807, 9223372036854775807",
    ".5K, 512",
    "'1 GB', 1073741824",
    "' 10 ', 10",
    "+5, 5",
    "1.9, 1",
  })
  void aSizeIsANumberWithOrWithoutAUnit(String text, long bytes) {
    assertThat(Sizes.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "KB", "-1", "1X", "1KBB", "1 2", "0x10", "1e3", "1,5K", "ten", "1.2.3"})
  void whatIsNoSizeSaysHowOneLooks(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Sizes.parse(text))
        .withMessage("'" + text + "' is not a size; write it like 1000, 512KB or 1.5GB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8E", "9223372036854775808", "99999999999999999999P"})
  void whatCannotBeCountedIsRefused(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Sizes.parse(text))
        .withMessageEndingWith("is more bytes than can be counted");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "1023, 1023",
    "1024, 1KB",
    "1536, 1536",
    "1572864, 1536KB",
    "33554432, 32MB"
  })
  void aSizeIsShownInTheLargestUnitThatDividesIt(long bytes, String text) {
    assertThat(Sizes.format(bytes)).isEqualTo(text);
  }

  @Test
  void whatIsShownReadsBackAsItWas() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long bytes = (random.nextLong() >>> 1) >>> random.nextInt(63) << random.nextInt(11);
      bytes &= Long.MAX_VALUE;
      assertThat(Sizes.parse(Sizes.format(bytes))).isEqualTo(bytes);
    }
  }
}
