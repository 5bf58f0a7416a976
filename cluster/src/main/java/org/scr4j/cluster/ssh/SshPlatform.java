package org.scr4j.cluster.ssh;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.LauncherKind;
import org.scr4j.cluster.ResourceManager;
import org.scr4j.cluster.ResourceManagerKind;
import org.scr4j.cluster.Site;

/** Everything that works without a scheduler. */
public final class SshPlatform {

  /** A list of hosts. */
  public static final ResourceManagerKind RESOURCE_MANAGER = new Hosts();

  /** Starts ranks by ssh itself. */
  public static final LauncherKind LAUNCHER = new SshKind();

  private SshPlatform() {}

  private static final class Hosts implements ResourceManagerKind {

    @Override
    public String name() {
      return "HOSTS";
    }

    @Override
    public List<String> aliases() {
      return List.of("NONE");
    }

    @Override
    public Optional<String> evidence(Map<String, String> environment) {
      String hosts = environment.getOrDefault(HostList.VARIABLE, "").strip();
      return hosts.isEmpty() ? Optional.empty() : Optional.of(HostList.VARIABLE + "=" + hosts);
    }

    @Override
    public ResourceManager open(Map<String, String> environment) {
      return new HostsResourceManager(environment);
    }

    @Override
    public List<String> launchers() {
      return List.of(SshLauncher.NAME, "mpirun", "mpiexec");
    }

    /** ssh first: clush and pdsh start one for each node as well, and take longer to start. */
    @Override
    public List<String> remoteShells() {
      return List.of("ssh", "pdsh", "clush");
    }
  }

  private static final class SshKind implements LauncherKind {

    @Override
    public String name() {
      return SshLauncher.NAME;
    }

    @Override
    public Launcher open(Site site, String program) {
      return new SshLauncher(site, program);
    }
  }
}
