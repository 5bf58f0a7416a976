package org.scr4j.cluster.alps;

import java.time.Duration;
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
import org.scr4j.cluster.pbs.PbsJob;
import org.scr4j.cluster.pbs.PbsTools;
import org.scr4j.cluster.pbs.PbsVariables;

/**
 * A reservation of ALPS, which PBS has made for a job: the job's id and end are those of PBS, its
 * nodes are the compute nodes of the reservation, dead ones included.
 */
final class AlpsResourceManager implements ResourceManager {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration WITNESS_LIMIT = Duration.ofSeconds(2);

  private final AlpsTools tools;
  private final PbsTools pbs;
  private final AlpsNodeList nodeList;
  private final Map<String, String> environment;
  private final String jobId;

  AlpsResourceManager(PbsTools pbs, Map<String, String> environment, String jobId) {
    this.tools = new AlpsTools(pbs);
    this.pbs = pbs;
    this.nodeList = new AlpsNodeList(tools, environment, jobId);
    this.environment = Map.copyOf(environment);
    this.jobId = jobId;
  }

  @Override
  public String name() {
    return AlpsPlatform.NAME;
  }

  @Override
  public String jobId() {
    return jobId;
  }

  @Override
  public Allocation allocation() throws ClusterException {
    try {
      Optional<PbsJob> job = job();
      NodeSet nodes = nodeList.nodes(job);
      return new Allocation(
          jobId,
          job.flatMap(PbsJob::user)
              .or(() -> PbsVariables.user(environment))
              .orElse(System.getProperty("user.name")),
          nodes,
          job.flatMap(PbsJob::end).or(() -> PbsVariables.end(environment)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while job " + jobId + " was asked for", e);
    }
  }

  /** What PBS says of the job; nothing while its server is away. */
  private Optional<PbsJob> job() throws ClusterException, InterruptedException {
    Optional<PbsJob> job;
    try {
      job = pbs.job(jobId, LIMIT);
    } catch (ClusterException e) {
      // A server that is away for a while takes nothing from a job that runs.
      return Optional.empty();
    }
    if (job.isEmpty() || job.get().isOver()) {
      throw new ClusterException(
          "job " + jobId + " (PBS_JOBID) has ended; work in an allocation that still runs");
    }
    return job;
  }

  @Override
  public List<NodeCheck> checks() {
    return List.of(new AlpsStateCheck(tools));
  }

  @Override
  public Optional<Liveness> liveness() {
    return Optional.of(new Liveness(new HostAddresses(), this::answers));
  }

  private boolean answers() throws InterruptedException {
    try {
      return !tools.applications(WITNESS_LIMIT).isEmpty();
    } catch (ClusterException e) {
      return false;
    }
  }
}
