package org.scr4j.cluster.local;

import java.nio.file.Files;
import java.nio.file.Path;
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
import org.scr4j.cluster.Site;

/** Everything of platform {@code local}: the virtual cluster that an environment points to. */
public final class LocalPlatform {

  /** Its name, also that of its launcher and of its remote shell. */
  public static final String NAME = "local";

  /** Virtual nodes. */
  public static final ResourceManagerKind RESOURCE_MANAGER = new Kind();

  /** Starts ranks on virtual nodes. */
  public static final LauncherKind LAUNCHER = new LocalLauncherKind();

  /** Runs commands on virtual nodes. */
  public static final RemoteShellKind REMOTE_SHELL = new LocalShellKind();

  private LocalPlatform() {}

  private static LocalCluster cluster(Map<String, String> environment) throws ClusterException {
    LocalCluster cluster = LocalCluster.open(LocalCluster.directory(environment));
    String mine = environment.getOrDefault(LocalVariables.CLUSTER, cluster.mark());
    if (!mine.equals(cluster.mark())) {
      throw new ClusterException(
          "this process belongs to a virtual cluster that is down ("
              + LocalVariables.CLUSTER
              + "="
              + mine
              + "); unset that variable, or work in a new shell");
    }
    return cluster;
  }

  private static final class Kind implements ResourceManagerKind {

    @Override
    public String name() {
      return "LOCAL";
    }

    @Override
    public Optional<String> evidence(Map<String, String> environment) {
      if (environment.containsKey(LocalVariables.CLUSTER)) {
        return Optional.of(LocalVariables.CLUSTER + "=" + environment.get(LocalVariables.CLUSTER));
      }
      return environment.containsKey(LocalVariables.DIRECTORY)
          ? presence(environment)
          : Optional.empty();
    }

    /** Whether the cluster may be trusted is looked at when it is opened. */
    @Override
    public Optional<String> presence(Map<String, String> environment) {
      Path directory = LocalCluster.directory(environment);
      return Files.exists(directory.resolve("cluster"))
          ? Optional.of("a virtual cluster is up in " + directory)
          : Optional.empty();
    }

    @Override
    public ResourceManager open(Map<String, String> environment) throws ClusterException {
      return new LocalResourceManager(cluster(environment), environment);
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

  private static final class LocalLauncherKind implements LauncherKind {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Launcher open(Site site, String program) throws ClusterException {
      return new LocalLauncher(cluster(site.environment()), site.environment());
    }
  }

  private static final class LocalShellKind implements RemoteShellKind {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Optional<String> obstacle(Map<String, String> environment) {
      return Optional.empty();
    }

    @Override
    public RemoteShell open(Site site) throws ClusterException {
      return new LocalShell(cluster(site.environment()), site.environment());
    }
  }
}
