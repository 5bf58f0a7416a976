package org.scr4j.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scr4j.cluster.BlockLayout;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;

class LocalArgumentsTest {

  private static final NodeSet USABLE = NodeSet.parse("node[1,3-5]");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-N4 -n8 app -x            | -N 4 -n 8 -w node[1,3-5] app -x",
        "-N 2 --ntasks 5 app       | -N 2 -n 5 -w node[1,3] app",
        "--nodes=2 --ntasks=2 app  | -N 2 -n 2 -w node[1,3] app",
        "--nodes 3 app -n9         | -N 3 -n 3 -w node[1,3-4] app -n9",
        "app                       | -N 4 -n 4 -w node[1,3-5] app",
        "-n2 app                   | -N 2 -n 2 -w node[1,3] app",
        "-n 9 app                  | -N 4 -n 9 -w node[1,3-5] app",
        "-N4 -n2 app               | -N 2 -n 2 -w node[1,3] app",
        "-w node[4-5] app          | -N 2 -n 2 -w node[4-5] app",
        "-wnode5,node3 -N1 app     | -N 1 -n 1 -w node5 app",
        "--nodelist=node5 -n3 app  | -N 1 -n 3 -w node5 app",
        "-N1 -- -app               | -N 1 -n 1 -w node1 -app",
      })
  void formsOfOptions(String arguments, String command) throws Exception {
    LocalArguments parsed = LocalArguments.parse(List.of(arguments.split(" ")));

    assertThat(LocalArguments.command(parsed.layout(USABLE), parsed.program()))
        .containsExactly(("local " + command).split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-N4                | no program",
        "-N                 | -N needs a value",
        "-N 0 app           | -N: '0' is not a number from 1 to",
        "-N x app           | -N: 'x' is not a number from 1 to",
        "-n 99999999999 app | -n: '99999999999' is not a number",
        "-n -1 app          | -n: '-1' is not a number",
        "-N 1-2 app         | -N: '1-2' is not a number",
        "--tasks=3 app      | unknown option --tasks=3; use: local [-N nodes]",
        "-x app             | unknown option -x",
        "- app              | unknown option -",
        "-w a[1 app         | position 2: '[' is not closed",
        "-w , app           | no nodes",
        "-w node2 app       | cannot run on node2, only on node[1,3-5]",
        "-N5 app            | 5 nodes wanted, 4 usable",
      })
  void whatCannotBeDoneIsSaid(String arguments, String message) {
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> LocalArguments.parse(List.of(arguments.split(" "))).layout(USABLE))
        .withMessageStartingWith("local: ")
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"8,4,2 2 2 2", "8,3,3 3 2", "5,2,3 2", "3,3,1 1 1"})
  void ranksAreDealtInBlocks(int tasks, int nodes, String counts) {
    BlockLayout layout = BlockLayout.blocks(NodeSet.parse("n[1-" + nodes + "]"), tasks);

    String[] expected = counts.split(" ");
    int rank = 0;
    for (int node = 0; node < nodes; node++) {
      for (int i = 0; i < Integer.parseInt(expected[node]); i++) {
        assertThat(layout.places().get(rank))
            .isEqualTo(new BlockLayout.Place(rank, "n" + (node + 1), i));
        rank++;
      }
    }
    assertThat(layout.places()).hasSize(rank);
  }
}
