package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossToleranceTest {

  private static boolean survives(String type, int failures, int size, String left) {
    TreeSet<Integer> members = new TreeSet<>();
    for (String member : left.split(" ")) {
      if (!member.isEmpty()) {
        members.add(Integer.parseInt(member));
      }
    }
    return LossTolerance.survives(type, failures, size, members);
  }

  @ParameterizedTest
  @CsvSource({
    "SINGLE,  0, 1, 0,       true",
    "SINGLE,  0, 2, 0,       false",
    "XOR,     1, 4, 0 1 2 3, true",
    "XOR,     1, 4, 0 2 3,   true",
    "XOR,     1, 4, 0 3,     false",
    "RS,      2, 4, 0 1 3,   true",
    "RS,      2, 4, 1 3,     true",
    "RS,      2, 4, 1,       false",
    "RS,      3, 4, 1,       true",
    "RS,      0, 4, 0 1 2,   false",
    "OTHER,   3, 2, 0,       false",
    "OTHER,   0, 2, 0 1,     true",
  })
  void countedLosses(String type, int failures, int size, String left, boolean survives) {
    assertThat(survives(type, failures, size, left)).isEqualTo(survives);
  }

  @ParameterizedTest
  @CsvSource({
    // One copy, with the next of the ring: no two in a row may be lost.
    "1, 4, 0 2,     true",
    "1, 4, 1 3,     true",
    "1, 4, 0 1,     false",
    "1, 4, 1 2,     false",
    "1, 5, 0 2,     false",
    "1, 5, 0 2 3,   true",
    // Two copies.
    "2, 4, 0 1,     true",
    "2, 5, 0 3,     true",
    "2, 6, 0 1 2,   false",
    "2, 6, 0 3,     true",
    "2, 4, 3,       false",
    "3, 4, 3,       true",
  })
  void lossesInARowOfARing(int copies, int size, String left, boolean survives) {
    assertThat(survives("PARTNER", copies, size, left)).isEqualTo(survives);
  }

  @Test
  void nothingLeftIsLostWhateverTheMethod() {
    for (String type : new String[] {"SINGLE", "PARTNER", "XOR", "RS"}) {
      assertThat(survives(type, 2, 3, "")).as(type).isFalse();
    }
  }

  @Test
  void aSizeThatCannotBeIsAnsweredWithoutMemoryForIt() {
    assertThat(survives("PARTNER", 1, Integer.MAX_VALUE, "0 5")).isFalse();
    assertThat(survives("RS", 2, Integer.MAX_VALUE, "0 5")).isFalse();
    assertThat(survives("XOR", 1, 1, "0 1")).as("more members than the set has").isFalse();
  }
}
