package org.scr4j.cluster.pbs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeSet;

/**
 * What the scheduler says of nodes: their states, asked for once for all, and whether the job still
 * has them.
 */
public final class PbsStateCheck implements NodeCheck {

  private final PbsTools tools;
  private final String jobId;

  /** Of the nodes of job {@code jobId}. */
  public PbsStateCheck(PbsTools tools, String jobId) {
    this.tools = tools;
    this.jobId = jobId;
  }

  @Override
  public String name() {
    return "resmgr";
  }

  @Override
  public Map<String, Health> check(NodeSet nodes, Duration deadline)
      throws ClusterException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    PbsNodes states = new PbsNodes(tools.nodes(deadline));
    Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    return states.judge(nodes, members(left));
  }

  /** The job's hosts as the server has them now; none where that cannot be told. */
  private List<String> members(Duration limit) throws InterruptedException {
    try {
      return tools.job(jobId, limit).map(PbsJob::hosts).orElse(List.of());
    } catch (ClusterException e) {
      // The states are known, and that is what was asked for.
      return List.of();
    }
  }
}
