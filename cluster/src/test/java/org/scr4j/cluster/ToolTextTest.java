package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolTextTest {

  @Test
  void whatIsShownIsOneShortLine() {
    assertThat(ToolText.shown(" a\tb\nc\u0007 ")).isEqualTo("a b c");
    assertThat(ToolText.shown("x".repeat(500))).hasSize(163).endsWith("...");
    assertThat(ToolText.lastLine("first\nlast\n\n")).isEqualTo("last");
    assertThat(ToolText.lastLine("")).isEmpty();
  }
}
