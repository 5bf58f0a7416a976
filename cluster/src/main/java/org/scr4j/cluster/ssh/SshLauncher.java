package org.scr4j.cluster.ssh;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.BlockLayout;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LaunchedStep;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.MarkedSteps;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.SearchPath;
import org.scr4j.cluster.Site;
import org.scr4j.cluster.StepMark;
import org.scr4j.cluster.StepOutput;
import org.scr4j.cluster.shell.SshOptions;

/** Starts ranks over ssh, one connection for each node. */
final class SshLauncher implements Launcher {

  /** Its name. */
  static final String NAME = "ssh";

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
  private static final String JOB_ID = "SCR_JOB_ID";
  private static final Path OUR_INPUT = Path.of("/proc/self/fd/0");
  private static final Path NO_INPUT = Path.of("/dev/null");

  private final Site site;
  private final String program;

  /**
   * A launcher.
   *
   * @param program ssh, a name in PATH or a path
   */
  SshLauncher(Site site, String program) {
    this.site = site;
    this.program = program;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public OptionalInt nodesWanted(List<String> arguments) throws ClusterException {
    return SshArguments.parse(arguments).nodesWanted();
  }

  @Override
  public List<String> command(Request request) throws ClusterException {
    SshArguments arguments = SshArguments.parse(request.arguments());
    return SshArguments.command(arguments.layout(request.nodes()), arguments);
  }

  @Override
  public Step launch(Request request) throws ClusterException, InterruptedException {
    SshArguments arguments = SshArguments.parse(request.arguments());
    BlockLayout layout = arguments.layout(request.nodes());
    StepMark mark = StepMark.create(jobId(request));
    String secret = UUID.randomUUID().toString();
    Optional<String> input = hasInput() ? Optional.of("/tmp/scr4j-" + secret) : Optional.empty();
    AgentScript script =
        new AgentScript(
            mark,
            "\u0001scr4j-" + secret + " ",
            System.getProperty("user.dir"),
            input,
            variables(request, arguments, mark),
            arguments.program());
    SshStep step = new SshStep(site, mark, layout);
    Map<String, AgentConnection> connections = new LinkedHashMap<>();
    boolean started = false;
    try {
      for (String node : layout.nodes()) {
        connections.put(node, connect(node, script, layout, step, request.output()));
      }
      if (input.isPresent()) {
        feed(layout.places().get(0).node(), input.get(), step);
      }
      step.start(connections);
      started = true;
    } finally {
      if (!started) {
        connections.values().forEach(AgentConnection::kill);
      }
    }
    return step;
  }

  private String jobId(Request request) throws ClusterException {
    String told = request.environment().getOrDefault(JOB_ID, "");
    return told.isEmpty() ? site.resourceManager().allocation().jobId() : told;
  }

  private Map<String, String> variables(Request request, SshArguments arguments, StepMark mark) {
    Map<String, String> named = new HashMap<>();
    arguments
        .variables()
        .forEach(
            (name, value) ->
                value
                    .or(() -> Optional.ofNullable(site.environment().get(name)))
                    .ifPresent(text -> named.put(name, text)));
    Map<String, String> variables =
        SshVariables.ofStep(site.environment(), request.environment(), named);
    variables.remove(StepMark.VARIABLE);
    variables.put(SshVariables.STEP, MarkedSteps.id(mark));
    return variables;
  }

  private AgentConnection connect(
      String node, AgentScript script, BlockLayout layout, SshStep step, StepOutput output)
      throws ClusterException {
    byte[] text = script.of(node, layout);
    return AgentConnection.open(
        node,
        ssh(node, AgentScript.loader(text.length)),
        environment(),
        text,
        script.token(),
        step,
        output);
  }

  private List<String> ssh(String node, String line) {
    List<String> command = new ArrayList<>(List.of(program, "-T", "-a", "-x"));
    command.addAll(SshOptions.of(CONNECT_LIMIT));
    command.addAll(List.of(node, line));
    return SearchPath.located(command, site.environment());
  }

  /** Not in the C locale, which ssh would hand on to the program. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(site.environment());
    environment.remove("DISPLAY");
    return environment;
  }

  /** Whether somebody may write to our input. */
  private static boolean hasInput() throws ClusterException {
    try {
      return Files.exists(OUR_INPUT) && !Files.isSameFile(OUR_INPUT, NO_INPUT);
    } catch (IOException e) {
      throw new ClusterException("cannot look at standard input: " + e.getMessage(), e);
    }
  }

  /** Connects our input to rank 0; the connection ends with the pipe there, or with the step. */
  private void feed(String node, String input, SshStep step) throws ClusterException {
    ProcessBuilder builder =
        new ProcessBuilder(ssh(node, AgentScript.feeder(input)))
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(new File("/dev/null"));
    builder.environment().clear();
    builder.environment().putAll(environment());
    try {
      step.feeder(builder.start());
    } catch (IOException e) {
      throw new ClusterException(ProcessRunner.whyNotStarted(NAME, Optional.empty(), e), e);
    }
  }

  @Override
  public List<String> endOrphans(Allocation allocation, Duration limit)
      throws ClusterException, InterruptedException {
    return LaunchedStep.endOrphans(site, allocation, limit);
  }

  @Override
  public boolean cancel(String stepId, Duration limit)
      throws ClusterException, InterruptedException {
    return MarkedSteps.cancel(site, site.resourceManager().allocation(), stepId, limit);
  }
}
