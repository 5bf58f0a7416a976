package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecodingTest {

  private static final int BYTES = 11;

  private final Random random = new Random(5);

  /** What every member has of a stripe: arbitrary data, and checks by slow arithmetic. */
  private byte[][] stripe(CodingMatrix matrix, int stripe) {
    Stripes stripes = new Stripes(matrix.size(), matrix.failures());
    byte[][] chunks = new byte[matrix.size()][BYTES];
    for (int member = 0; member < chunks.length; member++) {
      if (!stripes.isCheck(member, stripe)) {
        random.nextBytes(chunks[member]);
      }
    }
    for (int check = 0; check < matrix.failures(); check++) {
      byte[] sum = chunks[stripes.holder(check, stripe)];
      for (int member = 0; member < chunks.length; member++) {
        if (!stripes.isCheck(member, stripe)) {
          int coefficient = matrix.coefficient(check, member);
          for (int i = 0; i < BYTES; i++) {
            sum[i] ^= (byte) GaloisFieldTest.slowProduct(coefficient, chunks[member][i] & 0xff);
          }
        }
      }
    }
    return chunks;
  }

  private void assertSolved(CodingMatrix matrix, boolean[] missing, int stripe, byte[][] chunks) {
    Decoding decoding = Decoding.of(matrix, missing, stripe);
    List<ByteBuffer> results = new ArrayList<>();
    decoding.lost().forEach(member -> results.add(ByteBuffer.allocate(BYTES)));
    for (int member = 0; member < missing.length; member++) {
      if (missing[member]) {
        assertThat(decoding.needs(member)).isFalse();
        assertThat(decoding.lost()).contains(member);
      } else {
        decoding.add(results, member, ByteBuffer.wrap(chunks[member]), BYTES);
      }
    }
    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i).array()).isEqualTo(chunks[decoding.lost().get(i)]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void everyLossThatChecksCoverIsSolved(int size) {
    for (int failures = 1; failures <= Math.min(4, size - 1); failures++) {
      CodingMatrix matrix = CodingMatrix.of(size, failures);
      for (int stripe = 0; stripe < size; stripe++) {
        byte[][] chunks = stripe(matrix, stripe);
        for (boolean[] missing : Combinations.upTo(failures, size)) {
          assertSolved(matrix, missing, stripe, chunks);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"16,5", "16,15", "64,8", "64,40", "200,56", "129,127", "254,2", "255,1"})
  void largeSetsAreSolvedToo(int size, int failures) {
    CodingMatrix matrix = CodingMatrix.of(size, failures);
    for (int round = 0; round < 12; round++) {
      int stripe = random.nextInt(size);
      int lost = round < 6 ? failures : 1 + random.nextInt(failures);
      boolean[] missing = Combinations.some(lost, size, random);
      assertSolved(matrix, missing, stripe, stripe(matrix, stripe));
    }
  }
}
