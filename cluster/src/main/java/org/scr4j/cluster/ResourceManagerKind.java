package org.scr4j.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One kind of resource manager: how it shows itself, and what works in its allocations. */
public interface ResourceManagerKind {

  /** The value of SCR_RESOURCE_MANAGER that asks for it: {@code SLURM}. */
  String name();

  /** Other values that ask for it, such as LLNL's {@code APRUN} for ALPS. */
  default List<String> aliases() {
    return List.of();
  }

  /**
   * What shows that this process is in one of its allocations, {@code SLURM_JOB_ID=5}; nothing
   * where nothing does. Looks at variables and at files close by; runs no program.
   *
   * @param environment that of this process
   */
  Optional<String> evidence(Map<String, String> environment);

  /**
   * What shows that it may be meant where no kind has {@link #evidence}: a virtual cluster that is
   * up.
   */
  default Optional<String> presence(Map<String, String> environment) {
    return Optional.empty();
  }

  /**
   * The resource manager of the allocation that {@code environment} names. Runs no program yet.
   *
   * @throws ClusterException if there is none, or it is of a kind that is not supported
   */
  ResourceManager open(Map<String, String> environment) throws ClusterException;

  /** Launchers that can be used in its allocations, by name, the usual one first. */
  List<String> launchers();

  /** Remote shells that can be used in its allocations, by name, in the order they are tried. */
  List<String> remoteShells();
}
