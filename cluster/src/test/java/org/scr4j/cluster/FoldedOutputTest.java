package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldedOutputTest {

  @Test
  void equalTextsOfManyNodesAreOneLine() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 1; i <= 10_000; i++) {
      texts.put("node" + i, i % 100 == 7 ? "no answer in 15 s" : "collected");
    }
    assertThat(FoldedOutput.lines(texts))
        .hasSize(2)
        .first()
        .isEqualTo(
            NodeSet.of(
                        texts.keySet().stream()
                            .filter(n -> !n.endsWith("07") && !n.equals("node7"))
                            .toList())
                    .compressed()
                + ": collected");
  }

  @Test
  void theOrderIsThatOfTheNodes() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("b", "late");
    texts.put("a", "gone");
    texts.put("c", "late");
    assertThat(FoldedOutput.lines(texts)).containsExactly("b,c: late", "a: gone");
  }

  @Test
  void furtherLinesOfATextAreIndented() {
    assertThat(FoldedOutput.lines(Map.of("n1", "first\nsecond\n")))
        .containsExactly("n1: first\n    second");
    assertThat(FoldedOutput.lines(Map.of())).isEmpty();
  }
}
