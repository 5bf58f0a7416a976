package org.scr4j.cluster.moab;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ResourceManager;
import org.scr4j.cluster.ResourceManagerKind;
import org.scr4j.cluster.alps.AlpsPlatform;
import org.scr4j.cluster.pbs.PbsPlatform;
import org.scr4j.cluster.pbs.PbsTools;
import org.scr4j.cluster.slurm.SlurmPlatform;

/** Everything of platform {@code moab}. */
public final class MoabPlatform {

  /** Its name. */
  public static final String NAME = "moab";

  /** MOAB, over whatever it schedules for. */
  public static final ResourceManagerKind RESOURCE_MANAGER = new Kind();

  /** What it may schedule for; what is more than PBS comes before PBS. */
  private static final List<ResourceManagerKind> BELOW =
      List.of(
          SlurmPlatform.RESOURCE_MANAGER,
          AlpsPlatform.RESOURCE_MANAGER,
          PbsPlatform.RESOURCE_MANAGER);

  private MoabPlatform() {}

  private static final class Kind implements ResourceManagerKind {

    @Override
    public String name() {
      return "MOAB";
    }

    @Override
    public Optional<String> evidence(Map<String, String> environment) {
      return MoabVariables.evidence(environment);
    }

    @Override
    public ResourceManager open(Map<String, String> environment) throws ClusterException {
      String jobId = MoabVariables.jobId(environment);
      Clock clock = Clock.systemUTC();
      Optional<ResourceManagerKind> kind =
          BELOW.stream().filter(one -> one.evidence(environment).isPresent()).findFirst();
      return new MoabResourceManager(
          new MoabTools(new PbsTools(environment, clock), clock),
          kind.isPresent() ? Optional.of(kind.get().open(environment)) : Optional.empty(),
          environment,
          jobId);
    }

    @Override
    public List<String> launchers() {
      return List.of("mpirun", "mpiexec", "ssh", "srun", "aprun");
    }

    @Override
    public List<String> remoteShells() {
      return List.of("srun", "aprun", "ssh", "clush", "pdsh");
    }
  }
}
