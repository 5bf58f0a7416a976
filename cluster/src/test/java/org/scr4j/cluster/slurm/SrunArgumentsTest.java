package org.scr4j.cluster.slurm;

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

/** The user's arguments of srun, and what becomes of them. */
class SrunArgumentsTest {

  private static final NodeSet HEALTHY = NodeSet.parse("n[1,3-6]");

  private static SrunArguments parse(String words) throws ClusterException {
    return SrunArguments.parse(List.of(words.split(" ")));
  }

  private static String command(String words) throws ClusterException {
    SrunArguments arguments = parse(words);
    return String.join(" ", arguments.command(arguments.choose(HEALTHY)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "-n8 -N4 ./app -N 2;srun -N 4 -w n[1,3-5] -n8 ./app -N 2",
        "-N 4 -n 8 ./app;srun -N 4 -w n[1,3-5] -n 8 ./app",
        "--nodes=4 --ntasks=8 ./app;srun -N 4 -w n[1,3-5] --ntasks=8 ./app",
        "--nodes 4 ./app;srun -N 4 -w n[1,3-5] ./app",
        "--nodeli=n6 ./app;srun -N 1 -w n6 ./app",
        "-N2-4 ./app;srun -N 4 -w n[1,3-5] ./app",
        "-N2-9 ./app;srun -N 5 -w n[1,3-6] ./app",
        "-n8 ./app;srun -N 5 -w n[1,3-6] -n8 ./app",
        "-n2 -N4 ./app;srun -N 2 -w n[1,3] -n2 ./app",
        "./app;srun -N 5 -w n[1,3-6] ./app",
        "-lN2 -K1 -u ./app -x;srun -N 2 -w n[1,3] -l -K1 -u ./app -x",
        "-K -l -N2 ./app;srun -N 2 -w n[1,3] -K -l ./app",
        "--exclusive -N2 ./app;srun -N 2 -w n[1,3] --exclusive ./app",
        "--kill-on-bad-exit -c 4 -N2 a;srun -N 2 -w n[1,3] --kill-on-bad-exit -c 4 a",
        "--cpu-bind cores -N2 a;srun -N 2 -w n[1,3] --cpu-bind cores a",
        "--mpi=pmi2 -t 10 -N2 a;srun -N 2 -w n[1,3] --mpi=pmi2 -t 10 a",
        "--new-option=3 -N2 a;srun -N 2 -w n[1,3] --new-option=3 a",
        "-o out -e err -N2 a;srun -N 2 -w n[1,3] -o out -e err a",
        "-N2 -- -odd;srun -N 2 -w n[1,3] -- -odd"
      })
  void onlyTheChoiceOfNodesIsOurs(String given, String made) throws Exception {
    assertThat(command(given)).isEqualTo(made);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // Nodes of -w come first; one that is down is replaced.
        "-w n[5-6] a;n[5-6]",
        "-w n[2,6] a;n[1,6]",
        "-N3 -w n6 a;n[1,3,6]",
        "-N1 -w n[5-6] a;n5",
        "-x n1,n3 a;n[4-6]",
        "--exclude=n[1-4] -N1 a;n5",
        "-N2 -x n1 -w n4 a;n[3-4]"
      })
  void choicesOfTheUsersAreMerged(String given, String chosen) throws Exception {
    assertThat(parse(given).choose(HEALTHY)).isEqualTo(NodeSet.parse(chosen));
  }

  @ParameterizedTest
  @CsvSource({
    "-N4 a, 4",
    "-N4-8 a, 4",
    "-N4 -n2 a, 2",
    "-w n[1-3] a, 3",
    "-n8 a, -1",
    "a, -1",
    "-w n[1-3] -N5 a, 5"
  })
  void nodesAreWantedAsSaid(String given, int wanted) throws Exception {
    assertThat(parse(given).nodesWanted())
        .isEqualTo(wanted < 0 ? OptionalInt.empty() : OptionalInt.of(wanted));
  }

  @Test
  void tooFewNodesAreAnErrorBeforeSrunWaitsForThem() throws Exception {
    assertThatThrownBy(() -> parse("-N4 -x n[1-4] a").choose(HEALTHY))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "srun: 4 nodes wanted, 2 usable (n[5-6]) without those of -x; ask for fewer with -N, or"
                + " allocate more");
    assertThatThrownBy(() -> parse("a").choose(NodeSet.empty()))
        .hasMessageStartingWith("srun: 1 nodes wanted, 0 usable;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-N",
        "-N4",
        "--nodes",
        "-N0 a",
        "-N four a",
        "-N4-2 a",
        "-N1-2-3 a",
        "-n 99999999999 a",
        "-w n[1- a",
        "-w ./hosts a",
        "-F hosts a",
        "--nodefile=hosts a",
        "-r 1 a",
        "--relative=1 a",
        "-m arbitrary a",
        "--distribution=arbitrary a",
        "--het-group=0,1 a",
        "a : b",
        "--jobid=5 a",
        "-E a",
        "--preserve-env a",
        "-Z -w n1 a"
      })
  void whatCannotWorkIsRefused(String given) {
    assertThatThrownBy(() -> parse(given))
        .isInstanceOf(LauncherUsageException.class)
        .hasMessageStartingWith("srun: ")
        .hasMessageNotContaining("\n");
  }
}
