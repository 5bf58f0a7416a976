package org.scr4j.cluster.flux;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;

/** The variables that Flux sets and reads. */
final class FluxVariables {

  /** Where the broker of the instance listens. */
  static final String URI = "FLUX_URI";

  /** They belong to a task, and would make commands speak of its job instead of the instance. */
  private static final List<String> TASK = List.of("FLUX_JOB_", "FLUX_TASK_", "FLUX_KVS_");

  /** Under Slurm all brokers inherit the value of the first one's node. */
  private static final String MISLEADING = "SLURMD_NODENAME";

  private FluxVariables() {}

  /** What shows that a process with these variables is in an instance of Flux. */
  static Optional<String> evidence(Map<String, String> environment) {
    return Optional.of(environment.getOrDefault(URI, "").strip())
        .filter(uri -> !uri.isEmpty())
        .map(uri -> URI + "=" + FluxText.shown(uri));
  }

  /**
   * Checks that there is an instance.
   *
   * @throws ClusterException if there is none
   */
  static void check(Map<String, String> environment) throws ClusterException {
    if (evidence(environment).isEmpty()) {
      throw new ClusterException(
          "not in an instance of Flux (FLUX_URI is not set); start one with flux alloc, flux batch"
              + " or flux start");
    }
  }

  /** The variables for a command of Flux whose output is read. */
  static Map<String, String> forTools(Map<String, String> environment) {
    Map<String, String> clean = forHelpers(environment);
    clean.put("LC_ALL", "C");
    return clean;
  }

  /** The variables for a command of ours that runs on nodes beside the application. */
  static Map<String, String> forHelpers(Map<String, String> environment) {
    Map<String, String> clean = new HashMap<>(environment);
    clean.keySet().removeIf(name -> TASK.stream().anyMatch(name::startsWith));
    clean.remove(MISLEADING);
    return clean;
  }

  /** The variables for {@code flux run}: Flux itself sets those of the tasks. */
  static Map<String, String> forSteps(Map<String, String> environment) {
    return forHelpers(environment);
  }
}
