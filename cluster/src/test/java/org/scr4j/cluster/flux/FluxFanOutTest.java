package org.scr4j.cluster.flux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code flux exec} prints, taken apart. */
class FluxFanOutTest {

  private final FluxFanOut answers = new FluxFanOut("mark");

  @Test
  void eachRankHasItsStatusAndItsStreams() {
    for (String line : List.of("0: a", "2: x: y", "0: ", "0:  bmark 0", "2: ", "2: mark 7")) {
      answers.out(line);
    }
    answers.err("2: oops: 1");
    answers.err("2: Exit 7");
    assertThat(answers.answer(0)).contains(new FluxFanOut.Answer(0, "a\n\n b", ""));
    assertThat(answers.answer(2))
        .contains(new FluxFanOut.Answer(7, "x: y\n\n", "oops: 1\nExit 7\n"));
    assertThat(answers.answer(1)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "flux-exec: Error: rank 2: hostname: No route to host, No route to host",
    "flux-exec: Error: rank 2: sh: error launching process: No such file or directory, "
        + "No such file or directory"
  })
  void aRankThatIsLostHasEndedWithTheReason(String line, String reason) {
    answers.err(line);
    assertThat(answers.hasEnded(2)).isTrue();
    assertThat(answers.hasEnded(1)).isFalse();
    assertThat(answers.answer(2)).isEmpty();
    assertThat(answers.complaint(2)).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mark 0",
        "0: Mark 0",
        "0: mark",
        "0: mark x",
        "0: mark 0 0",
        "9999999999: mark 0"
      })
  void nothingElseIsTakenForTheEnd(String line) {
    answers.out(line);
    assertThat(answers.hasEnded(0)).isFalse();
  }

  @Test
  void theCommandIsPassedOnWordByWord() {
    List<String> command = answers.command("flux", List.of(3, 0), List.of("p", "a b", "$c"));
    assertThat(command).startsWith("flux", "exec", "-n", "-l", "-r", "0,3", "sh", "-c");
    assertThat(command).endsWith("scr4j", "mark", "p", "a b", "$c");
  }
}
