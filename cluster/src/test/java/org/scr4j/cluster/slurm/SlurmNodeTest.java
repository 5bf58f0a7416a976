package org.scr4j.cluster.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;

/** What {@code scontrol -o show node} prints, in all states. */
class SlurmNodeTest {

  private static String line(String state, String reason) {
    return "NodeName=node2 Arch=x86_64 CoresPerSocket=1  CPUAlloc=16 CPUEfctv=16 CPUTot=16"
        + " CPULoad=0.89 AvailableFeatures=(null) ActiveFeatures=(null) Gres=(null)"
        + " NodeAddr=10.77.0.12 NodeHostName=node2 Version=22.05.8 OS=Linux 6.18.44 #1 SMP @0"
        + "  RealMemory=3000 AllocMem=0 FreeMem=22977 Sockets=16 Boards=1 State="
        + state
        + " ThreadsPerCore=1 TmpDisk=0 Weight=1 Owner=N/A MCS_label=N/A Partitions=pdebug"
        + " BootTime=2026-11-22T10:08:50 CfgTRES=cpu=16,mem=3000M,billing=16"
        + " ExtSensorsTemp=n/s"
        + reason
        + "\n";
  }

  private static Health health(String state, String reason) {
    return SlurmNode.parse(line(state, reason)).get("node2").health();
  }

  @ParameterizedTest
  @CsvSource({
    "IDLE",
    "ALLOCATED",
    "MIXED",
    "ALLOCATED+MAINTENANCE+RESERVED",
    "ALLOCATED+REBOOT_REQUESTED",
    "ALLOCATED+COMPLETING",
    "IDLE+PLANNED",
    "IDLE+CLOUD",
    "allocated$",
    "allocated@",
    "alloc+"
  })
  void aNodeThatWorksIsHealthy(String state) {
    assertThat(health(state, "")).isEqualTo(new Health.Healthy());
  }

  @ParameterizedTest
  @CsvSource({
    "DOWN, Slurm: down (text)",
    "DOWN+NOT_RESPONDING, Slurm: down (text)",
    "DOWN+FAIL, Slurm: down (text)",
    "DOWN+DRAIN+REBOOT_ISSUED, Slurm: down (text)",
    "DOWN*+DRAIN, Slurm: down (text)",
    "ALLOCATED+NOT_RESPONDING, Slurm: not responding (text)",
    "allocated*, Slurm: not responding (text)",
    "failing*, Slurm: not responding (text)",
    "ALLOCATED+DRAIN+NOT_RESPONDING, Slurm: not responding (text)",
    "IDLE+POWERED_DOWN, Slurm: powered down (text)",
    "idle~, Slurm: powered down (text)",
    "IDLE+POWERING_DOWN, Slurm: powering down (text)",
    "IDLE+INVALID_REG, Slurm: registered with wrong resources (text)",
    "reboot^, Slurm: rebooting (text)",
    "ERROR, Slurm: in error (text)",
    "UNKNOWN, Slurm: in unknown state (text)",
    "FUTURE, Slurm: not set up (text)"
  })
  void aNodeThatDoesNotIsUnusableForAReason(String state, String reason) {
    assertThat(health(state, " Reason=text [root@2026-11-22T11:29:50]"))
        .isEqualTo(new Health.Failed(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOCATED+DRAIN, Slurm: drained (text)",
    "IDLE+DRAIN, Slurm: drained (text)",
    "draining, Slurm: drained (text)",
    "ALLOCATED+FAIL, Slurm: failing (text)"
  })
  void aNodeThatIsTakenOutOfServiceStillAnswers(String state, String reason) {
    assertThat(health(state, " Reason=text [root@2026-11-22T11:29:50]"))
        .isEqualTo(new Health.Unfit(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';Slurm: down",
        "' Reason=none';Slurm: down",
        "' Reason=Not responding [slurm@2025-05-01T12:00:00]';Slurm: down (Not responding)",
        "' Reason=a = b [c] [root@1795373250] Comment=x [y@z]';Slurm: down (a = b [c])",
        "' Reason=no end';Slurm: down (no end)",
      })
  void theReasonIsWhatTheAdministratorWrote(String written, String reason) {
    assertThat(health("DOWN", written)).isEqualTo(new Health.Failed(reason));
  }

  @Test
  void theAddressIsKept() {
    assertThat(SlurmNode.parse(line("IDLE", "")).get("node2"))
        .isEqualTo(new SlurmNode("node2", "10.77.0.12", Set.of("IDLE"), ""));
  }

  @Test
  void whatIsNoNodeIsPassedOver() {
    assertThat(
            SlurmNode.parse(
                """
                Node node99 not found

                NodeName=node3
                State=DOWN
                {"nodes": []}
                error: NodeName=node4 State=IDLE
                """))
        .isEmpty();
  }

  @Test
  void aNodeThatHasLeftTheJobIsUnusableThoughItIsIdleAgain() {
    Map<String, SlurmNode> states =
        SlurmNode.parse(
            line("ALLOCATED", "") + line("IDLE", "").replace("NodeName=node2", "NodeName=node3"));
    assertThat(
            SlurmStateCheck.judge(NodeSet.parse("node[2-4]"), states, NodeSet.parse("node[2,5]")))
        .isEqualTo(
            Map.of(
                "node2", new Health.Healthy(),
                "node3", new Health.Failed("has left the job: it was down in between"),
                "node4", new Health.Failed("Slurm does not know it")));
  }
}
