package org.scr4j.cluster.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.cluster.NodeSet;

/** Arguments of launcher ssh. */
class SshArgumentsTest {

  private static SshArguments parse(String line) throws ClusterException {
    return SshArguments.parse(List.of(line.split(" ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -N4 -n8 ./app -n 3        | -N 4 -n 8 -w n[1-4] ./app -n 3
          -n 3 ./app                | -N 3 -n 3 -w n[1-3] ./app
          ./app                     | -N 5 -n 5 -w n[1-5] ./app
          --nodes=2 --ntasks 4 -- a | -N 2 -n 4 -w n[1-2] a
          -w n[4-5] -n4 a           | -N 2 -n 4 -w n[4-5] a
          -x A -xB=c a              | -N 5 -n 5 -w n[1-5] -x A -x B a
          """)
  void everyChoiceIsMade(String line, String command) throws ClusterException {
    SshArguments arguments = parse(line);
    List<String> made = SshArguments.command(arguments.layout(NodeSet.parse("n[1-5]")), arguments);
    assertThat(String.join(" ", made)).isEqualTo("ssh " + command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -N                | needs a value
          -N 2              | no program
          -N none ./a       | not a number
          -z ./a            | unknown option
          --wait=3 ./a      | unknown option
          -x 1A=3 ./a       | not the name of a variable
          -w n[ ./a         | -w
          """)
  void whatIsWrongIsSaidWithTheUsage(String line, String why) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(LauncherUsageException.class)
        .hasMessageContaining(why);
  }

  @Test
  void nodesThatAreNotUsableOrTooFewAreRefused() throws ClusterException {
    NodeSet usable = NodeSet.parse("n[1-2]");
    assertThatThrownBy(() -> parse("-N3 a").layout(usable)).hasMessageContaining("3 nodes wanted");
    assertThatThrownBy(() -> parse("-w n[2-3] a").layout(usable)).hasMessageContaining("n3");
    assertThat(parse("-x A -x B=1=2 a").variables())
        .containsEntry("A", Optional.empty())
        .containsEntry("B", Optional.of("1=2"));
  }
}
