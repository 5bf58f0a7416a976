package org.scr4j.cluster.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ProcessRunner;

/** Commands as the text that a login shell gets, read back by a real shell. */
class RemoteCommandTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String ALPHABET = "ab -'\"\\$`!%\n\t;&|<>(){}[]*?~#=^\u0001\u0003\u007fé€😀";

  private static ProcessRunner.Finished shell(String line) throws InterruptedException {
    ProcessRunner.Outcome outcome =
        new ProcessRunner()
            .run(
                ProcessRunner.Call.of(
                    List.of("/bin/sh", "-c", line), Map.of("PATH", System.getenv("PATH")), LIMIT));
    return (ProcessRunner.Finished) outcome;
  }

  private static ProcessRunner.Finished run(List<String> command)
      throws ClusterException, InterruptedException {
    return shell(
        RemoteCommand.line(RemoteCommand.script(RemoteCommand.plain(), "mark", command, LIMIT)));
  }

  @Test
  void anyWordsArriveUnharmed() throws ClusterException, InterruptedException {
    Random random = new Random(20260101);
    for (int round = 0; round < 60; round++) {
      List<String> words = new ArrayList<>();
      for (int word = random.nextInt(5); word >= 0; word--) {
        StringBuilder text = new StringBuilder();
        random
            .ints(random.nextInt(40), 0, ALPHABET.codePointCount(0, ALPHABET.length()))
            .map(at -> ALPHABET.codePointAt(ALPHABET.offsetByCodePoints(0, at)))
            .forEach(text::appendCodePoint);
        words.add(text.toString());
      }
      List<String> command = new ArrayList<>(List.of("printf", "[%s]"));
      command.addAll(words);
      ProcessRunner.Finished done = run(command);
      assertThat(done.status()).as("%s: %s", words, done.err()).isZero();
      assertThat(done.out())
          .isEqualTo(String.join("", words.stream().map(word -> "[" + word + "]").toList()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%h %u %%", "a!b", "two\nlines", "$HOME `id` \\x"})
  void theLineHoldsNothingThatAnyShellOrToolReplaces(String word) throws ClusterException {
    String line =
        RemoteCommand.line(
            RemoteCommand.script(RemoteCommand.plain(), "m", List.of("echo", word), LIMIT));
    assertThat(line).doesNotContain("%", "!", "\n");
    assertThat(line.chars().filter(c -> c == '\'').count()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 127, 254, 255})
  void theStatusIsTheCommands(int status) throws ClusterException, InterruptedException {
    ProcessRunner.Finished done = run(List.of("sh", "-c", "exit " + status));
    assertThat(done.status()).isEqualTo(status);
    assertThat(done.err()).isEqualTo(status == 255 ? "mark\n" : "");
  }

  @Test
  void aSignalCountsAsShellsCountIt() throws ClusterException, InterruptedException {
    assertThat(run(List.of("sh", "-c", "kill -KILL $$")).status()).isEqualTo(137);
    assertThat(run(List.of("sh", "-c", "kill -TERM $$")).status()).isEqualTo(143);
  }

  @Test
  void whatCannotBeSentIsRefused() throws ClusterException {
    StringBuilder all = new StringBuilder();
    for (char c = 1; c < ' '; c++) {
      all.append(c);
    }
    assertThatThrownBy(() -> RemoteCommand.line(all.toString()))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("control characters");
    assertThatThrownBy(() -> RemoteCommand.line("a\0b"))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("NUL");
    assertThat(RemoteCommand.line("echo ü").getBytes(StandardCharsets.UTF_8)).isNotEmpty();
  }
}
