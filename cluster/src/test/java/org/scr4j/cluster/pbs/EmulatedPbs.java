package org.scr4j.cluster.pbs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.EmulatedCommands;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessTree;

/**
 * A job of PBS on four nodes, by commands that answer as those of OpenPBS do; other systems add
 * their own commands. What the commands do, {@code emulated/pbs/emulation} tells.
 */
public abstract class EmulatedPbs implements ConformanceWorld {

  /** The job's id. */
  public static final String JOB = "138295.sdb";

  private static final long START = 1_795_372_050;
  private static final long WALLTIME = 1200;
  private static final List<String> COMMANDS = List.of("qstat", "pbsnodes", "qdel", "ssh", "job");

  private final Path home;
  private final NodeSet nodes;
  private final EmulatedCommands commands;

  /** With the commands {@code more} of {@code emulated/<platform>} beside those of PBS. */
  protected EmulatedPbs(Path home, NodeSet nodes, String platform, List<String> more)
      throws IOException {
    this.home = home;
    this.nodes = nodes;
    this.commands = new EmulatedCommands(home, "pbs", COMMANDS, "emulation");
    if (!more.isEmpty()) {
      new EmulatedCommands(home, platform, more.subList(1, more.size()), more.get(0));
    }
    for (String directory : List.of("behaviour", "nodes", "tasks", "storage", "dead", "apps")) {
      Files.createDirectories(state(directory));
    }
    for (String node : nodes) {
      Files.writeString(state("nodes").resolve(node), "free\n");
    }
    Files.writeString(state("order"), String.join("\n", nodes.toList()) + "\n");
    Files.writeString(state("start"), START + "\n");
    Files.move(home.resolve("bin/job"), state("job"));
    Files.createDirectory(home.resolve("empty"));
  }

  protected final Path home() {
    return home;
  }

  /** A file of the emulation's state. */
  public final Path state(String file) {
    return commands.state().resolve(file);
  }

  /** What a command was called with, a call a line. */
  public final List<String> calls(String command) throws IOException {
    Path file = state("calls." + command);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> environment = commands.environment();
    environment
        .keySet()
        .removeIf(
            name ->
                name.startsWith("SLURM_") || name.startsWith("PBS_") || name.startsWith("MOAB_"));
    environment.put("PBS_JOBID", JOB);
    environment.put("LC_ALL", "de_DE.UTF-8");
    environment.put("TMPDIR", home.toString());
    if (isMissing()) {
      environment.put("PATH", home.resolve("empty").toString());
    }
    return environment;
  }

  protected final boolean isMissing() {
    return Files.exists(state("missing"));
  }

  @Override
  public String jobId() {
    return JOB;
  }

  @Override
  public NodeSet nodes() {
    return nodes;
  }

  @Override
  public Optional<Instant> end() {
    return Optional.of(Instant.ofEpochSecond(START + WALLTIME));
  }

  @Override
  public void kill(String node) throws Exception {
    Files.createFile(state("dead").resolve(node));
    Files.writeString(
        state("nodes").resolve(node), "down\ncomment node down: communication closed\n");
    endTasks("*." + node + ".*");
  }

  private void endTasks(String names) throws IOException, InterruptedException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(state("tasks"), names)) {
      for (Path file : files) {
        end(file);
      }
    }
  }

  private static void end(Path file) throws IOException, InterruptedException {
    Optional<ProcessHandle> task;
    try {
      task = ProcessHandle.of(Long.parseLong(Files.readString(file).strip()));
    } catch (java.nio.file.NoSuchFileException ended) {
      return;
    }
    if (task.isPresent()) {
      ProcessTree.end(task.get(), Duration.ZERO);
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
      String behaviour =
          switch (fault) {
            case FAILS -> "fail";
            case HANGS -> "hang";
            case GARBAGE -> "garbage";
            default -> "locale";
          };
      Files.writeString(state("behaviour/all"), behaviour + "\n");
    }
  }

  @Override
  public boolean isAllocationAlive() {
    return !Files.exists(state("violation"));
  }

  @Override
  public void close() throws Exception {
    endTasks("*");
  }
}
