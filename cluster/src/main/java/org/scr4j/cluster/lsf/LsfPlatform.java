package org.scr4j.cluster.lsf;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.LauncherKind;
import org.scr4j.cluster.ResourceManager;
import org.scr4j.cluster.ResourceManagerKind;
import org.scr4j.cluster.Site;

/** Everything of platform {@code lsf}. */
public final class LsfPlatform {

  /** Its name. */
  public static final String NAME = "lsf";

  /** IBM Spectrum LSF. */
  public static final ResourceManagerKind RESOURCE_MANAGER = new Kind();

  /** {@code jsrun} of IBM's Job Step Manager. */
  public static final LauncherKind JSRUN = new JsmKind(JsmDialect.JSRUN);

  /** LLNL's wrapper of {@code jsrun}. */
  public static final LauncherKind LRUN = new JsmKind(JsmDialect.LRUN);

  private LsfPlatform() {}

  private static final class Kind implements ResourceManagerKind {

    @Override
    public String name() {
      return "LSF";
    }

    @Override
    public Optional<String> evidence(Map<String, String> environment) {
      return LsfVariables.evidence(environment);
    }

    @Override
    public ResourceManager open(Map<String, String> environment) throws ClusterException {
      LsfVariables.jobId(environment);
      return new LsfResourceManager(new LsfTools(environment), environment, Clock.systemUTC());
    }

    @Override
    public List<String> launchers() {
      return List.of(JSRUN.name(), LRUN.name(), "mpirun", "mpiexec");
    }

    /**
     * Not jsrun: its steps wait for one another, so that a probe would wait for the application.
     */
    @Override
    public List<String> remoteShells() {
      return List.of("clush", "pdsh", "ssh");
    }
  }

  private record JsmKind(JsmDialect dialect) implements LauncherKind {

    @Override
    public String name() {
      return dialect.program();
    }

    @Override
    public Launcher open(Site site, String program) {
      return new JsmLauncher(dialect, site, program);
    }
  }
}
