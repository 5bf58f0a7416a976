package org.scr4j.cluster.slurm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.HostAddresses;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.LauncherKind;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.RemoteShellKind;
import org.scr4j.cluster.ResourceManager;
import org.scr4j.cluster.ResourceManagerKind;
import org.scr4j.cluster.SearchPath;
import org.scr4j.cluster.Site;

/** Everything of platform {@code slurm}. */
public final class SlurmPlatform {

  /** Its name. */
  public static final String NAME = "slurm";

  /** Slurm's controller. */
  public static final ResourceManagerKind RESOURCE_MANAGER = new Kind();

  /** {@code srun} as launcher. */
  public static final LauncherKind SRUN = new SrunKind();

  /** {@code srun --overlap} as remote shell. */
  public static final RemoteShellKind SRUN_SHELL = new SrunShellKind();

  private SlurmPlatform() {}

  private static final class Kind implements ResourceManagerKind {

    @Override
    public String name() {
      return "SLURM";
    }

    @Override
    public Optional<String> evidence(Map<String, String> environment) {
      return SlurmVariables.evidence(environment);
    }

    @Override
    public ResourceManager open(Map<String, String> environment) throws ClusterException {
      String jobId = SlurmVariables.jobId(environment);
      return new SlurmResourceManager(new SlurmTools(environment), environment, jobId);
    }

    @Override
    public List<String> launchers() {
      return List.of(SrunLauncher.NAME, "mpirun", "mpiexec");
    }

    @Override
    public List<String> remoteShells() {
      return List.of(SrunLauncher.NAME, "clush", "pdsh", "ssh");
    }
  }

  private static final class SrunKind implements LauncherKind {

    @Override
    public String name() {
      return SrunLauncher.NAME;
    }

    @Override
    public Launcher open(Site site, String program) throws ClusterException {
      Map<String, String> environment = site.environment();
      return new SrunLauncher(
          new SlurmTools(environment),
          site.shell(),
          environment,
          SlurmVariables.jobId(environment));
    }
  }

  private static final class SrunShellKind implements RemoteShellKind {

    @Override
    public String name() {
      return SrunLauncher.NAME;
    }

    @Override
    public Optional<String> obstacle(Map<String, String> environment) {
      return SearchPath.find(SrunLauncher.NAME, environment).isPresent()
          ? Optional.empty()
          : Optional.of("srun is not in PATH");
    }

    @Override
    public RemoteShell open(Site site) throws ClusterException {
      Map<String, String> environment = site.environment();
      Liveness liveness =
          site.liveness().orElseGet(() -> new Liveness(new HostAddresses(), () -> false));
      return new SrunShell(
          new SlurmTools(environment), liveness, environment, SlurmVariables.jobId(environment));
    }
  }
}
