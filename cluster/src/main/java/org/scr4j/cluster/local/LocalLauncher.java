package org.scr4j.cluster.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.BlockLayout;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessRunner;

/** Starts ranks as processes of virtual nodes, and children of this process. */
final class LocalLauncher implements Launcher {

  private static final Path PROC = Path.of("/proc");

  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  private final LocalCluster cluster;
  private final Map<String, String> environment;

  /** With {@code environment} for every rank, and its own variables besides. */
  LocalLauncher(LocalCluster cluster, Map<String, String> environment) {
    this.cluster = cluster;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String name() {
    return LocalPlatform.NAME;
  }

  @Override
  public OptionalInt nodesWanted(List<String> arguments) throws ClusterException {
    return LocalArguments.parse(arguments).nodesWanted();
  }

  @Override
  public List<String> command(Request request) throws ClusterException {
    LocalArguments arguments = LocalArguments.parse(request.arguments());
    return LocalArguments.command(arguments.layout(request.nodes()), arguments.program());
  }

  @Override
  public Step launch(Request request) throws ClusterException, InterruptedException {
    LocalArguments arguments = LocalArguments.parse(request.arguments());
    BlockLayout layout = arguments.layout(request.nodes());
    LocalStepRecord record = cluster.newStep(ProcessHandle.current(), layout.nodes());
    boolean running = false;
    try {
      Optional<String> down = firstDown(layout.nodes());
      if (down.isPresent()) {
        return LocalStep.notStarted(cluster, record, layout.nodes(), down.get());
      }
      Step step = start(record, layout, arguments.program(), request);
      running = !(step.await(Duration.ZERO).orElse(null) instanceof NotStarted);
      return step;
    } finally {
      if (!running) {
        forget(record);
      }
    }
  }

  private void forget(LocalStepRecord record) throws ClusterException {
    try {
      record.delete(cluster.steps());
    } catch (IOException e) {
      throw new ClusterException("cannot remove a step from " + cluster.steps() + ": " + e, e);
    }
  }

  private Optional<String> firstDown(NodeSet nodes) throws ClusterException {
    for (String name : nodes) {
      LocalNode node = cluster.node(name);
      if (!node.up()) {
        return Optional.of(
            "node "
                + name
                + " is down ("
                + node.reason()
                + "); leave it out, or: scr_local repair "
                + name);
      }
    }
    return Optional.empty();
  }

  private Step start(
      LocalStepRecord record, BlockLayout layout, List<String> program, Request request)
      throws ClusterException, InterruptedException {
    List<Process> ranks = new ArrayList<>();
    List<LocalStepRecord.Rank> noted = new ArrayList<>();
    LocalGuard guard = LocalGuard.start(record, PROC, environment);
    try {
      for (BlockLayout.Place place : layout.places()) {
        Process rank = builder(record, layout, place, program, request).start();
        ranks.add(rank);
        request.output().passOut(rank);
        request.output().passErr(rank);
        guard.rank(rank.pid());
        noted.add(
            new LocalStepRecord.Rank(place.node(), LocalStepRecord.Identity.of(rank.toHandle())));
      }
      LocalStepRecord whole = record.with(noted);
      whole.write(cluster.steps());
      killOnDownNodes(layout, ranks);
      return LocalStep.running(cluster, whole, layout.nodes(), guard, ranks);
    } catch (IOException e) {
      ranks.forEach(Process::destroyForcibly);
      cluster.processes().killAll(record.variables(), KILL_LIMIT);
      guard.close();
      String reason = whyNotStarted(program, ranks.size() < layout.places().size(), e);
      return LocalStep.notStarted(cluster, record, layout.nodes(), reason);
    }
  }

  private String whyNotStarted(List<String> program, boolean starting, IOException fault) {
    if (fault instanceof ClusterException) {
      return fault.getMessage();
    }
    return starting
        ? ProcessRunner.whyNotStarted(program.get(0), Optional.empty(), fault)
        : "cannot note the step in " + cluster.steps() + ": " + fault.getMessage();
  }

  /**
   * A node that failed while ranks were being started has ended those that it had then; the ones
   * that came after it are ended here.
   */
  private void killOnDownNodes(BlockLayout layout, List<Process> ranks) throws ClusterException {
    for (String name : layout.nodes()) {
      if (!cluster.node(name).up()) {
        layout.places().stream()
            .filter(place -> place.node().equals(name))
            .forEach(place -> ranks.get(place.rank()).destroyForcibly());
      }
    }
  }

  private ProcessBuilder builder(
      LocalStepRecord record,
      BlockLayout layout,
      BlockLayout.Place place,
      List<String> program,
      Request request)
      throws ClusterException {
    ProcessBuilder builder =
        new ProcessBuilder(program)
            .redirectInput(
                place.rank() > 0
                    ? ProcessBuilder.Redirect.from(new File("/dev/null"))
                    : ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(request.output().redirect())
            .redirectError(request.output().redirect());
    Map<String, String> variables = builder.environment();
    variables.clear();
    variables.putAll(LocalVariables.onNode(environment, cluster, cluster.node(place.node())));
    variables.putAll(request.environment());
    variables.putAll(
        LocalVariables.ofRank(record, cluster.id() + "." + record.number(), place, layout));
    return builder;
  }

  @Override
  public boolean cancel(String stepId, Duration limit)
      throws ClusterException, InterruptedException {
    String prefix = cluster.id() + ".";
    if (!stepId.startsWith(prefix) || !stepId.substring(prefix.length()).matches("[0-9]{1,18}")) {
      throw new ClusterException(
          "'"
              + stepId.strip().replaceAll("\\p{Cc}", "?")
              + "' is no step of this allocation, such as "
              + prefix
              + "1");
    }
    long number = Long.parseLong(stepId.substring(prefix.length()));
    for (LocalStepRecord record : LocalStepRecord.readAll(cluster.steps())) {
      if (record.number() == number) {
        cluster.processes().killAll(record.variables(), limit);
        return true;
      }
    }
    return false;
  }

  @Override
  public List<String> endOrphans(Allocation allocation, Duration limit)
      throws ClusterException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    List<String> lines = new ArrayList<>();
    for (LocalStepRecord record : LocalStepRecord.readAll(cluster.steps())) {
      if (record.owner().live().isPresent()) {
        continue;
      }
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      int ended = cluster.processes().killAll(record.variables(), left);
      forget(record);
      lines.add(
          "step %s.%d on %s: its scr_run (process %d) is gone; ended what was left (processes: %d)"
              .formatted(
                  cluster.id(), record.number(), record.nodes(), record.owner().pid(), ended));
    }
    return lines;
  }
}
