package org.scr4j.cluster.lsf;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.HostAddresses;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ResourceManager;

/**
 * The job that the environment names. Its nodes are those that the job was started with; its end is
 * asked for each time, since it can be moved.
 */
final class LsfResourceManager implements ResourceManager {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration WITNESS_LIMIT = Duration.ofSeconds(2);

  private final LsfTools tools;
  private final Map<String, String> environment;
  private final Clock clock;
  private volatile Optional<Instant> lastEnd = Optional.empty();

  LsfResourceManager(LsfTools tools, Map<String, String> environment, Clock clock) {
    this.tools = tools;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  @Override
  public String name() {
    return LsfPlatform.NAME;
  }

  @Override
  public String jobId() throws ClusterException {
    return LsfVariables.jobId(environment);
  }

  @Override
  public Allocation allocation() throws ClusterException {
    String id = LsfVariables.jobId(environment);
    NodeSet nodes = LsfHostList.nodes(environment);
    String query = LsfVariables.queryId(environment);
    Instant asked = clock.instant();
    try {
      LsfJob job = tools.job(query, LIMIT);
      lastEnd = job.end(asked);
      return new Allocation(id, user(job.user()), nodes, lastEnd);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while bjobs was asked for job " + query, e);
    } catch (LsfJobEndedException e) {
      throw e;
    } catch (ClusterException e) {
      // A scheduler that is away for a while takes nothing from a job that runs.
      return new Allocation(id, user(""), nodes, lastEnd);
    }
  }

  private String user(String told) {
    return Optional.of(told)
        .filter(user -> !user.isEmpty())
        .or(() -> LsfVariables.find("LSFUSER", environment))
        .or(() -> LsfVariables.find("USER", environment))
        .orElse(System.getProperty("user.name"));
  }

  @Override
  public List<String> advice() {
    return LsfAdvice.of(environment);
  }

  @Override
  public List<NodeCheck> checks() {
    return List.of(new LsfStateCheck(tools));
  }

  @Override
  public Optional<Liveness> liveness() {
    return Optional.of(new Liveness(new HostAddresses(), this::answers));
  }

  /** LSF's own daemon is on another host. */
  private boolean answers() throws InterruptedException {
    try {
      tools.job(LsfVariables.queryId(environment), WITNESS_LIMIT);
      return true;
    } catch (ClusterException e) {
      return false;
    }
  }
}
