package org.scr4j.cluster.slurm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.Platform;

/** Everything of platform {@code slurm}. */
public final class SlurmPlatform {

  /** Its name. */
  public static final String NAME = "slurm";

  /** The name of its launcher. */
  public static final String LAUNCHER = SrunLauncher.NAME;

  private static final Duration WITNESS_LIMIT = Duration.ofSeconds(2);

  private SlurmPlatform() {}

  /**
   * The platform of the allocation that {@code environment} names.
   *
   * @param environment that of this process; programs that are started inherit it
   * @throws ClusterException if there is no allocation, or one of a kind that is not supported
   */
  public static Platform create(Map<String, String> environment) throws ClusterException {
    String jobId = SlurmVariables.jobId(environment);
    SlurmTools tools = new SlurmTools(environment);
    Liveness liveness = new Liveness(new SlurmAddresses(tools), () -> answers(tools, jobId));
    SrunShell shell = new SrunShell(tools, liveness, environment, jobId);
    return new Platform(
        new SlurmResourceManager(tools, environment, jobId),
        new SrunLauncher(tools, shell, environment, jobId),
        shell,
        List.of(new SlurmStateCheck(tools, jobId)),
        Optional.of(liveness));
  }

  private static boolean answers(SlurmTools tools, String jobId) throws InterruptedException {
    try {
      return tools.job(jobId, WITNESS_LIMIT).isPresent();
    } catch (ClusterException e) {
      return false;
    }
  }
}
