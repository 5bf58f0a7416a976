package org.scr4j.cluster.slurm;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.cluster.ToolText;

/**
 * What the scheduler says of a job now.
 *
 * @param user whose job it is
 * @param state such as {@code RUNNING}
 * @param nodes those that it has now: one that went down has left the job, and does not come back
 * @param end when it ends, as things stand
 */
record SlurmJob(String user, String state, NodeSet nodes, Optional<Instant> end) {

  /** What {@code squeue -h -o} is asked for. */
  static final String FORMAT = "%u|%T|%N|%e";

  private static final int FIELDS = 4;

  /** The arguments that ask for job {@code id}. */
  static List<String> command(String id) {
    return List.of("squeue", "-h", "-j", id, "-o", FORMAT);
  }

  /**
   * Reads the answer.
   *
   * @return nothing where there is no such job any more
   * @throws ClusterException if it is something else
   */
  static Optional<SlurmJob> parse(String output, ZoneId zone) throws ClusterException {
    List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String[] fields = lines.get(0).strip().split("\\|", -1);
    if (lines.size() != 1 || fields.length != FIELDS) {
      throw new ClusterException("squeue printed '" + ToolText.shown(output) + "' for a job");
    }
    try {
      String nodes = fields[2].startsWith("(") ? "" : fields[2];
      return Optional.of(
          new SlurmJob(
              fields[0], fields[1], NodeSet.parse(nodes), SlurmText.moment(fields[3], zone)));
    } catch (NodeSetException e) {
      throw new ClusterException("squeue printed wrong nodes for a job: " + e.getMessage(), e);
    }
  }
}
