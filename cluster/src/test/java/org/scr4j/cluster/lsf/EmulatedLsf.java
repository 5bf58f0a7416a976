package org.scr4j.cluster.lsf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.scr4j.cluster.EmulatedCommands;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessTree;

/** Job 748 of emulated LSF: launch node batch2, nodes a01n03, a02n01, a01n04 and a01n05. */
final class EmulatedLsf implements AutoCloseable {

  static final NodeSet NODES = NodeSet.of("a01n03", "a02n01", "a01n04", "a01n05");

  static final List<String> COMMANDS =
      List.of("bjobs", "bhosts", "bkill", "jslist", "jskill", "jsrun", "lrun", "ssh", "host-down");

  private final EmulatedCommands commands;
  private final Path hostFile;

  EmulatedLsf(Path home) throws IOException {
    commands = new EmulatedCommands(home, "lsf", COMMANDS, "common");
    for (String directory : List.of("job", "storage", "down", "steps", "tasks")) {
      Files.createDirectory(state(directory));
    }
    write("job.id", "748\n");
    job("RUN", "alice", "-", "100 second(s)", "-");
    hosts(Map.of());
    hostFile = home.resolve("hostfile");
    StringBuilder slots = new StringBuilder("batch2\n");
    NODES.forEach(node -> slots.append((node + "\n").repeat(3)));
    Files.writeString(hostFile, slots);
  }

  /** What bhosts says of hosts that have not just this job. */
  void hosts(Map<String, String> others) throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("batch2", "ok");
    NODES.forEach(node -> all.put(node, "closed_Excl"));
    all.putAll(others);
    StringBuilder lines = new StringBuilder();
    all.forEach((name, status) -> lines.append(name).append(' ').append(status).append('\n'));
    write("hosts", lines.toString());
  }

  /** What bjobs says of the job. */
  void job(String stat, String user, String left, String ran, String limit) throws IOException {
    write("job/stat", stat + "\n");
    write("job/user", user + "\n");
    write("job/time_left", left + "\n");
    write("job/run_time", ran + "\n");
    write("job/runtimelimit", limit + "\n");
  }

  Path state(String file) {
    return commands.state().resolve(file);
  }

  void write(String file, String text) throws IOException {
    Files.writeString(state(file), text);
  }

  /** What it holds; empty where it is not there. */
  String read(String file) throws IOException {
    return Files.exists(state(file))
        ? Files.readString(state(file), StandardCharsets.ISO_8859_1)
        : "";
  }

  /** Lets {@code tool} do something else than its work. */
  void mode(String tool, String mode) throws IOException {
    write("mode." + tool, mode + "\n");
  }

  void remove(String tool) throws IOException {
    commands.remove(tool);
  }

  /** Variables of the batch script. */
  Map<String, String> environment() {
    Map<String, String> environment = commands.environment();
    environment
        .keySet()
        .removeIf(name -> name.startsWith("SLURM_") || name.startsWith("LS") || isScr(name));
    environment.put("LSB_JOBID", "748");
    environment.put("LSB_JOBINDEX", "0");
    environment.put("LSB_DJOB_HOSTFILE", hostFile.toString());
    environment.put("LSB_DJOB_COMMFAIL_ACTION", "KILL_TASKS");
    environment.put("LC_ALL", "ja_JP.UTF-8");
    return environment;
  }

  private static boolean isScr(String name) {
    return name.startsWith("SCR_");
  }

  /** A node dies. */
  void kill(String node, boolean silently) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("host-down", node));
    if (silently) {
      command.add("silent");
    }
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(commands.environment());
    builder.command().set(0, commands.environment().get("PATH").split(":")[0] + "/host-down");
    if (builder.start().waitFor() != 0) {
      throw new IOException("host-down " + node + " failed");
    }
  }

  /** Whether nobody has ended more than a step. */
  boolean isAllocationAlive() throws IOException {
    try (Stream<Path> files = Files.list(commands.state())) {
      return files.noneMatch(file -> file.getFileName().toString().startsWith("violation."));
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    List<ProcessHandle> left = new ArrayList<>();
    try (Stream<Path> tasks = Files.list(state("tasks"))) {
      for (Path task : tasks.toList()) {
        String pid = Files.readString(task).split(" ")[0];
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(left::add);
      }
    }
    ProcessTree.end(left, Duration.ZERO);
  }
}
