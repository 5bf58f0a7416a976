package org.scr4j.library.comm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Launchers' variables, and what they say about a rank. */
final class RankIdentityTest {

  static Map<String, String> env(String assignments) {
    Map<String, String> env = new HashMap<>();
    for (String assignment : assignments.split(" ", -1)) {
      int equals = assignment.indexOf('=');
      env.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }
    return env;
  }

  @Test
  void theLocalPlatformIsOneHost() {
    RankIdentity identity =
        RankIdentity.from(
            env("SCR_LOCAL_RANK=3 SCR_LOCAL_SIZE=8 SCR_LOCAL_NODE=node2 SCR_LOCAL_STEP=local7.1"));
    assertThat(identity).isEqualTo(new RankIdentity(3, 8, "node2", "local7.1", true));
  }

  @ParameterizedTest
  @CsvSource({
    "SLURM_PROCID=3 SLURM_NTASKS=8 SLURM_JOB_ID=38 SLURM_STEP_ID=0 SLURMD_NODENAME=n, 38.0, false",
    "SLURM_PROCID=3 SLURM_NTASKS=99 SLURM_STEP_NUM_TASKS=8 SLURM_JOB_ID=38 SLURM_STEP_ID=1 "
        + "SLURM_STEP_NUM_NODES=1 SLURMD_NODENAME=n, 38.1, true",
    "PMI_RANK=3 PMI_SIZE=8 SCR_LOCAL_NODE=n SCR_JOB_ID=9, 9.PMI_RANK, false",
    "PMI_RANK=3 PMI_SIZE=8 SCR_LOCAL_NODE=n MPI_LOCALNRANKS=8, job.PMI_RANK, true",
    "ALPS_APP_PE=3 SCR_APRUN_PES=8 ALPS_APP_ID=295 PBS_JOBID=1.sdb SCR_LOCAL_NODE=n, 295, false",
    "ALPS_APP_PE=3 PMI_RANK=3 PMI_SIZE=8 ALPS_APP_ID=295 SCR_LOCAL_NODE=n, 295, false",
    "OMPI_COMM_WORLD_RANK=3 OMPI_COMM_WORLD_SIZE=8 PMIX_NAMESPACE=a/b@1 SCR_LOCAL_NODE=n "
        + "SLURM_PROCID=0 SLURM_NTASKS=2 SLURM_STEP_ID=0, a_b_1, false",
    "SCR_SSH_RANK=3 SCR_SSH_SIZE=8 SCR_SSH_STEP=h.1a SCR_SSH_LOCAL_SIZE=2 SCR_SSH_NODE=n, h.1a, "
        + "false",
    "FLUX_TASK_RANK=3 FLUX_JOB_SIZE=8 FLUX_JOB_ID=f12 FLUX_JOB_NNODES=2 SCR_LOCAL_NODE=n, f12, "
        + "false",
    "JSM_NAMESPACE_RANK=3 JSM_NAMESPACE_SIZE=8 LSB_JOBID=4 JSM_NAMESPACE_ID=2 SCR_LOCAL_NODE=n, "
        + "4.2, false"
  })
  void everyLaunchersVariablesAreUnderstood(String variables, String step, boolean oneHost) {
    assertThat(RankIdentity.from(env(variables)))
        .isEqualTo(new RankIdentity(3, 8, "n", step, oneHost));
  }

  @Test
  void underFluxANodesNameIsNotThatOfTheFirstBrokersNode() {
    String variables = "FLUX_TASK_RANK=3 FLUX_JOB_SIZE=8 FLUX_JOB_ID=f12 SLURMD_NODENAME=node1";
    assertThat(RankIdentity.from(env(variables)).node()).isNotEqualTo("node1");
  }

  @Test
  void withoutALauncherARankIsAlone() {
    assertThat(RankIdentity.from(env("SCR_LOCAL_NODE=here")))
        .satisfies(identity -> assertThat(identity.rank()).isZero())
        .satisfies(identity -> assertThat(identity.size()).isEqualTo(1))
        .satisfies(identity -> assertThat(identity.node()).isEqualTo("here"));
  }

  @Test
  void aBatchScriptIsOneProcessWhateverTheSizeOfItsJob() {
    Map<String, String> script = env("SLURM_PROCID=0 SLURM_NTASKS=8 SLURM_JOB_ID=38");
    assertThat(RankIdentity.from(script).size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "PMI_RANK=3, PMI_RANK is set but PMI_SIZE is not",
    "PMI_SIZE=3, PMI_SIZE is set but PMI_RANK is not",
    "PMI_RANK=8 PMI_SIZE=8, PMI_RANK=8 does not lie in PMI_SIZE=8",
    "PMI_RANK=-1 PMI_SIZE=8, PMI_RANK=-1 is negative",
    "PMI_RANK=one PMI_SIZE=8, PMI_RANK=one is not a whole number",
    "PMI_RANK=0 PMI_SIZE=0, PMI_RANK=0 does not lie in PMI_SIZE=0"
  })
  void variablesThatContradictEachOtherAreNamed(String variables, String error) {
    assertThatThrownBy(() -> RankIdentity.from(env(variables)))
        .isInstanceOf(CommunicationException.class)
        .hasMessage(error);
  }
}
