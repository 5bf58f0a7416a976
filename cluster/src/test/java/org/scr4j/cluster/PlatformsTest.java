package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is found by which variables, and what parameters choose instead. */
class PlatformsTest {

  private static Wanted wanted(String launcher, String manager, String usual, String shell) {
    return new Wanted(
        Optional.of(launcher), Optional.of(manager), Optional.of(usual), Optional.of(shell));
  }

  private static Detected detect(Map<String, String> environment, Wanted wanted)
      throws ClusterException {
    return Platforms.detect(environment, wanted);
  }

  @Test
  void anAllocationOfSlurmIsFoundByItsVariablesNewOrOld() throws ClusterException {
    Detected found = detect(Map.of("SLURM_JOB_ID", "5", "PATH", "/nowhere"), Wanted.NOTHING);
    assertThat(found.resourceManager()).isEqualTo(new Detected.Finding("SLURM", "SLURM_JOB_ID=5"));
    assertThat(found.launcher()).isEqualTo(new Detected.Finding("srun", "usual with SLURM"));
    assertThat(found.remoteShell().why()).startsWith("none can be used; srun is not in PATH");
    assertThat(detect(Map.of("SLURM_JOBID", "7"), Wanted.NOTHING).resourceManager().why())
        .isEqualTo("SLURM_JOBID=7");
  }

  @Test
  void eachPartCanBeChosen() throws ClusterException {
    Detected found = detect(Map.of("SLURM_JOB_ID", "5"), wanted("", "Slurm", "srun", "srun"));
    assertThat(found.resourceManager().why()).isEqualTo("SCR_RESOURCE_MANAGER=Slurm");
    assertThat(found.launcher().why()).isEqualTo("SCR_LAUNCHER=srun");
    assertThat(found.remoteShell().why()).isEqualTo("SCR_REMOTE_SHELL=srun");
    assertThat(detect(Map.of("SLURM_JOB_ID", "5"), wanted("srun", "", "local", "")).launcher())
        .isEqualTo(new Detected.Finding("srun", "named by the command"));
  }

  @Test
  void aLauncherMayBeCalledByItsPath() throws ClusterException {
    assertThat(
            detect(Map.of("SLURM_JOB_ID", "5"), wanted("/usr/bin/srun", "", "", ""))
                .launcher()
                .name())
        .isEqualTo("srun");
  }

  @Test
  void aVariableOfVirtualNodesWinsOverAnAllocation() {
    Map<String, String> both = Map.of("SLURM_JOB_ID", "5", "SCR_LOCAL_CLUSTER", "1-f");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> detect(both, Wanted.NOTHING))
        .withMessageContaining("virtual cluster");
  }

  @Test
  void withoutAnAllocationThatIsSaidWithAWayToGetOne() {
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> detect(Map.of("SCR_LOCAL_DIR", "/nowhere"), Wanted.NOTHING))
        .withMessageStartingWith("not in an allocation of a supported resource manager")
        .withMessageContaining("scr_local up");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> detect(Map.of(), wanted("", "SLURM", "", "")))
        .withMessageStartingWith("not in an allocation of Slurm");
  }

  @Test
  void whatIsNotKnownIsRefusedWithWhatIs() {
    Map<String, String> slurm = Map.of("SLURM_JOB_ID", "5");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> detect(slurm, wanted("", "nqs\u0007", "", "")))
        .withMessageStartingWith("SCR_RESOURCE_MANAGER=nqs")
        .withMessageContaining("supported: LOCAL, ")
        .withMessageNotContaining("\u0007");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> detect(slurm, wanted("nosuchrun", "", "", "")))
        .withMessageContaining("launcher 'nosuchrun' is not supported");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> detect(slurm, wanted("", "", "", "rexec")))
        .withMessageContaining("SCR_REMOTE_SHELL=rexec is not supported");
  }

  @Test
  void aLauncherThatDoesNotFitTheResourceManagerIsRefused() {
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> detect(Map.of("SLURM_JOB_ID", "5"), wanted("local", "SLURM", "", "")))
        .withMessageContaining("launcher local does not work with resource manager SLURM");
  }
}
