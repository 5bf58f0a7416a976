package org.scr4j.cluster.flux;

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
import org.scr4j.cluster.StepMark;

/** The user's arguments of {@code flux run}, and what becomes of them. */
class FluxArgumentsTest {

  private static final NodeSet HEALTHY = NodeSet.parse("n[1,3-6]");
  private static final StepMark MARK = new StepMark("f7", "n1", 5, 6, "0".repeat(32));
  private static final String BEGIN =
      "flux run --setattr=user.scr_step_mark=scr4j:f7:n1:5:6:" + "0".repeat(32) + " ";

  private static FluxArguments parse(String words) throws ClusterException {
    return FluxArguments.parse(List.of(words.split(" ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "run -N4 -n8 ./app -N 2;--requires=host:n[1,3-5] -N4 -n8 ./app -N 2",
        "-N4 -n8 ./app;--requires=host:n[1,3-5] -N4 -n8 ./app",
        "mini run -N 4 ./app;--requires=host:n[1,3-5] -N 4 ./app",
        "submit -N 4 ./app;--requires=host:n[1,3-5] -N 4 ./app",
        "run --nodes=2 --ntasks 4 ./a;--requires=host:n[1,3] --nodes=2 --ntasks 4 ./a",
        "run --nodes 2 ./app;--requires=host:n[1,3] --nodes 2 ./app",
        "run -lN2 -u ./app;--requires=host:n[1,3] -lN2 -u ./app",
        "run -vvv -o mpi=none -N=2 a;--requires=host:n[1,3] -vvv -o mpi=none -N=2 a",
        "run -n8 ./app;--requires=host:n[1,3-6] -n8 ./app",
        "./app -N3;--requires=host:n[1,3-6] ./app -N3",
        "run -x -c 4 -g 1 -t 10m -N1 a;--requires=host:n1 -x -c 4 -g 1 -t 10m -N1 a",
        "run --setattr a=b --env -* -N1 a b;--requires=host:n1 --setattr a=b --env -* -N1 a b",
        "run --new-option=3 -N2 a;--requires=host:n[1,3] --new-option=3 -N2 a",
        "run -N2 -- -odd;--requires=host:n[1,3] -N2 -- -odd",
        // Constraints of the user's hold as well, whatever their "or" would bind.
        "run -N2 --requires=gpu|ib a;--requires=(gpu|ib) --requires=host:n[1,3-6] -N2 a",
        "run --requires -host:n3 -N2 a;--requires=(-host:n3) --requires=host:n[1,3-6] -N2 a"
      })
  void onlyTheChoiceOfNodesIsOurs(String given, String made) throws Exception {
    FluxArguments arguments = parse(given);
    List<String> command = arguments.command("flux", arguments.choose(HEALTHY), MARK);
    assertThat(String.join(" ", command)).isEqualTo(BEGIN + made);
  }

  @ParameterizedTest
  @CsvSource({"run -N4 a, 4", "run -n1 a, 1", "run -n8 a, -1", "a, -1", "run -N4 -n8 a, 4"})
  void nodesAreWantedAsSaid(String given, int wanted) throws Exception {
    assertThat(parse(given).nodesWanted())
        .isEqualTo(wanted < 0 ? OptionalInt.empty() : OptionalInt.of(wanted));
  }

  @Test
  void tooFewNodesAreAnErrorBeforeFluxWaitsForThem() throws Exception {
    assertThatThrownBy(() -> parse("run -N9 a").choose(HEALTHY))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("flux: 9 nodes wanted, 5 usable (n[1,3-6]")
        .hasMessageEndingWith("ask for fewer with -N, or allocate more");
    assertThatThrownBy(() -> parse("a").choose(NodeSet.empty()))
        .hasMessageStartingWith("flux: 1 nodes wanted, 0 usable;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "run -N4",
        "run -N",
        "run --nodes",
        "run -N0 a",
        "run -N four a",
        "run -N4-2 a",
        "run -n 99999999999 a",
        "run --requires",
        "run --dry-run a",
        "mini batch a",
        "mini",
        "alloc -N4 a",
        "batch a",
        "exec a",
        "--"
      })
  void whatCannotBeUnderstoodIsAnErrorOfOneLine(String given) {
    assertThatThrownBy(() -> parse(given))
        .isInstanceOf(LauncherUsageException.class)
        .hasMessageStartingWith("flux: ")
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"));
  }
}
