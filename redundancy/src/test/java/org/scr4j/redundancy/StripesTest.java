package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripesTest {

  /** By stripe: d and the number of a chunk of data, or c and that of a check. */
  private static List<String> chunks(Stripes stripes, int member) {
    List<String> chunks = new ArrayList<>();
    for (int stripe = 0; stripe < stripes.size(); stripe++) {
      chunks.add(
          stripes.isCheck(member, stripe)
              ? "c" + stripes.check(member, stripe)
              : "d" + stripes.part(member, stripe));
    }
    return chunks;
  }

  @Test
  void twoChecksOverFour() {
    Stripes stripes = new Stripes(4, 2);
    assertThat(chunks(stripes, 0)).containsExactly("c0", "c1", "d0", "d1");
    assertThat(chunks(stripes, 1)).containsExactly("d0", "c0", "c1", "d1");
    assertThat(chunks(stripes, 2)).containsExactly("d0", "d1", "c0", "c1");
    assertThat(chunks(stripes, 3)).containsExactly("c1", "d0", "d1", "c0");
  }

  @Test
  void oneCheckIsTheParityOfXor() {
    Stripes stripes = new Stripes(3, 1);
    assertThat(chunks(stripes, 0)).containsExactly("c0", "d0", "d1");
    assertThat(chunks(stripes, 1)).containsExactly("d0", "c0", "d1");
    assertThat(chunks(stripes, 2)).containsExactly("d0", "d1", "c0");
  }

  @ParameterizedTest
  @CsvSource({"2,1", "5,4", "8,3", "16,15", "129,127", "255,1"})
  void everyChunkIsInOneStripe(int size, int failures) {
    Stripes stripes = new Stripes(size, failures);
    for (int member = 0; member < size; member++) {
      List<String> expected = new ArrayList<>();
      for (int part = 0; part < size - failures; part++) {
        expected.add("d" + part);
      }
      for (int check = 0; check < failures; check++) {
        expected.add("c" + check);
        assertThat(stripes.holder(check, (member + check) % size)).isEqualTo(member);
      }
      assertThat(chunks(stripes, member)).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void chunksAreRoundedUpAndNeverEmpty() {
    assertThat(Stripes.chunk(0, 3)).isEqualTo(1);
    assertThat(Stripes.chunk(1, 3)).isEqualTo(1);
    assertThat(Stripes.chunk(6, 3)).isEqualTo(2);
    assertThat(Stripes.chunk(7, 3)).isEqualTo(3);
    assertThat(Stripes.chunk(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
  }
}
