package org.scr4j.kvtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCodecTest {

  private static String decode(byte[] bytes) {
    return KeyCodec.decode(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NODES", "/dev/shm/root/scr.38", "größe", "日本", "\uD83D\uDE80 go"})
  void keysThatAreUtf8AreTheirText(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    assertThat(decode(bytes)).isEqualTo(key);
    assertThat(KeyCodec.encode(key)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "ff, \uDCFF",
    "61ff62, a\uDCFFb",
    "c3, \uDCC3",
    "c328, \uDCC3(",
    "e28261, \uDCE2\uDC82a",
    "eda080, \uDCED\uDCA0\uDC80",
    "c080, \uDCC0\uDC80",
    "f0909080ff, \uD801\uDC00\uDCFF",
  })
  void bytesThatAreNotUtf8BecomeLoneSurrogatesAndComeBack(String hex, String key) {
    byte[] bytes = Trees.bytes(hex);
    assertThat(decode(bytes)).isEqualTo(key);
    assertThat(KeyCodec.encode(key)).isEqualTo(bytes);
  }

  @Test
  void anyBytesComeBackAsTheyWere() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(10)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) (random.nextInt(255) + 1);
      }
      assertThat(KeyCodec.encode(decode(bytes))).isEqualTo(bytes);
    }
  }

  @Test
  void onlyTheBytesBetweenOffsetAndEndCount() {
    assertThat(KeyCodec.decode(Trees.bytes("61ff6263"), 1, 2)).isEqualTo("\uDCFFb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\uD800", "\uDC7F"})
  void otherLoneSurrogatesCannotBeWritten(String key) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> KeyCodec.encode(key))
        .withMessageStartingWith("a key holds a lone surrogate: U+d");
  }
}
