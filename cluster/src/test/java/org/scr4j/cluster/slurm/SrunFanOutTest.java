package org.scr4j.cluster.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scr4j.cluster.FanOutAnswers;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.RemoteShell;

/** Output of one srun on many nodes, taken apart. */
class SrunFanOutTest {

  private final SrunFanOut answers = new SrunFanOut("scr4j-mark");

  private void out(String text) {
    text.lines().forEach(answers.answers()::out);
  }

  private void err(String text) {
    text.lines().forEach(answers.answers()::err);
  }

  @Test
  void eachNodeGetsItsOwnInWhateverOrderLinesCome() {
    out("2: a\n0: b\n2: \n0: scr4j-mark node7 0\n1: \n2: scr4j-mark node9 3\n");
    err("2: e1\n0: w\n2: e2\nsrun: error: node9: task 2: Exited with exit code 3\n");
    assertThat(answers.answers().answer("node7")).contains(new FanOutAnswers.Answer(0, "b", "w\n"));
    assertThat(answers.answers().answer("node9"))
        .contains(new FanOutAnswers.Answer(3, "a\n", "e1\ne2\n"));
    assertThat(answers.answers().answer("node8")).isEmpty();
    assertThat(answers.answers().ended()).isEqualTo(2);
  }

  @Test
  void numbersArePaddedAmongManyTasks() {
    out("  7: x: 1: y\n  7: scr4j-mark n8 0\n123: z\n123: scr4j-mark n124 0\n");
    assertThat(answers.answers().answer("n8").orElseThrow().out()).isEqualTo("x: 1: y");
    assertThat(answers.answers().answer("n124").orElseThrow().out()).isEqualTo("z");
  }

  @Test
  void aForgedOrBrokenEndIsOutput() {
    out("0: scr4j-other n1 0\n0: scr4j-mark n1\n0: scr4j-mark n1 zero\ngarbage\n: \n");
    assertThat(answers.answers().answer("n1")).isEmpty();
    out("0: scr4j-mark n1 0\n");
    assertThat(answers.answers().answer("n1").orElseThrow().out())
        .isEqualTo("scr4j-other n1 0\nscr4j-mark n1\nscr4j-mark n1 zero");
  }

  @Test
  void whatSrunSaysOfANodeIsFound() {
    err(
        "srun: Job step aborted\n"
            + "srun: error: Task launch for StepId=34.1 failed on node node6: Communication"
            + " connection failure\n"
            + "srun: error: Application launch failed: Communication connection failure\n");
    assertThat(answers.complaintOf("node6"))
        .contains(
            "Task launch for StepId=34.1 failed on node node6: Communication connection failure");
    assertThat(answers.complaintOf("node4")).isEmpty();
    assertThat(answers.complaint()).startsWith("Task launch");
    assertThat(SrunShell.judge(answers, "node6")).isInstanceOf(RemoteShell.Unreachable.class);
  }

  @Test
  void whatSrunCannotDoAtAllSaysNothingOfANode() {
    assertThat(SrunShell.judge(answers, "node6"))
        .isEqualTo(new RemoteShell.Undecided("srun gave no result"));
    err(
        """
        srun: error: Unable to confirm allocation for job 1: Protocol authentication error
        srun: Check SLURM_JOB_ID environment variable. Expired or invalid job 1
        """);
    assertThat(SrunShell.judge(answers, "node6"))
        .isEqualTo(
            new RemoteShell.Undecided(
                "srun cannot start it: Unable to confirm allocation for job 1: Protocol"
                    + " authentication error"));
  }

  @Test
  void theProgramIsPassedAsItIsAndNeverThroughAShell() {
    List<String> command =
        answers.command(NodeSet.parse("n[1-3]"), List.of("p q", "$(x)", "'", "--label"));
    assertThat(command).startsWith("srun", "--overlap", "-N", "3", "-n", "3");
    assertThat(command).containsSequence("-w", "n[1-3]", "sh", "-c");
    assertThat(command).endsWith("scr4j", "scr4j-mark", "p q", "$(x)", "'", "--label");
  }
}
