package org.scr4j.cluster.flux;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LaunchedStep;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Site;
import org.scr4j.cluster.StepMark;
import org.scr4j.cluster.ThisHost;

/** Starts steps with {@code flux run}, a child of this process, each of them a job of Flux. */
final class FluxLauncher implements Launcher {

  private static final Duration SUBMIT_LIMIT = Duration.ofSeconds(10);
  private static final Duration TOOL_LIMIT = Duration.ofSeconds(10);

  /** Most jobs get their nodes at once. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final FluxTools tools;
  private final Site site;
  private final String program;

  /**
   * The launcher.
   *
   * @param program {@code flux}, or a path to it
   */
  FluxLauncher(FluxTools tools, Site site, String program) {
    this.tools = tools;
    this.site = site;
    this.program = program;
  }

  @Override
  public String name() {
    return FluxPlatform.NAME;
  }

  @Override
  public OptionalInt nodesWanted(List<String> arguments) throws ClusterException {
    return FluxArguments.parse(arguments).nodesWanted();
  }

  @Override
  public List<String> command(Request request) throws ClusterException {
    FluxArguments arguments = FluxArguments.parse(request.arguments());
    return arguments.command(program, arguments.choose(request.nodes()), mark());
  }

  private StepMark mark() throws ClusterException {
    return StepMark.create(site.resourceManager().allocation().jobId());
  }

  @Override
  public Step launch(Request request) throws ClusterException, InterruptedException {
    FluxArguments arguments = FluxArguments.parse(request.arguments());
    NodeSet nodes = arguments.choose(request.nodes());
    Map<String, String> variables = new HashMap<>(FluxVariables.forSteps(site.environment()));
    variables.putAll(request.environment());
    StepMark mark = mark();
    FluxJob job = new FluxJob(tools, site.liveness(), nodes, mark);
    LaunchedStep step =
        LaunchedStep.start(
            arguments.command(program, nodes, mark),
            variables,
            nodes,
            mark,
            site,
            job,
            request.output());
    job.awaitId(step.process(), SUBMIT_LIMIT);
    Optional<String> id = job.id();
    FluxQueue queue =
        new FluxQueue(tools, job, nodes, arguments.nodesWanted().orElse(1), LOOK, PATIENCE);
    try {
      if (id.isPresent() && queue.await(id.get(), FIRST_LOOK)) {
        return arguments.isExact()
            ? step
            : new FluxStep(step, tools.nodesOf(id.get(), TOOL_LIMIT).orElse(nodes));
      }
    } catch (ClusterException e) {
      // An instance that does not answer is asked again; the step may run nevertheless.
      queue.watch(step.process());
      return step;
    }
    queue.watch(step.process());
    return step;
  }

  @Override
  public List<String> endOrphans(Allocation allocation, Duration limit)
      throws ClusterException, InterruptedException {
    String host = ThisHost.name();
    List<String> lines = new ArrayList<>();
    for (String id : tools.jobs("pending,running", limit)) {
      Optional<StepMark> mark = FluxMarks.in(tools.specification(id, limit));
      if (mark.isPresent()
          && mark.get().isOf(allocation.jobId(), host)
          && !mark.get().isStarterAlive()
          && tools.cancel(id, "its scr_run is gone", limit)) {
        tools.kill(id, limit);
        lines.add("job " + id + ": its scr_run (process " + mark.get().pid() + ") is gone");
        tools.awaitEvent(id, "clean", limit, limit.plus(TOOL_LIMIT));
      }
    }
    lines.addAll(LaunchedStep.endOrphans(site, allocation, limit));
    return lines;
  }

  @Override
  public boolean cancel(String stepId, Duration limit)
      throws ClusterException, InterruptedException {
    Optional<String> id = FluxText.jobId(stepId);
    if (id.isEmpty()) {
      throw new ClusterException(
          "'" + FluxText.shown(stepId) + "' is no step of this instance, such as f8teVJUo");
    }
    if (id.get().equals(site.resourceManager().allocation().jobId())) {
      throw new ClusterException("job " + id.get() + " is the instance itself, not a step of it");
    }
    boolean found = tools.cancel(id.get(), "cancelled by scr_kill_jobstep", limit);
    if (found) {
      tools.kill(id.get(), limit);
    }
    return found;
  }
}
