package org.scr4j.cluster.flux;

import java.time.Clock;
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

/** Everything of platform {@code flux}. */
public final class FluxPlatform {

  /** Its name, that of its launcher and that of its remote shell. */
  public static final String NAME = "flux";

  /** An instance of Flux. */
  public static final ResourceManagerKind RESOURCE_MANAGER = new Kind();

  /** {@code flux run} as launcher. */
  public static final LauncherKind LAUNCHER = new RunKind();

  /** {@code flux exec} as remote shell. */
  public static final RemoteShellKind REMOTE_SHELL = new ExecKind();

  private FluxPlatform() {}

  private static final class Kind implements ResourceManagerKind {

    @Override
    public String name() {
      return "FLUX";
    }

    @Override
    public Optional<String> evidence(Map<String, String> environment) {
      return FluxVariables.evidence(environment);
    }

    @Override
    public ResourceManager open(Map<String, String> environment) throws ClusterException {
      FluxVariables.check(environment);
      FluxTools tools = new FluxTools(environment, FluxTools.FLUX);
      return new FluxResourceManager(tools, Clock.systemUTC());
    }

    @Override
    public List<String> launchers() {
      return List.of(NAME);
    }

    @Override
    public List<String> remoteShells() {
      return List.of(NAME);
    }
  }

  private static final class RunKind implements LauncherKind {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Launcher open(Site site, String program) throws ClusterException {
      FluxVariables.check(site.environment());
      return new FluxLauncher(new FluxTools(site.environment(), program), site, program);
    }
  }

  private static final class ExecKind implements RemoteShellKind {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Optional<String> obstacle(Map<String, String> environment) {
      return SearchPath.find(FluxTools.FLUX, environment).isPresent()
          ? Optional.empty()
          : Optional.of("flux is not in PATH");
    }

    @Override
    public RemoteShell open(Site site) throws ClusterException {
      FluxVariables.check(site.environment());
      Liveness liveness =
          site.liveness().orElseGet(() -> new Liveness(new HostAddresses(), () -> false));
      FluxTools tools = new FluxTools(site.environment(), FluxTools.FLUX);
      return new FluxShell(tools, liveness, site.environment());
    }
  }
}
