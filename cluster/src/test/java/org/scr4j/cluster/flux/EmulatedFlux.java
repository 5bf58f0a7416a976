package org.scr4j.cluster.flux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.scr4j.cluster.EmulatedCommands;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessTree;

/** An instance of Flux, by a command that answers as its own; brokers 0 to 3 on four hosts. */
final class EmulatedFlux extends FluxWorld {

  static final String JOB = "f7teVJUo";
  private static final List<String> HOSTS = List.of("alpha", "delta", "beta", "gamma");

  private final EmulatedCommands commands;
  private final Path empty;

  EmulatedFlux(Path home) throws IOException {
    commands = new EmulatedCommands(home, "flux", List.of("flux", "flux-job"), "common");
    empty = Files.createDirectory(home.resolve("empty"));
    for (String directory : List.of("dead", "drained", "jobs")) {
      Files.createDirectory(state(directory));
    }
    Files.write(state("hosts"), HOSTS);
    Files.writeString(state("timeleft"), "4294967295\n");
  }

  Path state(String file) {
    return commands.state().resolve(file);
  }

  void drain(String node, String reason) throws IOException {
    Files.writeString(state("drained").resolve(node), reason);
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> environment = commands.environment();
    environment.keySet().removeIf(name -> name.startsWith("FLUX_") || name.startsWith("SLURM_"));
    environment.put("FLUX_URI", "local:///tmp/flux-Ab3xYz/local-0");
    // Flux in an allocation of Slurm: where both show, it is the inner one that counts.
    environment.put("SLURM_JOB_ID", "7");
    environment.put("LC_ALL", "de_DE.UTF-8");
    if (Files.exists(state("missing"))) {
      environment.put("PATH", empty.toString());
    }
    return environment;
  }

  @Override
  public String jobId() {
    return JOB;
  }

  @Override
  public NodeSet nodes() {
    return NodeSet.of(HOSTS);
  }

  @Override
  public String nodeName() {
    return "echo $EMULATED_NODE";
  }

  @Override
  public void kill(String node) throws Exception {
    Files.createFile(state("dead").resolve(node));
    for (Path job : jobs()) {
      endTasks(job.resolve("pids." + node));
    }
  }

  private List<Path> jobs() throws IOException {
    try (Stream<Path> jobs = Files.list(state("jobs"))) {
      return jobs.toList();
    }
  }

  private static void endTasks(Path pids) throws IOException, InterruptedException {
    if (Files.exists(pids)) {
      long pid = Long.parseLong(Files.readString(pids).strip());
      Optional<ProcessHandle> task = ProcessHandle.of(pid);
      if (task.isPresent()) {
        ProcessTree.end(task.get(), Duration.ZERO);
      }
    }
  }

  @Override
  public Set<Fault> faults() {
    return Set.of(Fault.values());
  }

  @Override
  public void inject(Fault fault) throws Exception {
    if (fault == Fault.MISSING) {
      Files.createFile(state("missing"));
    } else {
      Files.writeString(state("behaviour"), fault + "\n");
    }
  }

  @Override
  public boolean isAllocationAlive() throws Exception {
    Path cancelled = state("cancelled");
    return !Files.exists(cancelled) || !Files.readAllLines(cancelled).contains(JOB);
  }

  @Override
  public void close() throws Exception {
    for (Path job : jobs()) {
      for (String node : HOSTS) {
        endTasks(job.resolve("pids." + node));
      }
    }
  }
}
