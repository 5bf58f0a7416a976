package org.scr4j.cluster.lsf;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LaunchedStep;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Site;
import org.scr4j.cluster.StepMark;
import org.scr4j.cluster.ToolText;

/** Starts steps with {@code jsrun} or {@code lrun}, a child of this process. */
final class JsmLauncher implements Launcher {

  /** JSM lists a step some seconds after its jsrun has started. */
  private static final Duration NUMBER_LIMIT = Duration.ofSeconds(3);

  private final JsmDialect dialect;
  private final Site site;
  private final String program;
  private final LsfTools tools;

  JsmLauncher(JsmDialect dialect, Site site, String program) {
    this.dialect = dialect;
    this.site = site;
    this.program = program;
    this.tools = new LsfTools(site.environment());
  }

  @Override
  public String name() {
    return dialect.program();
  }

  @Override
  public OptionalInt nodesWanted(List<String> arguments) throws ClusterException {
    return JsmArguments.parse(dialect, arguments).count();
  }

  @Override
  public List<String> command(Request request) throws ClusterException {
    JsmArguments arguments = JsmArguments.parse(dialect, request.arguments());
    return command(arguments, arguments.choose(request.nodes()));
  }

  private List<String> command(JsmArguments arguments, NodeSet nodes) throws ClusterException {
    return arguments.command(program, nodes, LsfHostList.nodes(site.environment()));
  }

  @Override
  public Step launch(Request request) throws ClusterException, InterruptedException {
    JsmArguments arguments = JsmArguments.parse(dialect, request.arguments());
    NodeSet nodes = arguments.choose(request.nodes());
    JsmStepBehaviour behaviour = JsmStepBehaviour.before(tools, arguments.sets());
    Map<String, String> variables = new HashMap<>(site.environment());
    variables.putAll(request.environment());
    LaunchedStep step =
        LaunchedStep.start(
            command(arguments, nodes),
            variables,
            nodes,
            StepMark.create(LsfVariables.jobId(site.environment())),
            site,
            behaviour,
            request.output());
    behaviour.awaitNumber(step, NUMBER_LIMIT);
    return step;
  }

  @Override
  public List<String> endOrphans(Allocation allocation, Duration limit)
      throws ClusterException, InterruptedException {
    return LaunchedStep.endOrphans(site, allocation, limit);
  }

  @Override
  public boolean cancel(String stepId, Duration limit)
      throws ClusterException, InterruptedException {
    // jskill also takes "all", "shutdown" and lists.
    if (!stepId.matches("[1-9][0-9]{0,8}")) {
      throw new ClusterException(
          "'"
              + ToolText.shown(stepId)
              + "' is no step of this allocation; jslist shows their numbers, such as 1");
    }
    long end = System.nanoTime() + limit.toNanos();
    int number = Integer.parseInt(stepId);
    if (tools.steps(limit).stream().noneMatch(step -> step.id() == number && step.isAlive())) {
      return false;
    }
    tools.kill(number, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    return true;
  }
}
