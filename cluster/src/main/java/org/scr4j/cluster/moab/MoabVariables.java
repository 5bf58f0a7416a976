package org.scr4j.cluster.moab;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.cluster.pbs.PbsText;
import org.scr4j.cluster.pbs.PbsVariables;

/** The variables that MOAB sets where a job was submitted with {@code msub -E}. */
final class MoabVariables {

  private static final String JOB_ID = "MOAB_JOBID";
  private static final String NODES = "MOAB_NODELIST";

  private MoabVariables() {}

  /** What shows that a process with these variables is in a job of MOAB. */
  static Optional<String> evidence(Map<String, String> environment) {
    return PbsVariables.get(JOB_ID, environment).map(id -> JOB_ID + "=" + PbsText.shown(id));
  }

  /**
   * The id of the job, {@code 4761849} or {@code Moab.123}; without MOAB_JOBID that of the system
   * which MOAB schedules for, by which MOAB knows it too.
   *
   * @throws ClusterException if there is none
   */
  static String jobId(Map<String, String> environment) throws ClusterException {
    for (String name : java.util.List.of(JOB_ID, "PBS_JOBID", "SLURM_JOB_ID", "SLURM_JOBID")) {
      Optional<String> id = PbsVariables.get(name, environment);
      if (id.isPresent()) {
        if (!id.get().matches("[A-Za-z0-9][A-Za-z0-9._\\[\\]-]{0,255}")) {
          throw new ClusterException(
              name + "=" + PbsText.shown(id.get()) + " is not the id of a job");
        }
        return id.get();
      }
    }
    throw new ClusterException(
        "not in a job of MOAB (MOAB_JOBID is not set); start one with"
            + " msub -E -l resfailpolicy=ignore");
  }

  /**
   * The hosts of MOAB_NODELIST, {@code n1&n2} or {@code n1,n2}.
   *
   * @return nothing where it is not set
   * @throws ClusterException if it holds something else
   */
  static Optional<NodeSet> nodes(Map<String, String> environment) throws ClusterException {
    Optional<String> list = PbsVariables.get(NODES, environment);
    if (list.isEmpty()) {
      return Optional.empty();
    }
    Set<String> hosts = new LinkedHashSet<>();
    for (String host : list.get().split("[&,\\s]+")) {
      if (!host.isEmpty()) {
        hosts.add(host);
      }
    }
    try {
      return Optional.of(NodeSet.of(hosts)).filter(nodes -> !nodes.isEmpty());
    } catch (NodeSetException e) {
      throw new ClusterException(NODES + ": " + e.getMessage(), e);
    }
  }
}
