package org.scr4j.cluster.pbs;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.cluster.ClusterException;

/**
 * What the scheduler says of a job now, by {@code qstat -f} of OpenPBS, PBS Professional or Torque.
 *
 * @param id as the scheduler writes it, {@code 548.moab}
 * @param user whose job it is, as far as it is said
 * @param state one letter: {@code R} while it runs
 * @param hosts those that it has now, in its order, each once
 * @param vnodes the scheduler's own names for the parts of hosts that it has; Torque has none
 * @param end when it ends, as things stand; nothing where it has no limit, or does not run yet
 */
public record PbsJob(
    String id,
    Optional<String> user,
    String state,
    List<String> hosts,
    List<String> vnodes,
    Optional<Instant> end) {

  private static final Pattern HEAD = Pattern.compile("Job Id: *(\\S+)");

  /** Names are before the slash, whatever way slots are written; CPUs of lists have no name. */
  private static final Pattern HOST = Pattern.compile("(?:^|\\+)([^/+,\\s]+)/");

  private static final Pattern VNODE = Pattern.compile("[(+]([^:()+\\s]+)");

  /** The arguments that ask for job {@code id}. */
  static List<String> command(String id) {
    return List.of("qstat", "-f", id);
  }

  /**
   * Reads the answer, given with TZ=UTC0.
   *
   * @param now against which time that is left is counted
   * @throws ClusterException if it describes no job
   */
  static PbsJob parse(String output, Instant now) throws ClusterException {
    for (PbsText.Block block : PbsText.blocks(output)) {
      Matcher head = HEAD.matcher(block.head());
      Optional<String> state = block.get("job_state");
      if (head.matches() && state.isPresent()) {
        return new PbsJob(
            head.group(1),
            block.get("Job_Owner").map(owner -> owner.replaceFirst("@.*", "")),
            state.get(),
            names(HOST, block.get("exec_host")),
            names(VNODE, block.get("exec_vnode")),
            end(block, now));
      }
    }
    throw new ClusterException("qstat printed '" + PbsText.shown(output) + "' for a job");
  }

  /** Whether it is over, or was put back into the queue to be run again from its beginning. */
  public boolean isOver() {
    return List.of("C", "F", "X", "Q", "H", "W").contains(state);
  }

  private static List<String> names(Pattern pattern, Optional<String> text) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = pattern.matcher(text.orElse(""));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return List.copyOf(names);
  }

  private static Optional<Instant> end(PbsText.Block block, Instant now) {
    Optional<Duration> left =
        block
            .get("Walltime.Remaining")
            .or(() -> block.get("Walltime.Exceeded"))
            .flatMap(PbsText::duration);
    if (left.isPresent()) {
      return left.map(now::plus);
    }
    Optional<Instant> start =
        block.get("stime").or(() -> block.get("start_time")).flatMap(PbsText::moment);
    Optional<Duration> limit = block.get("Resource_List.walltime").flatMap(PbsText::duration);
    return start.flatMap(from -> limit.map(from::plus));
  }
}
