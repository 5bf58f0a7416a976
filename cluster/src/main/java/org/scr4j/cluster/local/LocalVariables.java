package org.scr4j.cluster.local;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.scr4j.cluster.BlockLayout;
import org.scr4j.cluster.NodeSet;

/** The variables that processes of a virtual cluster have. */
public final class LocalVariables {

  /** Where the cluster is kept; read, and set for none. */
  public static final String DIRECTORY = "SCR_LOCAL_DIR";

  /** When the allocation ends, in seconds since 1970; read, and set for none. */
  public static final String END_TIME = "SCR_LOCAL_END_TIME";

  /** Unique for each start of a cluster, on this machine and for all time. */
  public static final String CLUSTER = "SCR_LOCAL_CLUSTER";

  /** The node that the process runs on. */
  public static final String NODE = "SCR_LOCAL_NODE";

  /** Where the node's storage is; see {@link org.scr4j.config.NodeStorage}. */
  public static final String STORAGE_ROOT = "SCR_STORAGE_ROOT";

  /** The job id. */
  public static final String JOB_ID = "SCR_JOB_ID";

  /** A rank's number in its step, from 0. */
  public static final String RANK = "SCR_LOCAL_RANK";

  /** How many ranks its step has. */
  public static final String SIZE = "SCR_LOCAL_SIZE";

  /** A rank's number among those on its node, from 0. */
  public static final String RANK_ON_NODE = "SCR_LOCAL_RANK_ON_NODE";

  /** The nodes of the step, compressed. */
  public static final String NODES = "SCR_LOCAL_NODES";

  /** The step's id, {@code <job id>.<number>}. */
  public static final String STEP = "SCR_LOCAL_STEP";

  /** As the step's id, but no other step's mark begins with it or with that of this cluster. */
  static final String MARK = "SCR_LOCAL_MARK";

  private static final List<String> OF_A_RANK =
      List.of(RANK, SIZE, RANK_ON_NODE, NODES, STEP, MARK);

  private LocalVariables() {}

  static String mark(String cluster, long step) {
    return cluster + "." + step + ".";
  }

  /** {@code base} for a process on {@code node} that is no rank. */
  static Map<String, String> onNode(
      Map<String, String> base, LocalCluster cluster, LocalNode node) {
    Map<String, String> variables = new HashMap<>(base);
    OF_A_RANK.forEach(variables::remove);
    variables.put(CLUSTER, cluster.mark());
    variables.put(NODE, node.name());
    variables.put(STORAGE_ROOT, node.storage().root().toString());
    variables.put(JOB_ID, cluster.id());
    return variables;
  }

  /** The variables of a rank beside those of its node. */
  static Map<String, String> ofRank(
      LocalStepRecord step, String stepId, BlockLayout.Place place, BlockLayout layout) {
    Function<Integer, String> text = number -> Integer.toString(number);
    NodeSet nodes = layout.nodes();
    return Map.of(
        RANK, text.apply(place.rank()),
        SIZE, text.apply(layout.places().size()),
        RANK_ON_NODE, text.apply(place.onNode()),
        NODES, nodes.compressed(),
        STEP, stepId,
        MARK, mark(step.cluster(), step.number()));
  }
}
