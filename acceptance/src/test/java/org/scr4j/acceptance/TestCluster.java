package org.scr4j.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The Slurm cluster of {@code share/testing/slurm-cluster}: ten nodes n1 to n10 and a node "login"
 * in namespaces of this machine. All tests of one JVM share it; it goes down with the JVM, however
 * that ends. Whatever lies in a temporary directory is seen by all nodes; /dev/shm and /run are
 * each node's own. From every node, every other is reached by ssh without a password, by name.
 */
final class TestCluster {

  private static final int NODES = 10;
  private static final int USUAL = 6;
  private static final int UNAVAILABLE = 69;
  private static final int PATIENCE_SECONDS = 120;

  private static TestCluster shared;
  private static String obstacle;

  /** How a node is lost. */
  enum How {
    /** All processes end, storage is lost, then the link is gone: connections are closed. */
    POWER,
    /** The link goes first, then the processes: nobody sees a connection close. */
    SILENT,
    /** Slurm's daemon alone is killed. */
    SLURMD,
    /** All processes are stopped; the kernel still answers. */
    FREEZE,
    /** Drained by the administrator. */
    DRAIN
  }

  private final Path directory;
  private final Set<String> touched = new TreeSet<>();

  private TestCluster(Path directory) {
    this.directory = directory;
  }

  /**
   * The cluster, started where it is not; where this machine cannot have one, the test is skipped.
   */
  static synchronized TestCluster up() throws IOException, InterruptedException {
    if (shared == null && obstacle == null) {
      TestCluster cluster =
          new TestCluster(Files.createTempDirectory("scr4j-slurm-").resolve("cluster"));
      Outcome up =
          cluster.call(
              "up", "-N", "" + NODES, "--while", Long.toString(ProcessHandle.current().pid()));
      if (up.status() == UNAVAILABLE) {
        obstacle = up.text();
      } else {
        up.check();
        shared = cluster;
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::down));
      }
    }
    assumeTrue(obstacle == null, obstacle);
    return shared;
  }

  private void down() {
    try {
      call("down").check();
      Files.delete(directory.getParent());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Outcome(List<String> line, int status, String text) {
    void check() {
      if (status != 0) {
        throw new AssertionError(line + " ended with " + status + ": " + text);
      }
    }
  }

  private Outcome call(String... words) throws IOException, InterruptedException {
    List<String> line = line(words);
    Path out = Files.createTempFile("slurm-cluster-", ".out");
    try {
      Process process =
          new ProcessBuilder(line)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(line + " still runs: " + Files.readString(out));
      }
      return new Outcome(line, process.exitValue(), Files.readString(out).strip());
    } finally {
      Files.delete(out);
    }
  }

  private List<String> line(String... words) {
    Path program = Installed.HOME.resolve("share/testing/slurm-cluster");
    List<String> line = new ArrayList<>(List.of(program.toString(), "--dir", directory.toString()));
    line.addAll(Arrays.asList(words));
    return line;
  }

  /** The names of the nodes that most tests use, in order; "login" is not among them. */
  List<String> nodes() {
    return allNodes().subList(0, USUAL);
  }

  /** The names of all nodes that run jobs, in order. */
  List<String> allNodes() {
    return java.util.stream.IntStream.rangeClosed(1, NODES).mapToObj(i -> "n" + i).toList();
  }

  /** The arguments that run a command on the login node, for {@link Installed#start}. */
  List<String> command(List<String> command) {
    List<String> line = line("run");
    line.addAll(command);
    return line;
  }

  /** Runs a command on the login node with the variables of {@code scr}, while the test goes on. */
  Installed.Running start(Installed scr, String... command) throws IOException {
    return scr.start(Path.of(command[0]).getFileName().toString(), command(List.of(command)));
  }

  /** As {@link #start}, and waits for its end. */
  Installed.Result run(Installed scr, String... command) throws IOException, InterruptedException {
    return start(scr, command).await();
  }

  /** What a command on the login node prints; it must succeed. */
  String output(String... command) throws IOException, InterruptedException {
    Outcome outcome = call(command(List.of(command)).stream().skip(3).toArray(String[]::new));
    outcome.check();
    return outcome.text();
  }

  /** What a command on {@code node} prints; it must succeed. */
  String onNode(String node, String... command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("exec", node));
    words.addAll(List.of(command));
    Outcome outcome = call(words.toArray(String[]::new));
    outcome.check();
    return outcome.text();
  }

  /** Takes a node down; Slurm finds out by itself. */
  void kill(String node, How how) throws IOException, InterruptedException {
    touched.add(node);
    call("kill", node, "--how", how.name().toLowerCase(Locale.ROOT)).check();
  }

  /** Takes a node down and tells Slurm at once. */
  void killAndTell(String node, How how) throws IOException, InterruptedException {
    touched.add(node);
    call("kill", node, "--how", how.name().toLowerCase(Locale.ROOT), "--mark").check();
  }

  /** Brings a node back from whatever was done to it, where anything was. */
  void start(String node) throws IOException, InterruptedException {
    call("start", node).check();
    touched.remove(node);
  }

  /** Brings every node back that something was done to. */
  void startAll() throws IOException, InterruptedException {
    for (String node : List.copyOf(touched)) {
      start(node);
    }
  }

  /** Takes the link of a node away for some seconds, and returns when it is back. */
  void cut(String node, int seconds) throws IOException, InterruptedException {
    call("cut", node, Integer.toString(seconds)).check();
  }

  /** After how long without an answer Slurm takes a node for down; 20 s at first. */
  void slurmdTimeout(int seconds) throws IOException, InterruptedException {
    call("slurmd-timeout", Integer.toString(seconds)).check();
  }
}
