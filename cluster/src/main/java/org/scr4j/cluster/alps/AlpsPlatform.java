package org.scr4j.cluster.alps;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.LauncherKind;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.RemoteShellKind;
import org.scr4j.cluster.ResourceManager;
import org.scr4j.cluster.ResourceManagerKind;
import org.scr4j.cluster.SearchPath;
import org.scr4j.cluster.Site;
import org.scr4j.cluster.pbs.PbsTools;
import org.scr4j.cluster.pbs.PbsVariables;

/** Everything of platform {@code alps}. */
public final class AlpsPlatform {

  /** Its name. */
  public static final String NAME = "alps";

  /** ALPS, in a job of PBS. */
  public static final ResourceManagerKind RESOURCE_MANAGER = new Kind();

  /** {@code aprun} as launcher. */
  public static final LauncherKind APRUN = new AprunKind();

  /** {@code aprun} as remote shell. */
  public static final RemoteShellKind APRUN_SHELL = new AprunShellKind();

  private AlpsPlatform() {}

  private static PbsTools tools(Map<String, String> environment) {
    return new PbsTools(environment, Clock.systemUTC());
  }

  private static final class Kind implements ResourceManagerKind {

    @Override
    public String name() {
      return "ALPS";
    }

    /** LLNL's names for it. */
    @Override
    public List<String> aliases() {
      return List.of("APRUN", "PBSALPS");
    }

    /** PALS, which comes with an aprun too, has no apstat. */
    @Override
    public Optional<String> evidence(Map<String, String> environment) {
      return PbsVariables.evidence(environment)
          .filter(
              any ->
                  SearchPath.find(AprunLauncher.NAME, environment).isPresent()
                      && SearchPath.find("apstat", environment).isPresent())
          .map(job -> job + ", aprun and apstat in PATH");
    }

    @Override
    public ResourceManager open(Map<String, String> environment) throws ClusterException {
      return new AlpsResourceManager(
          tools(environment), environment, PbsVariables.jobId(environment));
    }

    @Override
    public List<String> launchers() {
      return List.of(AprunLauncher.NAME);
    }

    @Override
    public List<String> remoteShells() {
      return List.of(AprunLauncher.NAME);
    }
  }

  private static final class AprunKind implements LauncherKind {

    @Override
    public String name() {
      return AprunLauncher.NAME;
    }

    @Override
    public Launcher open(Site site, String program) throws ClusterException {
      return new AprunLauncher(
          new AlpsTools(tools(site.environment())),
          site,
          program,
          PbsVariables.jobId(site.environment()));
    }
  }

  private static final class AprunShellKind implements RemoteShellKind {

    @Override
    public String name() {
      return AprunLauncher.NAME;
    }

    @Override
    public Optional<String> obstacle(Map<String, String> environment) {
      return SearchPath.find(AprunLauncher.NAME, environment).isPresent()
          ? Optional.empty()
          : Optional.of("aprun is not in PATH");
    }

    @Override
    public RemoteShell open(Site site) throws ClusterException {
      return new AprunShell(
          new AlpsTools(tools(site.environment())),
          site.liveness(),
          PbsVariables.jobId(site.environment()));
    }
  }
}
