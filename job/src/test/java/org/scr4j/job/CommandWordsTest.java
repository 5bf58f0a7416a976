package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandWordsTest {

  @Test
  void wordsAreSeparatedByBlanks() throws Exception {
    assertThat(CommandWords.of("  ./app\t-x  in=3\n")).containsExactly("./app", "-x", "in=3");
    assertThat(CommandWords.of(" ")).isEmpty();
  }

  @Test
  void quotesHoldTogetherAndNothingIsExpanded() throws Exception {
    assertThat(CommandWords.of("sh -c 'echo \"$HOME\" *' a\"b c\"d '' C:\\x"))
        .containsExactly("sh", "-c", "echo \"$HOME\" *", "ab cd", "", "C:\\x");
  }

  @Test
  void aQuoteThatIsNotClosedIsWrongUsage() {
    assertThatThrownBy(() -> CommandWords.of("./app 'x"))
        .isInstanceOfSatisfying(
            JobException.class, fault -> assertThat(fault.exitCode()).isEqualTo(64));
  }

  @Test
  void whatIsShownCanBeTyped() throws Exception {
    List<String> words = List.of("./app", "a b", "it's", "", "$x", "-N2", "node[1-2]");
    String shown = CommandWords.shown(words);
    Process shell =
        new ProcessBuilder("sh", "-c", "for w in " + shown + "; do echo \"<$w>\"; done").start();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
        .containsExactly("<./app>", "<a b>", "<it's>", "<>", "<$x>", "<-N2>", "<node[1-2]>");
    assertThat(shell.waitFor()).isZero();
  }
}
