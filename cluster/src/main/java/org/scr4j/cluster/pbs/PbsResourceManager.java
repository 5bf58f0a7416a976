package org.scr4j.cluster.pbs;

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
import org.scr4j.cluster.NodeSetException;
import org.scr4j.cluster.ResourceManager;

/**
 * The allocation that the environment names. Its nodes are those of the node file, dead ones
 * included; its end is asked for each time, since it can be moved.
 */
final class PbsResourceManager implements ResourceManager {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration WITNESS_LIMIT = Duration.ofSeconds(2);

  private final PbsTools tools;
  private final Map<String, String> environment;
  private final String jobId;
  private volatile Optional<Instant> lastEnd = Optional.empty();

  PbsResourceManager(PbsTools tools, Map<String, String> environment, String jobId) {
    this.tools = tools;
    this.environment = Map.copyOf(environment);
    this.jobId = jobId;
  }

  @Override
  public String name() {
    return PbsPlatform.NAME;
  }

  @Override
  public String jobId() {
    return jobId;
  }

  @Override
  public Allocation allocation() throws ClusterException {
    Optional<NodeSet> granted = PbsVariables.nodes(environment);
    Optional<PbsJob> job;
    try {
      job = tools.job(jobId, LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while qstat was asked for job " + jobId, e);
    } catch (ClusterException e) {
      if (granted.isEmpty()) {
        throw e;
      }
      // A server that is away for a while takes nothing from a job that runs.
      return new Allocation(
          jobId,
          user(Optional.empty()),
          granted.get(),
          lastEnd.or(() -> PbsVariables.end(environment)));
    }
    if (job.isEmpty() || job.get().isOver()) {
      throw new ClusterException(
          "job " + jobId + " (PBS_JOBID) has ended; work in an allocation that still runs");
    }
    lastEnd = job.get().end();
    return new Allocation(jobId, user(job), nodes(granted, job.get()), lastEnd);
  }

  private NodeSet nodes(Optional<NodeSet> granted, PbsJob job) throws ClusterException {
    NodeSet nodes;
    try {
      nodes = granted.isPresent() ? granted.get() : NodeSet.of(job.hosts());
    } catch (NodeSetException e) {
      throw new ClusterException("qstat printed wrong hosts for a job: " + e.getMessage(), e);
    }
    if (nodes.isEmpty()) {
      throw new ClusterException(
          "job "
              + jobId
              + " has no nodes (state "
              + PbsText.shown(job.state())
              + ", no PBS_NODEFILE)");
    }
    return nodes;
  }

  private String user(Optional<PbsJob> job) {
    return job.flatMap(PbsJob::user)
        .or(() -> PbsVariables.user(environment))
        .orElse(System.getProperty("user.name"));
  }

  @Override
  public List<NodeCheck> checks() {
    return List.of(new PbsStateCheck(tools, jobId));
  }

  @Override
  public Optional<Liveness> liveness() {
    return Optional.of(new Liveness(new HostAddresses(), this::answers));
  }

  /** Whether the server answers, which is another host as a rule. */
  private boolean answers() throws InterruptedException {
    try {
      return tools.job(jobId, WITNESS_LIMIT).isPresent();
    } catch (ClusterException e) {
      return false;
    }
  }
}
