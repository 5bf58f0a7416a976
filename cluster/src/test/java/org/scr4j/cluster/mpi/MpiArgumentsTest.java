package org.scr4j.cluster.mpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LauncherUsageException;
import org.scr4j.cluster.NodeSet;

/** mpirun's arguments: what they ask for, on which nodes, and the command that results. */
class MpiArgumentsTest {

  private static final NodeSet FIVE = NodeSet.parse("n[1-5]");

  private static MpiArguments parse(MpiFamily family, String line) throws ClusterException {
    return MpiArguments.parse(family, List.of(line.split(" ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OPEN_MPI | -n 8 -N 2 ./a -n 3             | 4  | n[1-4] | 2
          OPEN_MPI | --np 8 -npernode 2 ./a         | 4  | n[1-4] | 2
          OPEN_MPI | -np 7 -N 2 a                   | 4  | n[1-4] | 2
          OPEN_MPI | -n 8 ./a                       | 0  | n[1-4] | 2
          OPEN_MPI | -n 3 ./a                       | 0  | n[1-3] | 1
          OPEN_MPI | -N 3 ./a                       | 0  | n[1-5] | 3
          OPEN_MPI | ./a -N 3                       | 0  | n[1-5] | 1
          OPEN_MPI | -mca btl tcp,self -n 2 -N 1 a  | 2  | n[1-2] | 1
          OPEN_MPI | --map-by core -n 10 --bind-to none a | 0 | n[1-5] | 2
          HYDRA    | -n 8 -ppn 2 ./a -ppn 7         | 4  | n[1-4] | 2
          HYDRA    | -np=8 --ppn=2 ./a              | 4  | n[1-4] | 2
          HYDRA    | -genv A 1 -n 6 -perhost 3 a    | 2  | n[1-2] | 3
          HYDRA    | ./a                            | 0  | n1     | 1
          """)
  void tasksAreSpreadOverAsManyNodesAsTheyNeed(
      MpiFamily family, String line, int wanted, String nodes, int slots) throws ClusterException {
    MpiArguments arguments = parse(family, line);
    assertThat(arguments.nodesWanted())
        .isEqualTo(wanted == 0 ? OptionalInt.empty() : OptionalInt.of(wanted));
    assertThat(arguments.choose(FIVE)).isEqualTo(new MpiHosts(NodeSet.parse(nodes), slots));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OPEN_MPI | -n 2                      | no program
          OPEN_MPI | -n                        | needs a value
          OPEN_MPI | -n two ./a                | not a number
          OPEN_MPI | -n 0 ./a                  | not a number
          OPEN_MPI | -H n1,n2 ./a              | chooses nodes
          OPEN_MPI | --hostfile f ./a          | chooses nodes
          OPEN_MPI | -n 1 ./a : -n 2 ./b       | several programs
          HYDRA    | -hosts n1 ./a             | SCR_EXCLUDE_NODES
          HYDRA    | -f hosts ./a              | chooses nodes
          HYDRA    | -machinefile=hosts ./a    | chooses nodes
          """)
  void whatCannotBeDoneIsRefused(MpiFamily family, String line, String why) {
    assertThatThrownBy(() -> parse(family, line))
        .isInstanceOf(LauncherUsageException.class)
        .hasMessageContaining(why);
  }

  @Test
  void tooFewNodesAreRefused() throws ClusterException {
    MpiArguments arguments = parse(MpiFamily.OPEN_MPI, "-n 12 -N 2 ./a");
    assertThatThrownBy(() -> arguments.choose(FIVE))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("6 nodes wanted, 5 usable");
    assertThatThrownBy(() -> parse(MpiFamily.HYDRA, "-n 1 a").choose(NodeSet.empty()))
        .isInstanceOf(ClusterException.class);
  }

  @Test
  void eachFamilyHasItsOwnHostFileAndSlotsAreAlwaysSaid() {
    MpiHosts hosts = new MpiHosts(NodeSet.parse("n[9-10],login"), 2);
    assertThat(hosts.file(MpiFamily.OPEN_MPI))
        .isEqualTo("n9 slots=2\nn10 slots=2\nlogin slots=2\n");
    assertThat(hosts.file(MpiFamily.HYDRA)).isEqualTo("n9:2\nn10:2\nlogin:2\n");
    assertThat(hosts.inline()).isEqualTo("n9:2,n10:2,login:2");
  }

  private static List<String> command(MpiFamily family, String line) throws ClusterException {
    return MpiCommand.of(
        "mpirun",
        parse(family, line),
        List.of("-f", "F"),
        Set.of("SCR_A", "SCR_STEP_MARK"),
        Optional.of("10.0.0.1"));
  }

  @Test
  void openMpiIsToldTheNamesOfVariablesAndNeverTheirValues() throws ClusterException {
    assertThat(command(MpiFamily.OPEN_MPI, "-x FOO=1 -n 2 ./a -x b"))
        .containsExactly(
            "mpirun",
            "-f",
            "F",
            "-x",
            "SCR_A",
            "-x",
            "SCR_STEP_MARK",
            "-x",
            "FOO=1",
            "-n",
            "2",
            "./a",
            "-x",
            "b");
    assertThat(command(MpiFamily.OPEN_MPI, "-x SCR_A=mine ./a"))
        .containsExactly("mpirun", "-f", "F", "-x", "SCR_STEP_MARK", "-x", "SCR_A=mine", "./a");
  }

  @Test
  void hydraPassesAllVariablesUnlessItIsTold() throws ClusterException {
    assertThat(command(MpiFamily.HYDRA, "-n 2 ./a"))
        .containsExactly("mpirun", "-f", "F", "-localhost", "10.0.0.1", "-n", "2", "./a");
    assertThat(command(MpiFamily.HYDRA, "-genvlist HOME,LANG -n 2 ./a"))
        .containsSequence("-genvlist", "HOME,LANG,SCR_A,SCR_STEP_MARK", "-n", "2", "./a");
    assertThat(command(MpiFamily.HYDRA, "-genvnone ./a"))
        .containsSequence("-genvlist", "SCR_A,SCR_STEP_MARK", "./a")
        .doesNotContain("-genvnone");
    assertThat(command(MpiFamily.HYDRA, "-localhost mine ./a"))
        .containsExactly("mpirun", "-f", "F", "-localhost", "mine", "./a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mpirun.openmpi (OpenRTE) 4.1.4                                    | OPEN_MPI
          mpirun (Open MPI) 5.0.3                                           | OPEN_MPI
          prterun (PRRTE) 3.0.2                                             | OPEN_MPI
          HYDRA build details:                                              | HYDRA
          Intel(R) MPI Library for Linux* OS, Version 2021.5 Build 20211102 | HYDRA
          something else                                                    |
          """)
  void theFamilyIsKnownByWhatItsVersionSays(String said, MpiFamily family) {
    assertThat(MpiFamily.of(said + "\n")).isEqualTo(Optional.ofNullable(family));
  }
}
