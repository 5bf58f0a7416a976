package org.scr4j.cluster.slurm;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeSet;

/** What the scheduler says of nodes: their states, and whether they still belong to the job. */
final class SlurmStateCheck implements NodeCheck {

  private final SlurmTools tools;
  private final String jobId;

  SlurmStateCheck(SlurmTools tools, String jobId) {
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
    Map<String, SlurmNode> states = tools.nodes(nodes, deadline);
    Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    Optional<SlurmJob> job = tools.job(jobId, left);
    if (job.isEmpty()) {
      throw new ClusterException("job " + jobId + " has ended");
    }
    return judge(nodes, states, job.get().nodes());
  }

  /**
   * The findings.
   *
   * @param states what the scheduler says of nodes, as far as it knows them
   * @param members nodes that the job has now
   */
  static Map<String, Health> judge(NodeSet nodes, Map<String, SlurmNode> states, NodeSet members) {
    Map<String, Health> found = new LinkedHashMap<>();
    for (String name : nodes) {
      SlurmNode node = states.get(name);
      if (node == null) {
        found.put(name, new Health.Failed("Slurm does not know it"));
      } else if (node.health() instanceof Health.Failed failed) {
        found.put(name, failed);
      } else if (!members.contains(name)) {
        found.put(name, new Health.Failed("has left the job: it was down in between"));
      } else {
        found.put(name, node.health());
      }
    }
    return found;
  }
}
