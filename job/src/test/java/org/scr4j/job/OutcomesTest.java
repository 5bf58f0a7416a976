package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;

/** Ends of steps as scr_run passes them on. */
class OutcomesTest {

  private static final NodeSet LOST = NodeSet.of("node3");

  @Test
  void theApplicationsStatusIsPassedOnAsAShellWould() {
    assertThat(Outcomes.exitCode(new Launcher.Exited(7))).isEqualTo(7);
    assertThat(Outcomes.exitCode(new Launcher.Signalled(11))).isEqualTo(139);
    assertThat(Outcomes.exitCode(new Launcher.NotStarted("why"))).isEqualTo(69);
  }

  @Test
  void whereANodeWasLostZeroIsNotPassedOn() {
    assertThat(Outcomes.exitCode(new Launcher.NodesLost(LOST, 0))).isEqualTo(137);
    assertThat(Outcomes.exitCode(new Launcher.NodesLost(LOST, 1))).isEqualTo(1);
    assertThat(Outcomes.text(new Launcher.NodesLost(LOST, 0)))
        .isEqualTo("lost-nodes:node3 (launcher's status 0)");
  }
}
