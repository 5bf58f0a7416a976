package org.scr4j.cluster.ssh;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The variables that ranks have which launcher {@code ssh} has started. */
final class SshVariables {

  /** A rank's number in its step, from 0; set on the node, as is {@code SCR_SSH_RANK_ON_NODE}. */
  static final String RANK = "SCR_SSH_RANK";

  /** How many ranks the step has. */
  static final String SIZE = "SCR_SSH_SIZE";

  /** How many of them run on this node. */
  static final String LOCAL_SIZE = "SCR_SSH_LOCAL_SIZE";

  /** The node, as the list of hosts calls it. */
  static final String NODE = "SCR_SSH_NODE";

  /** The step's id. */
  static final String STEP = "SCR_SSH_STEP";

  private static final String OWN = "SCR_SSH_";

  /** What programs commonly need, and what is the same on all nodes. */
  private static final Set<String> USUAL =
      Set.of(
          "PATH",
          "LD_LIBRARY_PATH",
          "LD_PRELOAD",
          "JAVA_HOME",
          "CLASSPATH",
          "PYTHONPATH",
          "OMP_NUM_THREADS",
          "LANG",
          "LC_ALL");

  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

  private SshVariables() {}

  /**
   * The variables of all ranks.
   *
   * @param own those of this process, of which SCR_* and the usual ones are passed
   * @param request those that scr_run sets
   * @param named those of option {@code -x}: a value, or empty for the one that is in {@code own}
   */
  static Map<String, String> ofStep(
      Map<String, String> own, Map<String, String> request, Map<String, String> named) {
    Map<String, String> variables = new HashMap<>();
    own.forEach(
        (name, value) -> {
          boolean passed = name.startsWith("SCR_") || USUAL.contains(name);
          if (passed && !name.startsWith(OWN)) {
            variables.put(name, value);
          }
        });
    variables.putAll(request);
    variables.putAll(named);
    variables.keySet().removeIf(name -> !name.matches(NAME));
    return variables;
  }
}
