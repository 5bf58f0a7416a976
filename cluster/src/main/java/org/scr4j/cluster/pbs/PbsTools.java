package org.scr4j.cluster.pbs;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.SearchPath;

/** Runs commands of PBS and of what works with it, each with a deadline. */
public final class PbsTools {

  /** Ten thousand nodes are some megabytes of text. */
  private static final int OUTPUT_LIMIT = 64 << 20;

  /** What qstat says of a job that the server has forgotten, or remembers as over. */
  private static final List<String> GONE = List.of("Unknown Job Id", "Job has finished");

  private final Map<String, String> environment;
  private final Clock clock;
  private final ProcessRunner runner = new ProcessRunner(OUTPUT_LIMIT, Duration.ofSeconds(1));

  /**
   * Commands of the PATH of {@code environment}.
   *
   * @param clock against which time that is left is counted
   */
  public PbsTools(Map<String, String> environment, Clock clock) {
    this.environment = PbsVariables.forTools(environment);
    this.clock = clock;
  }

  /**
   * What the scheduler says of job {@code id} now.
   *
   * @return nothing where it has ended
   */
  public Optional<PbsJob> job(String id, Duration limit)
      throws ClusterException, InterruptedException {
    ProcessRunner.Finished done = run(PbsJob.command(id), limit);
    if (done.status() != 0 && GONE.stream().anyMatch((done.err() + done.out())::contains)) {
      return Optional.empty();
    }
    return Optional.of(PbsJob.parse(good("qstat", done), clock.instant()));
  }

  /**
   * All nodes of the scheduler.
   *
   * @throws ClusterException if it lists none
   */
  List<PbsNode> nodes(Duration limit) throws ClusterException, InterruptedException {
    ProcessRunner.Finished done = run(PbsNode.command(), limit);
    List<PbsNode> nodes = PbsNode.parse(good("pbsnodes", done));
    if (nodes.isEmpty()) {
      throw new ClusterException("pbsnodes printed no nodes: '" + PbsText.shown(done.out()) + "'");
    }
    return nodes;
  }

  /**
   * Runs any such command to its end.
   *
   * @throws ClusterException if it cannot be run, or gives no answer in time
   */
  public ProcessRunner.Finished run(List<String> command, Duration limit)
      throws ClusterException, InterruptedException {
    ProcessRunner.Outcome outcome = outcome(command, limit);
    if (outcome instanceof ProcessRunner.Finished done) {
      return done;
    }
    if (outcome instanceof ProcessRunner.NotStarted not) {
      throw new ClusterException(not.reason());
    }
    throw new ClusterException(
        command.get(0) + " gave no answer in " + limit.toMillis() / 1000.0 + " s");
  }

  /** Runs any such command, and tells what became of it. */
  public ProcessRunner.Outcome outcome(List<String> command, Duration limit)
      throws InterruptedException {
    return runner.run(
        ProcessRunner.Call.of(SearchPath.located(command, environment), environment, limit));
  }

  /**
   * What a command printed, where it succeeded.
   *
   * @throws ClusterException with its own words where it failed
   */
  public static String good(String tool, ProcessRunner.Finished done) throws ClusterException {
    if (done.status() != 0) {
      String said = PbsText.lastLine(done.err().isBlank() ? done.out() : done.err());
      throw new ClusterException(
          tool + " ended with status " + done.status() + (said.isEmpty() ? "" : ": " + said));
    }
    return done.out();
  }
}
