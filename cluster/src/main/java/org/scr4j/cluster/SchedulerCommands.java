package org.scr4j.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Runs the commands of a scheduler, each to its end and within a limit of time. */
public final class SchedulerCommands {

  private static final Duration STREAM_LIMIT = Duration.ofSeconds(1);

  private final Map<String, String> environment;
  private final ProcessRunner runner;
  private final UnaryOperator<String> remedy;

  /**
   * Commands of the PATH of {@code environment}.
   *
   * @param outputLimit most that is read of what one prints, in characters
   * @param remedy what to do about a command of this name that gives no answer; may be empty
   */
  public SchedulerCommands(
      Map<String, String> environment, int outputLimit, UnaryOperator<String> remedy) {
    this.environment = Map.copyOf(environment);
    this.runner = new ProcessRunner(outputLimit, STREAM_LIMIT);
    this.remedy = remedy;
  }

  /** Runs {@code command}, and tells what became of it. */
  public ProcessRunner.Outcome outcome(List<String> command, Duration limit)
      throws InterruptedException {
    return runner.run(
        ProcessRunner.Call.of(SearchPath.located(command, environment), environment, limit));
  }

  /**
   * Runs {@code command} to its end.
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
    String name = command.get(0);
    String advice = remedy.apply(name);
    throw new ClusterException(
        name
            + " gave no answer in "
            + limit.toMillis() / 1000.0
            + " s"
            + (advice.isEmpty() ? "" : "; " + advice));
  }

  /**
   * What a command printed, where it succeeded.
   *
   * @throws ClusterException with its own words where it failed
   */
  public static String good(String tool, ProcessRunner.Finished done) throws ClusterException {
    if (done.status() != 0) {
      String said = ToolText.lastLine(done.err().isBlank() ? done.out() : done.err());
      throw new ClusterException(
          tool + " ended with status " + done.status() + (said.isEmpty() ? "" : ": " + said));
    }
    return done.out();
  }
}
