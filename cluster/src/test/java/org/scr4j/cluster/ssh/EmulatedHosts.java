package org.scr4j.cluster.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.EmulatedCommands;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessTree;
import org.scr4j.cluster.Wanted;

/**
 * Hosts without a scheduler, reached by an emulated ssh.
 *
 * @param commands ssh first in PATH
 * @param launcher scr_run's first argument
 * @param options of the launcher for one rank on each of so many nodes
 */
public record EmulatedHosts(EmulatedCommands commands, String launcher, Options options)
    implements ConformanceWorld {

  /** A launcher's options. */
  public interface Options {
    /** For one rank on each of {@code nodes} nodes. */
    List<String> of(int nodes);
  }

  private static final String NODES = "alpha,delta,beta,gamma";

  @Override
  public Map<String, String> environment() {
    Map<String, String> environment = commands.environment();
    environment.keySet().removeIf(name -> name.startsWith("SLURM_") || name.startsWith("SCR_"));
    environment.put("SCR_HOSTS", NODES);
    environment.put("SCR_JOB_ID", "job7");
    environment.put("SCR_END_TIME", "1795373250");
    environment.put("LC_ALL", "de_DE.UTF-8");
    return environment;
  }

  @Override
  public Wanted wanted() {
    return Wanted.NOTHING.with(Optional.of(launcher));
  }

  @Override
  public String manager() {
    return "HOSTS";
  }

  @Override
  public boolean hasScheduler() {
    return false;
  }

  @Override
  public String jobId() {
    return "job7";
  }

  @Override
  public NodeSet nodes() {
    return NodeSet.parse(NODES);
  }

  @Override
  public Optional<Instant> end() {
    return Optional.of(Instant.ofEpochSecond(1_795_373_250));
  }

  @Override
  public List<String> arguments(int nodes, List<String> program) {
    List<String> arguments = new ArrayList<>(options.of(nodes));
    arguments.addAll(program);
    return arguments;
  }

  @Override
  public String nodeName() {
    return "echo $SCR_TEST_NODE";
  }

  @Override
  public void kill(String node) throws Exception {
    Files.writeString(
        commands.state().resolve("down." + node),
        "ssh: connect to host " + node + " port 22: No route to host\n");
    end("SCR_TEST_NODE=" + node);
  }

  /** Ends all processes of this world that have {@code variable} in their environment. */
  private void end(String variable) throws InterruptedException {
    List<ProcessHandle> found =
        ProcessHandle.allProcesses()
            .filter(process -> has(process.pid(), List.of(variable, mine())))
            .toList();
    if (!found.isEmpty()) {
      ProcessTree.end(found, Duration.ZERO);
    }
  }

  private String mine() {
    return "SCR_TEST_STATE=" + commands.state();
  }

  private static boolean has(long pid, List<String> variables) {
    try {
      Path file = Path.of("/proc", Long.toString(pid), "environ");
      String all = Files.readString(file, StandardCharsets.ISO_8859_1);
      return List.of(all.split("\0")).containsAll(variables);
    } catch (IOException gone) {
      return false;
    }
  }

  @Override
  public Set<Fault> faults() {
    return Set.of();
  }

  @Override
  public void inject(Fault fault) {
    throw new IllegalArgumentException("there is no scheduler that " + fault);
  }

  @Override
  public boolean isAllocationAlive() {
    return true;
  }

  @Override
  public void close() throws Exception {
    end(mine());
  }
}
