package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaloisKernelTest {

  private static ByteBuffer random(int bytes, boolean direct, long seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    return buffer.put(content).flip();
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "1, true",
    "7, true",
    "8, true",
    "9, true",
    "255, true",
    "256, true",
    "1000, true",
    "8191, true",
    "8192, true",
    "20001, true",
    "1, false",
    "9, false",
    "1000, false"
  })
  void multiplesAreAddedForAnyCoefficientAndLength(int length, boolean direct) {
    ByteBuffer from = random(length + 3, direct, 1);
    for (int coefficient = 0; coefficient < GaloisField.SIZE; coefficient++) {
      ByteBuffer to = random(length + 3, direct, 2);
      ByteBuffer before = random(length + 3, direct, 2);
      // Positions and limits are the caller's; the kernel looks at the start.
      to.position(Math.min(2, length));
      GaloisKernel.addMultiples(List.of(to), new int[] {coefficient}, from, length);
      for (int i = 0; i < length; i++) {
        int product = GaloisFieldTest.slowProduct(coefficient, from.get(i) & 0xff);
        assertThat(to.get(i) & 0xff).isEqualTo((before.get(i) & 0xff) ^ product);
      }
      for (int i = length; i < length + 3; i++) {
        assertThat(to.get(i)).as("behind the end").isEqualTo(before.get(i));
      }
    }
  }

  @Test
  void severalMultiplesAtOnceAreThoseOneByOne() {
    int length = 9001;
    int[] coefficients = {0, 1, 0x8e, 0xff, 0x02};
    ByteBuffer from = random(length, true, 1);
    List<ByteBuffer> together = new ArrayList<>();
    for (int i = 0; i < coefficients.length; i++) {
      together.add(random(length, true, 10 + i));
    }
    GaloisKernel.addMultiples(together, coefficients, from, length);
    for (int i = 0; i < coefficients.length; i++) {
      ByteBuffer alone = random(length, true, 10 + i);
      GaloisKernel.addMultiples(List.of(alone), new int[] {coefficients[i]}, from, length);
      assertThat(together.get(i)).isEqualTo(alone);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, true", "5, true", "8, false", "17, true"})
  void clearingStopsAtTheLength(int length, boolean direct) {
    ByteBuffer buffer = random(length + 9, direct, 3);
    ByteBuffer before = random(length + 9, direct, 3);
    GaloisKernel.clear(buffer, length);
    for (int i = 0; i < length + 9; i++) {
      assertThat(buffer.get(i)).isEqualTo(i < length ? 0 : before.get(i));
    }
  }
}
