package org.scr4j.cluster.slurm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.cluster.ToolText;

/** The variables that Slurm sets and reads; old names count where the new ones are missing. */
final class SlurmVariables {

  private static final List<String> JOB_ID = List.of("SLURM_JOB_ID", "SLURM_JOBID");
  private static final List<String> NODES = List.of("SLURM_JOB_NODELIST", "SLURM_NODELIST");
  private static final String USER = "SLURM_JOB_USER";
  private static final String END_TIME = "SLURM_JOB_END_TIME";
  private static final String COMPONENTS = "SLURM_HET_SIZE";

  /** What connects a command with its cluster and job; all else would change what it does. */
  private static final Set<String> CONNECTION = Set.of("SLURM_CONF", "SLURM_JOB_ID");

  private static final List<String> OPTIONS =
      List.of("SLURM_", "SRUN_", "SINFO_", "SQUEUE_", "SCANCEL_", "SCONTROL_", "PMI_", "PMIX_");

  private SlurmVariables() {}

  /** What shows that a process with these variables is in an allocation of Slurm. */
  static Optional<String> evidence(Map<String, String> environment) {
    for (String name : JOB_ID) {
      String id = environment.getOrDefault(name, "");
      if (!id.isBlank()) {
        return Optional.of(name + "=" + ToolText.shown(id));
      }
    }
    return Optional.empty();
  }

  /**
   * The id of the allocation.
   *
   * @throws ClusterException if there is none, or it is heterogeneous
   */
  static String jobId(Map<String, String> environment) throws ClusterException {
    String id =
        find(JOB_ID, environment)
            .orElseThrow(
                () ->
                    new ClusterException(
                        "not in an allocation of Slurm (SLURM_JOB_ID is not set); start one with"
                            + " salloc --no-kill or sbatch --no-kill"));
    if (!id.matches("[0-9]{1,18}")) {
      throw new ClusterException("SLURM_JOB_ID=" + ToolText.shown(id) + " is not the id of a job");
    }
    String components = environment.getOrDefault(COMPONENTS, "1").strip();
    if (!components.equals("1") && !components.equals("0") && !components.isEmpty()) {
      throw new ClusterException(
          "job "
              + id
              + " is heterogeneous (SLURM_HET_SIZE="
              + ToolText.shown(components)
              + "), which is not supported; submit it without ':' or hetjob");
    }
    return id;
  }

  /**
   * The nodes that were granted, those included that are dead by now; nothing where it is not told.
   *
   * @throws ClusterException if it cannot be read
   */
  static Optional<NodeSet> nodes(Map<String, String> environment) throws ClusterException {
    Optional<String> text = find(NODES, environment);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(NodeSet.parse(text.get())).filter(set -> !set.isEmpty());
    } catch (NodeSetException e) {
      throw new ClusterException("SLURM_JOB_NODELIST: " + e.getMessage(), e);
    }
  }

  static Optional<String> user(Map<String, String> environment) {
    return find(List.of(USER), environment);
  }

  /** The end as it was when the environment was made; only newer versions of Slurm tell it. */
  static Optional<String> endTime(Map<String, String> environment) {
    return find(List.of(END_TIME), environment);
  }

  private static Optional<String> find(List<String> names, Map<String, String> environment) {
    for (String name : names) {
      String value = environment.getOrDefault(name, "").strip();
      if (!value.isEmpty()) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /**
   * The variables for a command of Slurm whose output is read: without any that changes what it
   * prints or does, in the C locale, with times in seconds since 1970.
   */
  static Map<String, String> forTools(Map<String, String> environment) {
    Map<String, String> clean = forHelpers(environment);
    clean.remove("SLURM_JOB_ID");
    clean.put("LC_ALL", "C");
    clean.put("SLURM_TIME_FORMAT", "%s");
    return clean;
  }

  /**
   * The variables for a step of ours beside the application's: the job's own options, which also
   * come as variables, are not meant for it.
   */
  static Map<String, String> forHelpers(Map<String, String> environment) {
    Map<String, String> clean = new HashMap<>(environment);
    clean
        .keySet()
        .removeIf(
            name -> !CONNECTION.contains(name) && OPTIONS.stream().anyMatch(name::startsWith));
    find(JOB_ID, environment).ifPresent(id -> clean.put("SLURM_JOB_ID", id));
    return clean;
  }
}
