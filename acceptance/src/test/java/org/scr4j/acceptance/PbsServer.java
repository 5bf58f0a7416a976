package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real OpenPBS on the {@link TestCluster}: its server on the login node, a mom on each other.
 * Where it is installed says SCR4J_PBS, else the place of qsub in PATH.
 */
final class PbsServer {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path START =
      Path.of(System.getProperty("scr4j.source"), "acceptance/src/test/resources/pbs/start");
  private static final String CONFIGURATION = "PBS_CONF_FILE=/run/pbs.conf";

  private final TestCluster cluster;
  private final Path home;

  private PbsServer(TestCluster cluster, Path home) {
    this.cluster = cluster;
    this.home = home;
  }

  /** Starts it; where there is none, the test is skipped. */
  static PbsServer start(TestCluster cluster) throws IOException, InterruptedException {
    Optional<Path> home =
        Stream.concat(
                Stream.ofNullable(System.getenv("SCR4J_PBS")).map(Path::of),
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(dir -> Path.of(dir).toAbsolutePath().resolve("..").normalize()))
            .filter(dir -> Files.isExecutable(dir.resolve("bin/qsub")))
            .filter(dir -> Files.isExecutable(dir.resolve("sbin/pbs_mom")))
            .filter(dir -> Files.isExecutable(dir.resolve("sbin/pbs_server")))
            .findFirst();
    assumeTrue(
        home.isPresent(),
        "no OpenPBS to test on: SCR4J_PBS does not name one with server and mom, and no qsub of one"
            + " is in PATH");
    PbsServer server = new PbsServer(cluster, home.orElseThrow());
    cluster.output("sh", START.toString(), server.home.toString(), "server");
    server.configure("set server acl_roots += root@*", "set server job_history_enable = true");
    for (String node : cluster.nodes()) {
      server.configure("create node " + node);
    }
    server.startMoms();
    return server;
  }

  private void configure(String... lines) throws IOException, InterruptedException {
    for (String line : lines) {
      command("qmgr", "-c", line);
    }
  }

  /** What a command of PBS prints on the login node; it must succeed. */
  String command(String name, String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("env", CONFIGURATION));
    line.add(home.resolve("bin").resolve(name).toString());
    line.addAll(List.of(arguments));
    return cluster.output(line.toArray(new String[0]));
  }

  /** Starts the moms that do not run, and waits until the server calls all nodes free. */
  void startMoms() throws IOException, InterruptedException {
    for (String node : cluster.nodes()) {
      cluster.onNode(node, "sh", START.toString(), home.toString(), "mom");
    }
    await("free nodes").atMost(PATIENCE).until(() -> free().equals(cluster.nodes()));
  }

  private List<String> free() throws IOException, InterruptedException {
    return command("pbsnodes", "-aS")
        .lines()
        .map(line -> line.trim().split("\\s+"))
        .filter(words -> words.length > 1 && words[1].equals("free"))
        .map(words -> words[0])
        .toList();
  }

  /** Waits until {@code pbsnodes} says {@code state} of a node, perhaps among others. */
  void awaitState(String node, String state) {
    Pattern line = Pattern.compile("(?m)^ +state = (\\S+,)?" + state + "(,|$)");
    await(node + " " + state)
        .atMost(PATIENCE)
        .until(() -> line.matcher(command("pbsnodes", "-v", node)).find());
  }

  /** Stops all daemons; the test cluster may go on without them. */
  void stop() throws IOException, InterruptedException {
    String[] stop = {"env", CONFIGURATION, home.resolve("libexec/pbs_init.d").toString(), "stop"};
    for (String node : cluster.nodes()) {
      cluster.onNode(node, stop);
    }
    cluster.output(stop);
  }

  /** A job; its own output is in a file that all nodes share. */
  final class Job {
    private final String id;
    private final Path output;

    private Job(String id, Path output) {
      this.id = id;
      this.output = output;
    }

    String id() {
      return id;
    }

    String output() throws IOException {
      return Files.exists(output) ? Files.readString(output) : "";
    }

    /** An attribute as {@code qstat -f} prints it now. */
    Optional<String> attribute(String name) throws IOException, InterruptedException {
      Matcher line =
          Pattern.compile("(?m)^    " + Pattern.quote(name) + " = (.*)$")
              .matcher(command("qstat", "-x", "-f", id));
      return line.find() ? Optional.of(line.group(1)) : Optional.empty();
    }

    /** Whether its script has ended; PBS then still clears its nodes for a while (state E). */
    boolean ended() throws IOException, InterruptedException {
      return List.of("E", "F").contains(attribute("job_state").orElseThrow());
    }

    /** Waits for the end of its script, and returns what that printed. */
    String end() throws IOException {
      await("the end of job " + id)
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(300))
          .until(this::ended);
      return output();
    }

    /** Ends it, and waits until the server knows it as finished. */
    void cancel() throws IOException, InterruptedException {
      if (!attribute("job_state").orElseThrow().equals("F")) {
        command("qdel", "-W", "force", id);
        await("the end of job " + id)
            .atMost(PATIENCE)
            .until(() -> attribute("job_state").orElseThrow().equals("F"));
      }
    }
  }

  /**
   * Submits a script for the first {@code nodes} nodes, that writes to a file of its name and
   * ".out": PBS itself delivers output only when the job ends.
   *
   * @param variables of the job, {@code NAME=VALUE} each
   */
  Job submit(Path script, int nodes, List<String> variables)
      throws IOException, InterruptedException {
    StringBuilder select = new StringBuilder("select=");
    for (String node : cluster.nodes().subList(0, nodes)) {
      select.append(select.toString().endsWith("=") ? "" : "+").append("1:ncpus=1:host=");
      select.append(node);
    }
    Path output = Path.of(script + ".out");
    String id =
        command(
            "qsub",
            // What PBS would copy at the end is nothing: the script writes to a file of its own.
            "-R",
            "oe",
            "-l",
            select.toString(),
            "-v",
            String.join(",", variables),
            script.toString());
    assertThat(id).matches("[0-9]+\\.login");
    return new Job(id, output);
  }
}
