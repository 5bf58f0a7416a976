package org.scr4j.cluster.pbs;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ResourceManager;
import org.scr4j.cluster.ResourceManagerKind;

/** Everything of platform {@code pbs}. */
public final class PbsPlatform {

  /** Its name. */
  public static final String NAME = "pbs";

  /** The server of OpenPBS, PBS Professional or Torque. */
  public static final ResourceManagerKind RESOURCE_MANAGER = new Kind();

  private PbsPlatform() {}

  private static final class Kind implements ResourceManagerKind {

    @Override
    public String name() {
      return "PBS";
    }

    @Override
    public Optional<String> evidence(Map<String, String> environment) {
      return PbsVariables.evidence(environment);
    }

    @Override
    public ResourceManager open(Map<String, String> environment) throws ClusterException {
      return new PbsResourceManager(
          new PbsTools(environment, Clock.systemUTC()),
          environment,
          PbsVariables.jobId(environment));
    }

    @Override
    public List<String> launchers() {
      return List.of("mpirun", "mpiexec", "ssh");
    }

    @Override
    public List<String> remoteShells() {
      return List.of("ssh", "clush", "pdsh");
    }
  }
}
