package org.scr4j.cluster.moab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.pbs.PbsText;

/**
 * What MOAB says of a job now, by {@code checkjob} or {@code showq}.
 *
 * @param state a word such as {@code Running}
 * @param hosts those that it was given, dead ones included, each once; none where it is not said
 * @param end when it ends, as things stand; nothing where it has no limit or it is not said
 */
record MoabJob(String state, List<String> hosts, Optional<Instant> end) {

  private static final Pattern HEAD = Pattern.compile("job (\\S+)\\s*");
  private static final Pattern STATE = Pattern.compile("State: *(\\w+).*");
  private static final Pattern WALLTIME = Pattern.compile("WallTime: +(\\S+) of (\\S+)\\s*");
  private static final Pattern HOST = Pattern.compile("\\[([A-Za-z0-9._-]+)(?::[0-9]+)?\\]");
  private static final List<String> OVER = List.of("Completed", "Removed", "Vacated", "NotQueued");

  /** Job, user, state, processors, time that is left, and when it started. */
  private static final Pattern ROW =
      Pattern.compile(
          "\\s*(?:Moab\\.)?(\\S+?)\\*?\\s+\\S+\\s+([A-Z]\\w+)\\s+[0-9]+\\s+(\\S+)\\s.*");

  /** The arguments that ask for job {@code id}. */
  static List<String> checkjob(String id) {
    return List.of("checkjob", id);
  }

  /** The arguments that ask for the jobs that run. */
  static List<String> showq() {
    return List.of("showq", "-r");
  }

  /**
   * Reads what {@code checkjob} printed.
   *
   * @param now against which time that is left is counted
   * @throws ClusterException if it describes no job
   */
  static MoabJob parse(String output, Instant now) throws ClusterException {
    boolean head = false;
    Optional<String> state = Optional.empty();
    Optional<Duration> left = Optional.empty();
    StringBuilder nodes = new StringBuilder();
    boolean inNodes = false;
    for (String line : output.lines().toList()) {
      head = head || HEAD.matcher(line).matches();
      Matcher said = STATE.matcher(line);
      if (said.matches() && state.isEmpty()) {
        state = Optional.of(said.group(1));
      }
      Matcher time = WALLTIME.matcher(line);
      if (time.matches()) {
        left = left(time.group(1), time.group(2));
      }
      // Long lists are broken anywhere.
      inNodes = inNodes ? !line.isBlank() : line.startsWith("Allocated Nodes:");
      if (inNodes && (line.startsWith("[") || nodes.length() > 0)) {
        nodes.append(line.strip());
      }
    }
    if (!head || state.isEmpty()) {
      throw new ClusterException("checkjob printed '" + PbsText.shown(output) + "' for a job");
    }
    return new MoabJob(state.get(), hosts(nodes), left.map(now::plus));
  }

  private static Optional<Duration> left(String used, String limit) {
    return PbsText.duration(limit).flatMap(most -> PbsText.duration(used).map(most::minus));
  }

  private static List<String> hosts(CharSequence text) {
    List<String> hosts = new ArrayList<>();
    Matcher host = HOST.matcher(text);
    while (host.find()) {
      if (!hosts.contains(host.group(1))) {
        hosts.add(host.group(1));
      }
    }
    return List.copyOf(hosts);
  }

  /**
   * Reads the row of job {@code id} that {@code showq} printed; it names no hosts.
   *
   * @return nothing where it lists no such job
   */
  static Optional<MoabJob> parseShowq(String output, String id, Instant now) {
    for (String line : output.lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && row.group(1).equals(id)) {
        return Optional.of(
            new MoabJob(row.group(2), List.of(), PbsText.duration(row.group(3)).map(now::plus)));
      }
    }
    return Optional.empty();
  }

  /** Whether it runs no more. */
  boolean isOver() {
    return OVER.contains(state);
  }
}
