package org.scr4j.cluster.flux;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.SearchPath;

/** Runs Flux's commands in one instance, each with a deadline. */
final class FluxTools {

  /** The program. */
  static final String FLUX = "flux";

  /** Ten thousand nodes are some megabytes of text. */
  private static final String FORBIDDEN = "Operation not permitted";

  private static final int OUTPUT_LIMIT = 64 << 20;

  /** What {@code flux job timeleft} prints where there is no limit, and what nobody would ask. */
  private static final long NO_LIMIT = 4_000_000_000L;

  private static final Pattern NODELIST =
      Pattern.compile("\"nodelist\": *\\[((?: *\"[^\"\\\\]*\" *,?)*)\\]");
  private static final Pattern TEXT = Pattern.compile("\"([^\"\\\\]*)\"");

  private final Map<String, String> environment;
  private final String program;
  private final ProcessRunner runner = new ProcessRunner(OUTPUT_LIMIT, Duration.ofSeconds(1));

  /**
   * Commands of the instance that {@code environment} names.
   *
   * @param program {@code flux}, or a path to it
   */
  FluxTools(Map<String, String> environment, String program) {
    this.environment = FluxVariables.forTools(environment);
    this.program = program;
  }

  /** The instance. */
  FluxInstance instance(Duration limit) throws ClusterException, InterruptedException {
    return FluxInstance.parse(good(limit, "lsattr", "-v"));
  }

  /** Where the first broker listens. */
  String firstUri(Duration limit) throws ClusterException, InterruptedException {
    return good(limit, "exec", "-n", "-r", "0", program, "getattr", "local-uri").strip();
  }

  /** The states of all nodes. */
  FluxStatus status(Duration limit) throws ClusterException, InterruptedException {
    return FluxStatus.parse(good(limit, FluxStatus.command().toArray(new String[0])));
  }

  /**
   * Seconds until the instance ends.
   *
   * @return nothing where it has no limit
   */
  OptionalLong timeLeft(Duration limit) throws ClusterException, InterruptedException {
    String text = good(limit, "job", "timeleft").strip();
    if (!text.matches("[0-9]{1,18}")) {
      throw new ClusterException("flux job timeleft printed '" + FluxText.shown(text) + "'");
    }
    long seconds = Long.parseLong(text);
    return seconds >= NO_LIMIT ? OptionalLong.empty() : OptionalLong.of(seconds);
  }

  /** What has become of job {@code id}. */
  FluxEvents events(String id, Duration limit) throws ClusterException, InterruptedException {
    return FluxEvents.parse(good(limit, "job", "eventlog", checked(id)));
  }

  /**
   * Waits for an event of job {@code id}.
   *
   * @return whether it has come within {@code wait}; not where the job has ended without it
   */
  boolean awaitEvent(String id, String event, Duration wait, Duration limit)
      throws ClusterException, InterruptedException {
    String seconds = wait.toMillis() / 1000.0 + "s";
    ProcessRunner.Finished done =
        run(limit, List.of("job", "wait-event", "-t", seconds, checked(id), event));
    return done.status() == 0;
  }

  /** The nodes that job {@code id} was given; nothing where it was given none yet. */
  Optional<NodeSet> nodesOf(String id, Duration limit)
      throws ClusterException, InterruptedException {
    ProcessRunner.Finished done = run(limit, List.of("job", "info", checked(id), "R"));
    return done.status() == 0 ? nodesOf(done.out()) : Optional.empty();
  }

  /** The nodes of a resource set: RFC 20. */
  static Optional<NodeSet> nodesOf(String resources) {
    Matcher list = NODELIST.matcher(resources);
    if (!list.find()) {
      return Optional.empty();
    }
    try {
      List<String> parts = new ArrayList<>();
      for (Matcher text = TEXT.matcher(list.group(1)); text.find(); ) {
        parts.add(text.group(1));
      }
      return Optional.of(NodeSet.parse(String.join(",", parts))).filter(set -> !set.isEmpty());
    } catch (NodeSetException notNodes) {
      return Optional.empty();
    }
  }

  /**
   * Ids of this user's jobs in the instance.
   *
   * @param filter states or results, as {@code flux jobs -f} takes them
   */
  List<String> jobs(String filter, Duration limit) throws ClusterException, InterruptedException {
    return good(limit, "jobs", "-n", "-c", "1000", "-f", filter, "-o", "{id.f58}")
        .lines()
        .flatMap(line -> FluxText.jobId(line).stream())
        .toList();
  }

  /** What job {@code id} was asked for, as JSON. */
  String specification(String id, Duration limit) throws ClusterException, InterruptedException {
    return good(limit, "job", "info", checked(id), "jobspec");
  }

  /**
   * Cancels a job, whether it runs or waits.
   *
   * @param reason which those who look at the job are told
   * @return whether there was such a job
   */
  boolean cancel(String id, String reason, Duration limit)
      throws ClusterException, InterruptedException {
    ProcessRunner.Finished done =
        run(limit, List.of("job", "raise", "--type=cancel", "-m", reason, checked(id)));
    boolean gone = done.err().contains("inactive") || done.err().contains("unknown job");
    if (!gone) {
      good("job raise", done);
    }
    return !gone;
  }

  /** Kills the tasks of a job; one that does not run has none. */
  void kill(String id, Duration limit) throws ClusterException, InterruptedException {
    run(limit, List.of("job", "kill", "-s", "KILL", checked(id)));
  }

  /**
   * Has the instance give up a node that is gone. Until it does, jobs keep what they have on the
   * others, and that takes {@code tbon.tcp_user_timeout} where the node fell silent.
   */
  void disconnect(int rank, Duration limit) throws ClusterException, InterruptedException {
    good(limit, "overlay", "disconnect", Integer.toString(rank));
  }

  private static String checked(String id) throws ClusterException {
    return FluxText.jobId(id)
        .orElseThrow(
            () ->
                new ClusterException(
                    "'"
                        + FluxText.shown(id)
                        + "' is not the id of a job of Flux, such as f8teVJUo"));
  }

  private String good(Duration limit, String... words)
      throws ClusterException, InterruptedException {
    return good(words[0], run(limit, List.of(words)));
  }

  private ProcessRunner.Finished run(Duration limit, List<String> words)
      throws ClusterException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(words);
    ProcessRunner.Outcome outcome =
        runner.run(
            ProcessRunner.Call.of(SearchPath.located(command, environment), environment, limit));
    if (outcome instanceof ProcessRunner.Finished done) {
      return done;
    }
    if (outcome instanceof ProcessRunner.NotStarted not) {
      throw new ClusterException(not.reason());
    }
    throw new ClusterException(
        "flux "
            + words.get(0)
            + " gave no answer in "
            + limit.toMillis() / 1000.0
            + " s; see whether the instance still works: flux uptime");
  }

  private static String good(String tool, ProcessRunner.Finished done) throws ClusterException {
    if (done.status() != 0) {
      String said = FluxText.lastLine(done.err().isBlank() ? done.out() : done.err());
      throw new ClusterException(
          "flux "
              + tool
              + " ended with status "
              + done.status()
              + (said.isEmpty() ? "" : ": " + said)
              + (said.endsWith(FORBIDDEN)
                  ? "; FLUX_URI names the instance of another user: work in one of your own, such"
                      + " as that of flux alloc"
                  : ""));
    }
    return done.out();
  }
}
