package org.scr4j.cluster.alps;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.LaunchedStep;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;

/** What aprun adds to a step that is a child of ours. */
final class AprunBehaviour implements LaunchedStep.Behaviour {

  private static final Duration TOOL_LIMIT = Duration.ofSeconds(10);

  private final AlpsTools tools;
  private final String jobId;
  private final AprunMessages messages = new AprunMessages();
  private volatile Optional<ProcessHandle> aprun = Optional.empty();
  private volatile Optional<String> apid = Optional.empty();

  AprunBehaviour(AlpsTools tools, String jobId) {
    this.tools = tools;
    this.jobId = jobId;
  }

  AlpsTools tools() {
    return tools;
  }

  @Override
  public void started(ProcessHandle launcher) {
    aprun = Optional.of(launcher);
  }

  @Override
  public boolean isObstacle(String line) {
    return messages.read(line);
  }

  @Override
  public Optional<String> id() throws InterruptedException {
    return apid;
  }

  /**
   * Looks for the application that our aprun started.
   *
   * @return its number, once ALPS lists it
   */
  Optional<String> find() throws InterruptedException {
    if (apid.isPresent() || aprun.isEmpty()) {
      return apid;
    }
    try {
      OptionalInt here = AlpsTools.thisNode();
      Set<Long> ours = pids(aprun.get());
      apid =
          tools.applications(TOOL_LIMIT).stream()
              .filter(one -> ours.stream().anyMatch(pid -> one.isOf(here, pid, jobId)))
              .map(AlpsApplication::apid)
              .findFirst();
    } catch (ClusterException e) {
      // apstat is away: asked again when it matters.
      return Optional.empty();
    }
    return apid;
  }

  /** At many sites aprun is a script around the real one. */
  private static Set<Long> pids(ProcessHandle launcher) {
    Set<Long> pids = new HashSet<>(Set.of(launcher.pid()));
    launcher.descendants().forEach(child -> pids.add(child.pid()));
    return pids;
  }

  @Override
  public void cancel(Duration limit) throws ClusterException, InterruptedException {
    Optional<String> number = find();
    if (number.isPresent()) {
      tools.kill(number.get(), limit);
    }
  }

  @Override
  public Launcher.Outcome outcome(int status, Optional<String> obstacle) {
    return AprunMessages.outcome(status, obstacle);
  }

  @Override
  public NodeSet lost(NodeSet nodes) throws InterruptedException {
    NodeSet told = messages.lost().intersection(nodes);
    try {
      Map<String, Health> states = tools.states(nodes, TOOL_LIMIT);
      return told.union(
          NodeSet.of(
              nodes.stream().filter(node -> states.get(node) instanceof Health.Failed).toList()));
    } catch (ClusterException e) {
      // What aprun said counts, and the checks before the next run.
      return told;
    }
  }
}
