package org.scr4j.cluster.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.scr4j.cluster.NodeSet;

/** What {@code scontrol -o show step} prints. */
class SlurmStepTest {

  private static final String RUNNING =
      "StepId=28.9 UserId=0 StartTime=2026-11-22T11:58:43 TimeLimit=UNLIMITED State=RUNNING"
          + " Partition=pdebug NodeList=node[2-4] Nodes=3 CPUs=48 Tasks=3 Name=my prog"
          + " Network=(null) TRES=cpu=48,mem=0,node=3 ResvPorts=(null) CPUFreqReq=Default"
          + " Dist=Cyclic SrunHost:Pid=vm.example.org:28894 \n";

  private static final String BATCH =
      "StepId=28.batch UserId=0 StartTime=2026-11-22T11:29:48 TimeLimit=UNLIMITED State=RUNNING"
          + " Partition=pdebug NodeList=node1 Nodes=1 CPUs=0 Tasks=1 Name=batch Network=(null)"
          + " TRES=(null) ResvPorts=(null) CPUFreqReq=Default SrunHost:Pid=(null):0 \n";

  @Test
  void stepsOfSrunAreRead() {
    assertThat(SlurmStep.parse(BATCH + RUNNING))
        .containsExactly(
            new SlurmStep(
                "28.9",
                NodeSet.parse("node[2-4]"),
                "my prog",
                "vm.example.org",
                OptionalLong.of(28894)));
  }

  @Test
  void aStepBelongsToItsSrun() {
    SlurmStep step = SlurmStep.parse(RUNNING).get(0);
    assertThat(step.isOf("VM", 28894)).isTrue();
    assertThat(step.isOf("vm", 28895)).isFalse();
    assertThat(step.isOf("vm2", 28894)).isFalse();
  }

  @Test
  void aStepWithoutSrunBelongsToNone() {
    SlurmStep step = SlurmStep.parse(RUNNING.replace("vm.example.org:28894", "(null):0")).get(0);
    assertThat(step.pid()).isEmpty();
    assertThat(step.isOf("(null)", 0)).isFalse();
  }

  @Test
  void whatIsNoStepIsPassedOver() {
    assertThat(
            SlurmStep.parse(
                "Job step 10. not found\nStepId=28.extern X\nStepId=28.0x\nStepId=28+1.0 a\n\n"))
        .isEmpty();
    assertThat(SlurmStep.parse("StepId=7.3 NodeList=node[1- Nodes=1"))
        .isEqualTo(List.of(new SlurmStep("7.3", NodeSet.empty(), "", "", OptionalLong.empty())));
  }
}
