package org.scr4j.cluster.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.RemoteShell;

/** How steps end, by srun's status and words. */
class SrunMessagesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "srun: error: Unable to create step for job 15: Requested node configuration is not"
            + " available",
        "srun: error: Slurm job 14 has expired",
        "srun: error: Hostlist is empty!  Can't run job.",
        "srun: error: Only allocated 3 nodes asked for 7",
        "srun: unrecognized option '--no-such-opt'",
        "srun: option requires an argument -- 'N'",
        "srun: error: Invalid numeric value \"x\" for -n.",
        "srun: fatal: Unable to load plugin x"
      })
  void thisSaysThatNoTaskHasRun(String line) {
    assertThat(SrunMessages.isObstacle(line)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "srun: error: node3: task 1: Exited with exit code 7",
        "srun: error: Node failure on node3",
        "srun: Job 28 step creation temporarily disabled, retrying (Requested nodes are busy)",
        "srun: Force Terminated StepId=10.0",
        "app: srun: error: Unable to create step for job 15",
        ""
      })
  void thisDoesNot(String line) {
    assertThat(SrunMessages.isObstacle(line)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, Exited[status=0]",
    "7, Exited[status=7]",
    "137, Signalled[signal=9]",
    "143, Signalled[signal=15]",
    "139, Signalled[signal=11]",
    "128, Exited[status=128]",
    "233, Exited[status=233]",
    "253, Exited[status=253]"
  })
  void aStatusIsAnExitOrASignal(int status, String outcome) {
    assertThat(SrunMessages.outcome(status, Optional.empty(), NodeSet.empty()))
        .hasToString(outcome);
  }

  @Test
  void zeroIsNotBelievedWhereANodeWasLost() {
    NodeSet lost = NodeSet.of("node3");
    assertThat(SrunMessages.outcome(0, Optional.empty(), lost))
        .isEqualTo(new Launcher.NodesLost(lost, 0));
  }

  @Test
  void whatDidNotStartSaysWhy() {
    assertThat(SrunMessages.outcome(1, Optional.of("srun: error: no"), NodeSet.empty()))
        .isEqualTo(new Launcher.NotStarted("srun: error: no"));
    assertThat(SrunMessages.outcome(0, Optional.of("srun: error: no"), NodeSet.empty()))
        .isEqualTo(new Launcher.Exited(0));
  }

  @Test
  void processesOfAStepAreCounted() {
    String head = "PID      JOBID    STEPID   LOCALID GLOBALID\n";
    assertThat(StepProcesses.none(finished(0, head + "153      9        0        0       0\n", "")))
        .isFalse();
    assertThat(StepProcesses.none(finished(0, head, ""))).isTrue();
    assertThat(StepProcesses.none(finished(1, head, "StepId=9.9 does not exist on node (null).\n")))
        .isTrue();
    assertThat(StepProcesses.none(finished(127, "", "scontrol: not found\n"))).isFalse();
    assertThat(StepProcesses.none(new RemoteShell.TimedOut(Duration.ofSeconds(1)))).isFalse();
    assertThat(StepProcesses.none(new RemoteShell.Unreachable("dead"))).isTrue();
  }

  private static RemoteShell.Finished finished(int status, String out, String err) {
    return new RemoteShell.Finished(status, out, err, Duration.ZERO);
  }
}
