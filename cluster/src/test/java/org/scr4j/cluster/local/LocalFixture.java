package org.scr4j.cluster.local;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessTree;

/** A virtual cluster of five nodes for each test, and nothing left of it afterwards. */
@Timeout(60)
abstract class LocalFixture {

  static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path temporary;

  Path directory;
  Map<String, String> environment;
  LocalCluster cluster;
  LocalLauncher launcher;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void up() throws Exception {
    directory = temporary.resolve("cluster");
    environment = new HashMap<>(System.getenv());
    environment.put(LocalVariables.DIRECTORY, directory.toString());
    cluster = LocalCluster.up(directory, 5, Clock.systemUTC());
    launcher = new LocalLauncher(cluster, environment);
  }

  @AfterEach
  void down() throws Exception {
    for (Process process : started) {
      ProcessTree.end(process.toHandle(), Duration.ZERO);
    }
    if (LocalCluster.find(directory).isPresent()) {
      LocalCluster.open(directory).down();
    }
  }

  /** A process that is not a rank, on {@code node}. */
  Process onNode(String node, String script) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).directory(temporary.toFile());
    builder.environment().clear();
    builder.environment().putAll(LocalVariables.onNode(environment, cluster, cluster.node(node)));
    return keep(builder.start());
  }

  Process keep(Process process) {
    started.add(process);
    return process;
  }

  Launcher.Step launch(String options, String script) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.addAll(List.of("sh", "-c", script));
    return launcher.launch(
        new Launcher.Request(arguments, cluster.nodes(), Map.of("OUT", temporary.toString())));
  }

  /** Waits until {@code file} has {@code count} lines, and returns them. */
  static List<String> lines(Path file, int count) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> Files.exists(file) && Files.readAllLines(file).size() >= count);
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static boolean runs(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessTree::isRunning).isPresent();
  }

  static NodeSet nodes(String text) {
    return NodeSet.parse(text);
  }
}
