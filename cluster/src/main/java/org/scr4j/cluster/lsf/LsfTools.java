package org.scr4j.cluster.lsf;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.SchedulerCommands;

/** Runs the commands of LSF and JSM for one job, each with a deadline. */
final class LsfTools {

  /** Ten thousand nodes are some hundred kilobytes of text. */
  private static final int OUTPUT_LIMIT = 64 << 20;

  /** So many host names fit into one call by far. */
  private static final int HOSTS_AT_ONCE = 2000;

  private final SchedulerCommands commands;

  LsfTools(Map<String, String> environment) {
    this.commands =
        new SchedulerCommands(
            LsfVariables.forTools(environment),
            OUTPUT_LIMIT,
            tool ->
                "see whether it does at the prompt: "
                    + (tool.startsWith("b") ? "bjobs" : "jslist"));
  }

  /**
   * What LSF says of job {@code id} now.
   *
   * @param id as {@link LsfVariables#queryId}
   * @throws LsfJobEndedException if there is no such job any more
   * @throws ClusterException if it does not say
   */
  LsfJob job(String id, Duration limit) throws ClusterException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    ProcessRunner.Finished done = run(LsfJob.command(id, false), limit);
    if (done.status() != 0 && !isUnknown(done)) {
      // Versions before 10.1 refuse fields that they do not know.
      ProcessRunner.Finished again =
          run(LsfJob.command(id, true), Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      done = again.status() == 0 ? again : done;
    }
    if (isUnknown(done)) {
      // Some versions end with 0, some with 255.
      throw new LsfJobEndedException(id);
    }
    LsfJob job = LsfJob.parse(good("bjobs", done));
    if (job.hasEnded()) {
      throw new LsfJobEndedException(id);
    }
    return job;
  }

  private static boolean isUnknown(ProcessRunner.Finished done) {
    return LsfJob.isUnknown(done.out() + "\n" + done.err());
  }

  /**
   * The status of {@code nodes}; those of which nothing is said are left out.
   *
   * @param limit for all of them
   */
  Map<String, String> hosts(NodeSet nodes, Duration limit)
      throws ClusterException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    Map<String, String> found = new HashMap<>();
    for (long from = 0; from < nodes.size(); from += HOSTS_AT_ONCE) {
      NodeSet part = nodes.slice(from, Math.min(from + HOSTS_AT_ONCE, nodes.size()));
      Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
      ProcessRunner.Finished done = run(LsfHost.command(part), left);
      Map<String, String> answer = LsfHost.parse(done.out(), part);
      if (answer.isEmpty()) {
        // It fails too where it does not know just one of several hosts.
        good("bhosts", done);
      }
      found.putAll(answer);
    }
    return found;
  }

  /** The steps of this job that JSM knows, those that have ended too. */
  List<JsmStep> steps(Duration limit) throws ClusterException, InterruptedException {
    return JsmStep.parse(good("jslist", run(JsmStep.command(), limit)));
  }

  /**
   * Kills one step. Its number is all that is ever said to {@code jskill}, whose other words are
   * {@code all} and {@code shutdown}.
   */
  void kill(int step, Duration limit) throws ClusterException, InterruptedException {
    good("jskill", run(List.of("jskill", Integer.toString(step)), limit));
  }

  private ProcessRunner.Finished run(List<String> command, Duration limit)
      throws ClusterException, InterruptedException {
    return commands.run(command, limit);
  }

  private static String good(String tool, ProcessRunner.Finished done) throws ClusterException {
    return SchedulerCommands.good(tool, done);
  }
}
