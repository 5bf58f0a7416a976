package org.scr4j.cluster.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;

/** Variables of an allocation, as batch, salloc and tasks have them. */
class SlurmVariablesTest {

  @Test
  void newNamesWinOverOldOnes() throws Exception {
    Map<String, String> both =
        Map.of(
            "SLURM_JOB_ID", "5",
            "SLURM_JOBID", "4",
            "SLURM_JOB_NODELIST", "node[2-5]",
            "SLURM_NODELIST", "node[2-3]");
    assertThat(SlurmVariables.jobId(both)).isEqualTo("5");
    assertThat(SlurmVariables.nodes(both)).contains(NodeSet.parse("node[2-5]"));
  }

  @Test
  void oldNamesDoWhereTheNewOnesAreMissing() throws Exception {
    Map<String, String> old = Map.of("SLURM_JOBID", "4", "SLURM_NODELIST", "node[1,3-5],login");
    assertThat(SlurmVariables.evidence(old)).contains("SLURM_JOBID=4");
    assertThat(SlurmVariables.jobId(old)).isEqualTo("4");
    assertThat(SlurmVariables.nodes(old).orElseThrow().toList())
        .containsExactly("node1", "node3", "node4", "node5", "login");
  }

  @Test
  void withoutAnAllocationThatIsSaid() {
    assertThat(SlurmVariables.evidence(Map.of("SLURM_JOB_ID", " "))).isEmpty();
    assertThatThrownBy(() -> SlurmVariables.jobId(Map.of()))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("SLURM_JOB_ID is not set")
        .hasMessageContaining("salloc --no-kill");
  }

  @Test
  void whatIsNoJobOrNoNodeSetIsNamed() {
    assertThatThrownBy(() -> SlurmVariables.jobId(Map.of("SLURM_JOB_ID", "5; rm")))
        .hasMessage("SLURM_JOB_ID=5; rm is not the id of a job");
    assertThatThrownBy(() -> SlurmVariables.nodes(Map.of("SLURM_JOB_NODELIST", "node[1-")))
        .hasMessageStartingWith("SLURM_JOB_NODELIST: ");
  }

  @Test
  void heterogeneousJobsAreRefused() {
    assertThatThrownBy(
            () -> SlurmVariables.jobId(Map.of("SLURM_JOB_ID", "11741", "SLURM_HET_SIZE", "2")))
        .hasMessage(
            "job 11741 is heterogeneous (SLURM_HET_SIZE=2), which is not supported; submit it"
                + " without ':' or hetjob");
  }

  @Test
  void toolsPrintTheSameWhateverTheUserLikes() {
    Map<String, String> variables =
        SlurmVariables.forTools(
            Map.of(
                "SLURM_CONF", "/etc/other.conf",
                "SLURM_TIME_FORMAT", "relative",
                "SQUEUE_FORMAT", "%i",
                "SINFO_FORMAT", "%N",
                "SLURM_JOB_ID", "5",
                "LC_ALL", "de_DE.UTF-8",
                "PATH", "/usr/bin"));
    assertThat(variables)
        .isEqualTo(
            Map.of(
                "SLURM_CONF", "/etc/other.conf",
                "SLURM_TIME_FORMAT", "%s",
                "LC_ALL", "C",
                "PATH", "/usr/bin"));
  }

  @Test
  void stepsOfOursTakeNoOptionsOfTheJobs() {
    Map<String, String> variables =
        SlurmVariables.forHelpers(
            Map.of(
                "SLURM_JOBID", "5",
                "SLURM_NNODES", "4",
                "SLURM_NTASKS_PER_NODE", "16",
                "SLURM_CPU_BIND", "cores",
                "SRUN_CPUS_PER_TASK", "8",
                "PMI_RANK", "0",
                "SCR_PREFIX", "/p/run"));
    assertThat(variables).isEqualTo(Map.of("SLURM_JOB_ID", "5", "SCR_PREFIX", "/p/run"));
  }
}
