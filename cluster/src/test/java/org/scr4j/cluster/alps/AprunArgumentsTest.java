package org.scr4j.cluster.alps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.cluster.NodeSet;

class AprunArgumentsTest {

  private static final NodeSet USABLE =
      NodeSet.of("nid00012", "nid00013", "nid00014", "nid00031", "nid00032");

  private static AprunArguments parse(String line) throws LauncherUsageException {
    return AprunArguments.parse(List.of(line.split(" ")));
  }

  private static String command(String line) throws ClusterException {
    AprunArguments arguments = parse(line);
    return String.join(" ", arguments.command("aprun", arguments.choose(USABLE)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-n 8 -N 2 ./a -n 3|aprun -L 12-14,31 -n 8 -N 2 ./a -n 3",
        "-n8 -N2 ./a|aprun -L 12-14,31 -n8 -N2 ./a",
        "--pes=8 --pes-per-node 4 ./a|aprun -L 12-13 --pes=8 --pes-per-node 4 ./a",
        "-n 4 -N 1 -cc 0,1 -ss -d 2 -j1 -e A=b ./a|aprun -L 12-14,31 -n 4 -N 1 -cc 0,1 -ss -d 2"
            + " -j1 -e A=b ./a",
        "./a|aprun -L 12 ./a",
        "-n 5 -N 4 -q -- ./a|aprun -L 12-13 -n 5 -N 4 -q -- ./a",
        "-n 3 ./a|aprun -L 12-14 -n 3 ./a",
        "-n 800 ./a|aprun -L 12-14,31-32 -n 800 ./a",
        "-n 2 -N 1 -L 31,99 ./a|aprun -L 12,31 -n 2 -N 1 ./a",
        "-n 2 -N 1 -E 12 ./a|aprun -L 13-14 -n 2 -N 1 ./a",
        "-n 2 -N 1 ./a x : -n 2 -N 2 ./b|aprun -L 12-13 -n 2 -N 1 ./a x : -L 14 -n 2 -N 2 ./b"
      })
  void theStepRunsOnNodesThatAreUsableAndAllElseIsUntouched(String given, String made)
      throws ClusterException {
    assertThat(command(given)).isEqualTo(made);
  }

  @ParameterizedTest
  @CsvSource({
    "-n 8 -N 2 ./a, 4",
    "-n 9 -N 4 ./a, 3",
    "./a, 1",
    "-n 1 ./a, 1",
    "-n 4 -L 1-2 ./a, 2",
    "-n 800 ./a, -1",
    "-n 4 -N 2 ./a : -n 3 -N 1 ./b, 5"
  })
  void nodesWantedFollowFromRanksAndRanksOnANode(String given, int wanted) throws ClusterException {
    assertThat(parse(given).nodesWanted())
        .isEqualTo(wanted < 0 ? OptionalInt.empty() : OptionalInt.of(wanted));
  }

  @Test
  void theProgramKnowsHowManyRanksThereAre() throws ClusterException {
    assertThat(parse("-n 4 -N 2 ./a : -n 3 -N 1 ./b").pes()).isEqualTo(7);
    assertThat(parse("./a").pes()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-n 4",
        "-n x ./a",
        "-n 0 ./a",
        "-n",
        "-L 5-3 ./a",
        "-L nid00012 ./a",
        "-l file ./a",
        "-B ./a",
        "--exclude-node-list-file=x ./a",
        "-n 2 -N 1 ./a :",
        "-n 400 ./a : -n 2 -N 1 ./b"
      })
  void whatCannotBeFollowedIsRefusedWithARemedy(String given) {
    assertThatThrownBy(() -> parse(given))
        .isInstanceOf(LauncherUsageException.class)
        .hasMessageStartingWith("aprun: ")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void tooFewNodesAreToldWithTheirNames() throws ClusterException {
    AprunArguments arguments = parse("-n 6 -N 1 ./a");
    assertThatThrownBy(() -> arguments.choose(USABLE))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("6 nodes wanted, 5 usable (nid[00012-00014,00031-00032])");
  }
}
