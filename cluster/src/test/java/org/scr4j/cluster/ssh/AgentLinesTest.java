package org.scr4j.cluster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines for the launcher amid what ranks write. */
class AgentLinesTest {

  private static final String TOKEN = "\u0001scr4j-xy ";

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void theyAreTakenOutWhereverTheyBeginAndAllElsePasses(int piece) throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    List<String> lines = new ArrayList<>();
    String text =
        TOKEN
            + "up\nhalf a li"
            + TOKEN
            + "rank 0 0\nne é\n\u0001\u0001scr4j-"
            + TOKEN
            + "rank 1 137\n\u0001scr4j-other\nlast \u0001scr4j";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (AgentLines filter = new AgentLines(TOKEN, rest, lines::add)) {
      for (int at = 0; at < bytes.length; at += piece) {
        filter.write(bytes, at, Math.min(piece, bytes.length - at));
      }
    }
    assertThat(lines).containsExactly("up", "rank 0 0", "rank 1 137");
    assertThat(rest.toString(StandardCharsets.UTF_8))
        .isEqualTo("half a line é\n\u0001\u0001scr4j-\u0001scr4j-other\nlast \u0001scr4j");
  }
}
