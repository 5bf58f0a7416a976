package org.scr4j.cluster.mpi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.LaunchedStep;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.MarkedSteps;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.SearchPath;
import org.scr4j.cluster.Site;
import org.scr4j.cluster.StepMark;
import org.scr4j.cluster.ThisHost;

/** Starts steps with mpirun or mpiexec on exactly the nodes of a host file. */
final class MpiLauncher implements Launcher {

  private static final Duration VERSION_LIMIT = Duration.ofSeconds(10);
  private static final String JOB_ID = "SCR_JOB_ID";

  private final Site site;
  private final String program;
  private final ProcessRunner runner = new ProcessRunner();
  private Optional<MpiFamily> known = Optional.empty();

  /**
   * A launcher.
   *
   * @param program mpirun or the like, a name in PATH or a path
   */
  MpiLauncher(Site site, String program) {
    this.site = site;
    this.program = program;
  }

  @Override
  public String name() {
    return program;
  }

  /** Whose mpirun it is; asked once. */
  private synchronized MpiFamily family() throws ClusterException {
    if (known.isEmpty()) {
      try {
        known = Optional.of(askVersion());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ClusterException("interrupted while " + program + " told its version", e);
      }
    }
    return known.get();
  }

  private MpiFamily askVersion() throws ClusterException, InterruptedException {
    Map<String, String> environment = new HashMap<>(site.environment());
    environment.put("LC_ALL", "C");
    List<String> command = List.of(program, "--version");
    ProcessRunner.Outcome outcome =
        runner.run(
            ProcessRunner.Call.of(
                SearchPath.located(command, environment), environment, VERSION_LIMIT));
    if (outcome instanceof ProcessRunner.NotStarted not) {
      throw new ClusterException(not.reason());
    }
    if (outcome instanceof ProcessRunner.TimedOut) {
      throw new ClusterException(
          program + " --version gave no answer in " + VERSION_LIMIT.toSeconds() + " s");
    }
    ProcessRunner.Finished done = (ProcessRunner.Finished) outcome;
    String said = done.out() + "\n" + done.err();
    return MpiFamily.of(said)
        .orElseThrow(
            () ->
                new ClusterException(
                    program
                        + " --version tells neither Open MPI nor Hydra (MPICH, Intel MPI): '"
                        + said.strip().lines().findFirst().orElse("").replaceAll("\\p{Cc}", "?")
                        + "'; put another mpirun into PATH, or give its path"));
  }

  @Override
  public OptionalInt nodesWanted(List<String> arguments) throws ClusterException {
    return MpiArguments.parse(family(), arguments).nodesWanted();
  }

  @Override
  public List<String> command(Request request) throws ClusterException {
    MpiArguments arguments = MpiArguments.parse(family(), request.arguments());
    MpiHosts hosts = arguments.choose(request.nodes());
    String option = family() == MpiFamily.OPEN_MPI ? "--host" : "-hosts";
    return command(arguments, hosts, List.of(option, hosts.inline()), request);
  }

  private List<String> command(
      MpiArguments arguments, MpiHosts hosts, List<String> where, Request request)
      throws ClusterException {
    Set<String> variables = new TreeSet<>(request.environment().keySet());
    variables.add(StepMark.VARIABLE);
    site.environment().keySet().stream()
        .filter(name -> name.startsWith("SCR_"))
        .forEach(variables::add);
    Optional<String> launchHost =
        family() == MpiFamily.HYDRA
            ? LaunchHost.address(ThisHost.name(), hosts.nodes())
            : Optional.empty();
    return MpiCommand.of(program, arguments, where, variables, launchHost);
  }

  @Override
  public Step launch(Request request) throws ClusterException, InterruptedException {
    MpiArguments arguments = MpiArguments.parse(family(), request.arguments());
    MpiHosts hosts = arguments.choose(request.nodes());
    Map<String, String> environment = new HashMap<>(site.environment());
    environment.putAll(request.environment());
    if (environment.containsKey("SLURM_JOB_ID")) {
      // mpirun starts its daemons by srun there, and a step that lost a node keeps its CPUs.
      environment.putIfAbsent("SLURM_OVERLAP", "1");
      // Hydra would hand the name of this node to the ranks on all others.
      environment.remove("SLURMD_NODENAME");
    }
    StepMark mark = StepMark.create(jobId(request));
    Path file = write(hosts);
    boolean started = false;
    try {
      String option = family() == MpiFamily.OPEN_MPI ? "--hostfile" : "-f";
      List<String> command = command(arguments, hosts, List.of(option, file.toString()), request);
      MpiWatch watch = new MpiWatch(family(), site, hosts.nodes(), mark, file);
      LaunchedStep step =
          LaunchedStep.start(
              asCalled(command), environment, hosts.nodes(), mark, site, watch, request.output());
      started = true;
      watch.watch(step);
      return step;
    } finally {
      if (!started) {
        remove(file);
      }
    }
  }

  /** Called by its full path, Open MPI looks for its daemons beside it, on every node. */
  private static List<String> asCalled(List<String> command) {
    if (command.get(0).contains("/")) {
      return command;
    }
    List<String> called = new ArrayList<>(List.of("env"));
    called.addAll(command);
    return called;
  }

  private String jobId(Request request) throws ClusterException {
    String told = request.environment().getOrDefault(JOB_ID, "");
    return told.isEmpty() ? site.resourceManager().allocation().jobId() : told;
  }

  /** The host file: for its owner alone, read by mpirun on this host only. */
  private Path write(MpiHosts hosts) throws ClusterException {
    try {
      Path file = Files.createTempFile("scr4j-", ".hosts");
      file.toFile().deleteOnExit();
      return Files.writeString(file, hosts.file(family()));
    } catch (IOException e) {
      throw new ClusterException("cannot write a host file: " + e.getMessage(), e);
    }
  }

  private static void remove(Path file) throws ClusterException {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new ClusterException("cannot remove " + file + ": " + e.getMessage(), e);
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
