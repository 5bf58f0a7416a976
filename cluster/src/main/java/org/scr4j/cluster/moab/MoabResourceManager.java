package org.scr4j.cluster.moab;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.cluster.ResourceManager;
import org.scr4j.cluster.pbs.PbsText;
import org.scr4j.cluster.pbs.PbsVariables;

/** A job of MOAB in an allocation of what it schedules for. */
final class MoabResourceManager implements ResourceManager {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final MoabTools tools;
  private final Optional<ResourceManager> below;
  private final Map<String, String> environment;
  private final String jobId;

  /**
   * A job.
   *
   * @param below what MOAB schedules for, where the environment shows it
   */
  MoabResourceManager(
      MoabTools tools,
      Optional<ResourceManager> below,
      Map<String, String> environment,
      String jobId) {
    this.tools = tools;
    this.below = below;
    this.environment = Map.copyOf(environment);
    this.jobId = jobId;
  }

  @Override
  public String name() {
    return MoabPlatform.NAME;
  }

  @Override
  public Allocation allocation() throws ClusterException {
    Optional<Allocation> granted =
        below.isPresent() ? Optional.of(below.get().allocation()) : Optional.empty();
    Optional<MoabJob> job;
    try {
      job = Optional.of(tools.job(jobId, LIMIT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while checkjob was asked for job " + jobId, e);
    } catch (ClusterException e) {
      if (granted.isPresent()) {
        return granted.get();
      }
      if (MoabVariables.nodes(environment).isEmpty()) {
        throw e;
      }
      // MOAB is away, which takes nothing from a job that runs.
      job = Optional.empty();
    }
    if (job.filter(MoabJob::isOver).isPresent()) {
      throw new ClusterException(
          "job "
              + jobId
              + " (MOAB_JOBID) has ended (state "
              + PbsText.shown(job.get().state())
              + "); work in an allocation that still runs");
    }
    Optional<Allocation> said = granted;
    return new Allocation(
        granted.map(Allocation::jobId).orElse(jobId),
        granted
            .map(Allocation::user)
            .or(() -> PbsVariables.user(environment))
            .orElse(System.getProperty("user.name")),
        granted.isPresent() ? granted.get().nodes() : nodes(job),
        job.flatMap(MoabJob::end).or(() -> said.flatMap(Allocation::endTime)));
  }

  private NodeSet nodes(Optional<MoabJob> job) throws ClusterException {
    Optional<NodeSet> listed = MoabVariables.nodes(environment);
    try {
      NodeSet nodes = listed.orElse(NodeSet.of(job.map(MoabJob::hosts).orElse(List.of())));
      if (nodes.isEmpty()) {
        throw new ClusterException("job " + jobId + " has no nodes, as far as checkjob tells");
      }
      return nodes;
    } catch (NodeSetException e) {
      throw new ClusterException("checkjob printed wrong hosts: " + e.getMessage(), e);
    }
  }

  @Override
  public List<NodeCheck> checks() {
    return List.of(new MoabStateCheck(tools, below.map(ResourceManager::checks).orElse(List.of())));
  }

  @Override
  public Optional<Liveness> liveness() {
    return below.isPresent() ? below.get().liveness() : ResourceManager.super.liveness();
  }
}
