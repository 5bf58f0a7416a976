package org.scr4j.cluster.slurm;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.SearchPath;
import org.scr4j.cluster.ThisHost;
import org.scr4j.cluster.ToolText;

/** Starts steps with {@code srun}, a child of this process. */
final class SrunLauncher implements Launcher {

  /** Its name. */
  static final String NAME = "srun";

  private static final Duration TOOL_LIMIT = Duration.ofSeconds(10);
  private static final Duration NUMBER_LIMIT = Duration.ofSeconds(5);

  private final SlurmTools tools;
  private final RemoteShell shell;
  private final Map<String, String> environment;
  private final String jobId;
  private final Set<String> ended = ConcurrentHashMap.newKeySet();

  SrunLauncher(SlurmTools tools, RemoteShell shell, Map<String, String> environment, String jobId) {
    this.tools = tools;
    this.shell = shell;
    this.environment = Map.copyOf(environment);
    this.jobId = jobId;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public OptionalInt nodesWanted(List<String> arguments) throws ClusterException {
    return SrunArguments.parse(arguments).nodesWanted();
  }

  @Override
  public List<String> command(Request request) throws ClusterException {
    SrunArguments arguments = SrunArguments.parse(request.arguments());
    return arguments.command(arguments.choose(request.nodes()));
  }

  @Override
  public Step launch(Request request) throws ClusterException, InterruptedException {
    SrunArguments arguments = SrunArguments.parse(request.arguments());
    NodeSet nodes = arguments.choose(request.nodes());
    ProcessBuilder builder =
        new ProcessBuilder(SearchPath.located(arguments.command(nodes), environment))
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(request.output().redirect());
    builder.environment().clear();
    builder.environment().putAll(variables(request, nodes));
    SrunStep step;
    try {
      step =
          SrunStep.of(
              tools, shell, jobId, nodes, builder.start(), ThisHost.name(), request.output());
    } catch (IOException e) {
      throw new ClusterException(ProcessRunner.whyNotStarted(NAME, Optional.empty(), e), e);
    }
    step.awaitNumber(NUMBER_LIMIT);
    ended.add(step.id());
    return step;
  }

  private Map<String, String> variables(Request request, NodeSet nodes)
      throws InterruptedException {
    // Within a step of srun's, the variables are that step's.
    Map<String, String> variables =
        environment.containsKey("SLURM_STEP_ID")
            ? SlurmVariables.forHelpers(environment)
            : new HashMap<>(environment);
    variables.putAll(request.environment());
    variables.put("SLURM_NNODES", Long.toString(nodes.size()));
    variables.put(SrunOrphans.OWNER, SrunOrphans.owner(ProcessHandle.current()));
    if (remains()) {
      // A step that lost a node keeps its CPUs until the scheduler has given the node up, and at
      // times for ever; nothing of it runs any more.
      variables.put("SLURM_OVERLAP", "1");
    }
    return variables;
  }

  /** Whether the scheduler still lists a step that is over for us. */
  private boolean remains() throws InterruptedException {
    try {
      String host = ThisHost.name();
      Optional<NodeSet> members = tools.job(jobId, TOOL_LIMIT).map(SlurmJob::nodes);
      return tools.steps(jobId, TOOL_LIMIT).stream()
          .anyMatch(
              step ->
                  ended.contains(step.id())
                      || isWithoutSrun(step, host)
                      || members
                          .map(step.nodes()::minus)
                          .filter(left -> !left.isEmpty())
                          .isPresent());
    } catch (ClusterException e) {
      return !ended.isEmpty();
    }
  }

  private static boolean isWithoutSrun(SlurmStep step, String host) {
    return step.pid().isPresent()
        && step.isOf(host, step.pid().getAsLong())
        && SrunOrphans.process(step).isEmpty();
  }

  @Override
  public boolean cancel(String stepId, Duration limit)
      throws ClusterException, InterruptedException {
    // "38." would be the whole job to scancel.
    if (!stepId.matches("\\Q" + jobId + ".\\E[0-9]{1,9}")) {
      throw new ClusterException(
          "'"
              + ToolText.shown(stepId)
              + "' is no step of this allocation, such as "
              + jobId
              + ".0");
    }
    return tools.kill(stepId, limit);
  }

  @Override
  public List<String> endOrphans(Allocation allocation, Duration limit)
      throws ClusterException, InterruptedException {
    return new SrunOrphans(tools, shell, jobId).end(allocation.nodes(), limit, ended::add);
  }
}
