package org.scr4j.cluster.slurm;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ResourceManager;
import org.scr4j.cluster.ToolText;

/**
 * The allocation that the environment names. Its nodes are those that were granted, since the
 * scheduler forgets the dead ones; its end is asked for each time, since it can be moved.
 */
final class SlurmResourceManager implements ResourceManager {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration WITNESS_LIMIT = Duration.ofSeconds(2);

  private final SlurmTools tools;
  private final Map<String, String> environment;
  private final String jobId;

  SlurmResourceManager(SlurmTools tools, Map<String, String> environment, String jobId) {
    this.tools = tools;
    this.environment = Map.copyOf(environment);
    this.jobId = jobId;
  }

  @Override
  public String name() {
    return SlurmPlatform.NAME;
  }

  @Override
  public String jobId() {
    return jobId;
  }

  @Override
  public Allocation allocation() throws ClusterException {
    Optional<NodeSet> granted = SlurmVariables.nodes(environment);
    Optional<SlurmJob> job;
    try {
      job = tools.job(jobId, LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while squeue was asked for job " + jobId, e);
    } catch (ClusterException e) {
      if (granted.isEmpty()) {
        throw e;
      }
      // A scheduler that is away for a while takes nothing from a job that runs.
      return new Allocation(jobId, user(Optional.empty()), granted.get(), endOfEnvironment());
    }
    if (job.isEmpty()) {
      throw new ClusterException(
          "job " + jobId + " (SLURM_JOB_ID) has ended; work in an allocation that still runs");
    }
    // Within a step of srun's, the environment names the step's nodes only.
    NodeSet nodes = granted.orElse(NodeSet.empty()).union(job.get().nodes());
    if (nodes.isEmpty()) {
      throw new ClusterException(
          "job " + jobId + " has no nodes (state " + ToolText.shown(job.get().state()) + ")");
    }
    return new Allocation(jobId, user(job), nodes, job.get().end());
  }

  @Override
  public List<NodeCheck> checks() {
    return List.of(new SlurmStateCheck(tools, jobId));
  }

  @Override
  public Optional<Liveness> liveness() {
    return Optional.of(new Liveness(new SlurmAddresses(tools), this::answers));
  }

  private boolean answers() throws InterruptedException {
    try {
      return tools.job(jobId, WITNESS_LIMIT).isPresent();
    } catch (ClusterException e) {
      return false;
    }
  }

  private String user(Optional<SlurmJob> job) {
    return job.map(SlurmJob::user)
        .or(() -> SlurmVariables.user(environment))
        .orElse(System.getProperty("user.name"));
  }

  private Optional<Instant> endOfEnvironment() {
    return SlurmVariables.endTime(environment)
        .flatMap(text -> SlurmText.moment(text, ZoneId.systemDefault()));
  }
}
