package org.scr4j.cluster.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.EmulatedCommands;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.PlatformConformance;
import org.scr4j.cluster.ProcessTree;

/** Slurm, by commands that answer as its own, does what every platform has to do. */
class SlurmConformanceTest extends PlatformConformance {

  private static final List<String> COMMANDS = List.of("squeue", "scontrol", "scancel", "srun");

  @Override
  protected ConformanceWorld create(Path home) throws Exception {
    EmulatedCommands commands = new EmulatedCommands(home, "slurm", COMMANDS, "common");
    World world = new World(commands, home.resolve("empty"));
    Files.createDirectory(world.empty());
    for (String directory : List.of("dead", "steps")) {
      Files.createDirectory(world.state(directory));
    }
    Files.writeString(world.state("granted"), "alpha,delta,beta,gamma\n");
    Files.writeString(world.state("members"), "alpha,delta,beta,gamma\n");
    return world;
  }

  private record World(EmulatedCommands commands, Path empty) implements ConformanceWorld {

    Path state(String file) {
      return commands.state().resolve(file);
    }

    @Override
    public Map<String, String> environment() {
      Map<String, String> environment = commands.environment();
      environment.keySet().removeIf(name -> name.startsWith("SLURM_"));
      environment.put("SLURM_JOB_ID", "7");
      environment.put("SLURM_JOB_NODELIST", "alpha,delta,beta,gamma");
      environment.put("LC_ALL", "de_DE.UTF-8");
      if (Files.exists(state("missing"))) {
        environment.put("PATH", empty.toString());
      }
      return environment;
    }

    @Override
    public String manager() {
      return "SLURM";
    }

    @Override
    public String jobId() {
      return "7";
    }

    @Override
    public NodeSet nodes() {
      return NodeSet.of("alpha", "delta", "beta", "gamma");
    }

    @Override
    public Optional<Instant> end() {
      return Optional.of(Instant.ofEpochSecond(1_795_373_250));
    }

    @Override
    public List<String> arguments(int nodes, List<String> program) {
      List<String> arguments = new ArrayList<>(List.of("-N" + nodes, "-n" + nodes));
      arguments.addAll(program);
      return arguments;
    }

    @Override
    public String nodeName() {
      return "echo $SLURMD_NODENAME";
    }

    @Override
    public void kill(String node) throws Exception {
      Files.createFile(state("dead").resolve(node));
      Files.writeString(state("members"), nodes().minus(NodeSet.of(node)).compressed() + "\n");
      try (Stream<Path> steps = Files.list(state("steps"))) {
        for (Path step : steps.toList()) {
          endTasks(step.resolve("pids." + node));
        }
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
    public boolean isAllocationAlive() {
      return !Files.exists(state("allocation.cancelled"));
    }

    @Override
    public void close() throws Exception {
      try (Stream<Path> steps = Files.list(state("steps"))) {
        for (Path step : steps.toList()) {
          for (String node : nodes()) {
            endTasks(step.resolve("pids." + node));
          }
        }
      }
    }
  }
}
