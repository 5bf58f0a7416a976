package org.scr4j.cluster.shell;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.FanOutAnswers;
import org.scr4j.cluster.LineProgram;
import org.scr4j.cluster.Liveness;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.SearchPath;

/**
 * Runs commands by one program for all nodes, then by ssh on those that neither answered nor were
 * told to be out of reach. A command may therefore run twice on a node with which the connection
 * was lost.
 */
final class LabelledShell implements RemoteShell {

  private static final Pattern LINE = Pattern.compile("([^ :]+): ?(.*)", Pattern.DOTALL);

  /** To prove that a node is gone takes some seconds; more is not spent on it. */
  private static final Duration PROOF_LIMIT = Duration.ofSeconds(8);

  private static final Duration LOOK = Duration.ofMillis(50);

  private final FanOutTool tool;
  private final Map<String, String> environment;
  private final SshShell ssh;
  private final Optional<Liveness> liveness;

  LabelledShell(FanOutTool tool, Map<String, String> environment, Optional<Liveness> liveness) {
    this.tool = tool;
    this.environment = tool.environment(SshOptions.environment(environment));
    this.ssh = new SshShell(environment, liveness);
    this.liveness = liveness;
  }

  @Override
  public String name() {
    return tool.name();
  }

  @Override
  public Map<String, Result> run(NodeSet nodes, List<String> command, Duration limit)
      throws ClusterException, InterruptedException {
    if (nodes.isEmpty()) {
      return Map.of();
    }
    Deadline deadline = Deadline.in(limit);
    Map<String, Result> found = new LinkedHashMap<>();
    gone(nodes, deadline).forEach((node, why) -> found.put(node, new Unreachable(why)));
    found.putAll(together(nodes.minus(NodeSet.of(found.keySet())), command, deadline));
    NodeSet open = nodes.minus(NodeSet.of(found.keySet()));
    if (deadline.over()) {
      open.forEach(node -> found.put(node, new TimedOut(limit)));
    } else {
      found.putAll(ssh.run(open, command, deadline));
    }
    Map<String, Result> results = new LinkedHashMap<>();
    nodes.forEach(node -> results.put(node, found.get(node)));
    return results;
  }

  /** One program for all nodes waits for the slowest: those that are gone are left out before. */
  private Map<String, String> gone(NodeSet nodes, Deadline deadline) throws InterruptedException {
    if (liveness.isEmpty()) {
      return Map.of();
    }
    Duration half = deadline.left().dividedBy(2);
    try {
      return liveness
          .get()
          .find(nodes, nodes, half.compareTo(PROOF_LIMIT) < 0 ? half : PROOF_LIMIT);
    } catch (ClusterException e) {
      // Without addresses nothing is proven; ssh takes longer to find out.
      return Map.of();
    }
  }

  private Map<String, Result> together(NodeSet nodes, List<String> command, Deadline deadline)
      throws ClusterException, InterruptedException {
    if (nodes.isEmpty()) {
      return Map.of();
    }
    String mark = "scr4j-" + UUID.randomUUID();
    FanOutAnswers answers = new FanOutAnswers(mark, LINE);
    String script =
        RemoteCommand.script(
            FanOutAnswers.script(FanOutAnswers.LABELLED), mark, command, deadline.left());
    long start = System.nanoTime();
    LineProgram program =
        LineProgram.start(
            SearchPath.located(
                tool.command(
                    nodes, RemoteCommand.line(script), SshOptions.connectSeconds(deadline.left())),
                environment),
            environment,
            answers::out,
            answers::err);
    follow(program, deadline);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Map<String, Result> results = new LinkedHashMap<>();
    for (String node : nodes) {
      result(answers, label(answers, nodes, node), took)
          .ifPresent(result -> results.put(node, result));
    }
    return results;
  }

  /** Waits for the program's end, or ends it. */
  private static void follow(LineProgram program, Deadline deadline) throws InterruptedException {
    try {
      if (!program.await(deadline.left())) {
        program.end();
        program.await(LOOK);
      }
    } catch (InterruptedException e) {
      program.kill();
      throw e;
    }
  }

  /** pdsh leaves domains out of its labels, where all are the same. */
  private static String label(FanOutAnswers answers, NodeSet nodes, String node) {
    String host = node.substring(0, Math.max(0, node.indexOf('.')));
    boolean known = answers.hasEnded(node) || !answers.errorsOf(node).isEmpty();
    return known || host.isEmpty() || nodes.contains(host) ? node : host;
  }

  private static Optional<Result> result(FanOutAnswers answers, String node, Duration took) {
    Optional<FanOutAnswers.Answer> answer = answers.answer(node);
    if (answer.isPresent()) {
      FanOutAnswers.Answer told = answer.get();
      return Optional.of(new Finished(told.status(), told.out(), told.err(), took));
    }
    return SshMessages.obstacle(answers.errorsOf(node)).map(Unreachable::new);
  }
}
