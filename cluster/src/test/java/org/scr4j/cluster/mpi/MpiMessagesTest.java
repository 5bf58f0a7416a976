package org.scr4j.cluster.mpi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.scr4j.cluster.Launcher;

/** What Open MPI 4.1.4 and MPICH 4.0.2 said and ended with when they were watched. */
class MpiMessagesTest {

  private static final MpiFamily OPEN_MPI = MpiFamily.OPEN_MPI;
  private static final MpiFamily HYDRA = MpiFamily.HYDRA;

  private static Launcher.Outcome outcome(MpiFamily family, int status, String said) {
    MpiMessages messages = new MpiMessages();
    Optional<String> obstacle = Optional.empty();
    for (String line : said.split("\n")) {
      if (messages.isObstacle(line) && obstacle.isEmpty()) {
        obstacle = Optional.of(line.strip());
      }
    }
    return messages.outcome(family, status, obstacle);
  }

  private static Arguments of(
      String what, MpiFamily family, int status, String said, Launcher.Outcome expected) {
    return Arguments.of(what, family, status, said, expected);
  }

  private static Stream<Arguments> endings() {
    String mpich =
        """
        ===================================================================================
        =   BAD TERMINATION OF ONE OF YOUR APPLICATION PROCESSES
        =   PID 6159 RUNNING AT p2
        =   EXIT CODE: %d
        =   CLEANING UP REMAINING PROCESSES
        =   YOU CAN IGNORE THE BELOW CLEANUP MESSAGES
        ===================================================================================
        """;
    return Stream.of(
        of("all is well", OPEN_MPI, 0, "", new Launcher.Exited(0)),
        of("all is well", HYDRA, 0, "", new Launcher.Exited(0)),
        of("exit 7", OPEN_MPI, 7, "  Exit code:    7\n", new Launcher.Exited(7)),
        of("exit 7", HYDRA, 7, "", new Launcher.Exited(7)),
        of(
            "MPI_Abort(9)",
            OPEN_MPI,
            9,
            "MPI_ABORT was invoked on rank 1 in communicator MPI_COMM_WORLD\nwith errorcode 9.\n",
            new Launcher.Exited(9)),
        of(
            "MPI_Abort(9), which is no signal",
            HYDRA,
            9,
            "Abort(9) on node 1 (rank 1 in comm 0): application called MPI_Abort\n",
            new Launcher.Exited(9)),
        of(
            "kill -9",
            OPEN_MPI,
            137,
            "mpirun.openmpi noticed that process rank 0 with PID 9785 on node p1 exited on signal 9"
                + " (Killed).\n",
            new Launcher.Signalled(9)),
        of(
            "kill -9, told without 128",
            HYDRA,
            9,
            mpich.formatted(9)
                + "YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Killed (signal 9)\n",
            new Launcher.Signalled(9)),
        of(
            "abort()",
            OPEN_MPI,
            134,
            "*** Process received signal ***\n",
            new Launcher.Signalled(6)),
        of("abort()", HYDRA, 255, mpich.formatted(6), new Launcher.Signalled(6)),
        of("its own time limit", OPEN_MPI, 110, "  Timeout: 3 seconds\n", new Launcher.Exited(110)),
        of("ended with 255 for no known reason", HYDRA, 255, "", new Launcher.Exited(255)));
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @MethodSource("endings")
  void theStatusMeansWhatTheFamilyMeansByIt(
      String what, MpiFamily family, int status, String said, Launcher.Outcome expected) {
    assertThat(outcome(family, status, said)).as(what).isEqualTo(expected);
  }

  private static Stream<Arguments> obstacles() {
    return Stream.of(
        Arguments.of(
            OPEN_MPI,
            134,
            """
            mpirun.openmpi was unable to find the specified executable file, and therefore
            did not launch the job.
            """,
            "executable file"),
        Arguments.of(
            OPEN_MPI,
            1,
            "There are not enough slots available in the system to satisfy the 4\n",
            "on each node (-N)"),
        Arguments.of(
            OPEN_MPI,
            1,
            "mpirun.openmpi has detected an attempt to run as root.\n",
            "OMPI_ALLOW_RUN_AS_ROOT=1"),
        Arguments.of(OPEN_MPI, 1, "Open RTE detected a parse error in the hostfile:\n", "hostfile"),
        Arguments.of(
            OPEN_MPI, 1, "mpirun.openmpi: Error: unknown option \"--nosuch\"\n", "mpirun --help"),
        Arguments.of(
            OPEN_MPI,
            255,
            "ssh: Could not resolve hostname nosuch: Name or service not known\r\n",
            "ssh reaches"),
        Arguments.of(
            HYDRA,
            255,
            "[proxy:0:1@p2] HYDU_create_process (utils/launch/launch.c:73): execvp error on file"
                + " nosuchprog (No such file or directory)\n",
            "nosuchprog"),
        Arguments.of(
            HYDRA,
            255,
            "[mpiexec@vm] match_arg (utils/args/args.c:163): unrecognized argument nosuch\n",
            "mpirun --help"),
        Arguments.of(
            HYDRA,
            137,
            "[proxy:0:0@node5] main (pm/pmiserv/pmip.c:149): unable to connect to server vm at port"
                + " 41987 (check for firewalls!)\n",
            "-localhost"),
        Arguments.of(
            HYDRA,
            137,
            "root@node5: Permission denied (publickey,keyboard-interactive).\r\n",
            "without a password"),
        Arguments.of(HYDRA, 137, "Host key verification failed.\r\n", "ssh-keyscan"));
  }

  @ParameterizedTest(name = "{0} {1}: {3}")
  @MethodSource("obstacles")
  void whereNothingRanTheReasonAndARemedyAreGiven(
      MpiFamily family, int status, String said, String part) {
    Launcher.Outcome outcome = outcome(family, status, said);
    assertThat(outcome).isInstanceOf(Launcher.NotStarted.class);
    String reason = ((Launcher.NotStarted) outcome).reason();
    assertThat(reason).contains(part).doesNotContain("\n", "\r");
    assertThat(outcome(family, 0, said)).as("but it ended well").isEqualTo(new Launcher.Exited(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Connection to node6 closed by remote host.                     | node6 | false
          Connection closed by 10.77.0.16 port 22                        | 10.77.0.16 | false
          Connection reset by node6 port 22                              | node6 | false
          Timeout, server node6 not responding.                          | node6 | false
            Remote daemon: [[5848,0],2] on node node6                    | node6 | false
          ssh: Could not resolve hostname nosuch: Name or service not known | nosuch | true
          ssh: connect to host p5 port 22: No route to host              | p5    | true
          root@n3: Permission denied (publickey).                        | n3    | true
          [proxy:0:1@node6] main (pm/pmiserv/pmip.c:149): unable to connect to server vm at port 1 | node6 | true
          heat: rank 3 on node node6 is lost: connection closed          |       | false
          Connection refused                                             |       | false
          """)
  void linesTellOfNodes(String line, String node, boolean hopeless) {
    assertThat(MpiMessages.nodeInTrouble(line + "\r")).isEqualTo(Optional.ofNullable(node));
    assertThat(MpiMessages.isHopeless(line + "\r")).isEqualTo(hopeless);
  }

  @Test
  void closedConnectionsAreKept() {
    MpiMessages messages = new MpiMessages();
    messages.isObstacle("Connection to node6 closed by remote host.\r");
    messages.isObstacle("ssh: connect to host node7 port 22: No route to host\r");
    assertThat(messages.lost()).containsExactly("node6");
  }
}
