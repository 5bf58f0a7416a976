package org.scr4j.cluster.flux;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.ProcessTree;

/**
 * An instance of a real Flux of this test's own: four brokers on this host, which Flux is told to
 * take for four hosts. What shows itself on several machines only is not to be seen here.
 */
final class RealFlux extends FluxWorld {

  private static final List<String> HOSTS = List.of("alpha", "delta", "beta", "gamma");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** The instance ends with its first program, and that with this JVM. */
  private static final String FIRST =
      "flux lsattr -v > \"$1/attributes\"; echo \"$FLUX_URI\" > \"$1/begun\";"
          + " mv \"$1/begun\" \"$1/uri\"; exec tail --pid=\"$2\" -f /dev/null";

  private final Path home;
  private final Path flux;
  private final Process start;
  private final String uri;
  private final ProcessRunner runner = new ProcessRunner(1 << 20, Duration.ofSeconds(1));

  RealFlux(Path home, Path flux) throws Exception {
    this.home = home;
    this.flux = flux;
    Path resources = home.resolve("R");
    Files.writeString(
        resources, output("R", "encode", "-r", "0-3", "-c", "0-1", "-H", String.join(",", HOSTS)));
    ProcessBuilder builder =
        new ProcessBuilder(command(resources))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("out").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment(""));
    start = builder.start();
    Path told = home.resolve("uri");
    await("an instance of Flux")
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.exists(told) || !start.isAlive());
    if (!Files.exists(told)) {
      throw new AssertionError("flux start: " + Files.readString(home.resolve("out")));
    }
    uri = Files.readString(told).strip();
  }

  private List<String> command(Path resources) {
    return List.of(
        flux.toString(),
        "start",
        "-s4",
        "--test-hosts=" + String.join(",", HOSTS),
        "--test-exit-mode=leader",
        "--conf=tbon.topo=\"kary:0\"",
        "--conf=resource.path=\"" + resources + "\"",
        "--conf=resource.noverify=true",
        "sh",
        "-c",
        FIRST,
        "sh",
        home.toString(),
        Long.toString(ProcessHandle.current().pid()));
  }

  private Map<String, String> environment(String instance) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.matches("(FLUX|SLURM|SCR)_.*"));
    environment.put("PATH", flux.getParent() + ":" + System.getenv("PATH"));
    if (!instance.isEmpty()) {
      environment.put(FluxVariables.URI, instance);
    }
    return environment;
  }

  private String output(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(flux.toString()));
    command.addAll(List.of(words));
    ProcessRunner.Outcome outcome =
        runner.run(ProcessRunner.Call.of(command, environment(uri == null ? "" : uri), LIMIT));
    if (outcome instanceof ProcessRunner.Finished done && done.status() == 0) {
      return done.out();
    }
    throw new AssertionError(command + ": " + outcome);
  }

  @Override
  public Map<String, String> environment() {
    return environment(uri);
  }

  @Override
  public String jobId() {
    String[] parts = uri.split("/");
    return parts[parts.length - 2];
  }

  @Override
  public NodeSet nodes() {
    return NodeSet.of(HOSTS);
  }

  @Override
  public String nodeName() {
    return "flux getattr hostname";
  }

  @Override
  public void kill(String node) throws Exception {
    String rank = Integer.toString(HOSTS.indexOf(node));
    ProcessHandle broker =
        ProcessHandle.of(
                Long.parseLong(output("exec", "-r", rank, "flux", "getattr", "broker.pid").strip()))
            .orElseThrow();
    List<ProcessHandle> all = new ArrayList<>(broker.descendants().toList());
    all.add(0, broker);
    all.forEach(ProcessHandle::destroyForcibly);
    await("the loss of " + node)
        .atMost(LIMIT)
        .until(() -> output("overlay", "status").contains(node + ": lost"));
  }

  @Override
  public Set<Fault> faults() {
    return Set.of();
  }

  @Override
  public void inject(Fault fault) {
    throw new AssertionError("a real Flux is not made to have " + fault);
  }

  @Override
  public boolean isAllocationAlive() {
    return start.isAlive();
  }

  @Override
  public void close() throws Exception {
    ProcessTree.end(start.toHandle(), Duration.ofSeconds(5));
  }
}
