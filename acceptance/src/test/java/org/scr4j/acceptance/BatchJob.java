package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A job of the {@link TestCluster}, submitted by sbatch; it outlives some of its nodes. */
final class BatchJob {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern END =
      Pattern.compile(" JobState=(COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL)\\b");
  private static final Pattern STATUS = Pattern.compile(" ExitCode=(\\d+):(\\d+)");

  private final TestCluster cluster;
  private final Installed scr;
  private final String id;
  private final Path output;

  private BatchJob(TestCluster cluster, Installed scr, String id, Path output) {
    this.cluster = cluster;
    this.scr = scr;
    this.id = id;
    this.output = output;
  }

  /** Submits one of the scripts of share/examples, as it is, for all nodes from n1 on. */
  static BatchJob example(
      TestCluster cluster,
      Installed scr,
      int nodes,
      String script,
      List<String> options,
      String... arguments)
      throws IOException, InterruptedException {
    Path example = Installed.HOME.resolve("share/examples").resolve(script);
    return submit(cluster, scr, nodes, options, example, arguments);
  }

  /** Submits {@code script} on the first {@code nodes} nodes. */
  static BatchJob submit(
      TestCluster cluster,
      Installed scr,
      int nodes,
      List<String> options,
      Path script,
      String... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(scr.prefix(), "job", ".out");
    List<String> line = new ArrayList<>(List.of("sbatch", "--parsable", "--exclusive", "-N"));
    line.addAll(List.of("" + nodes, "-w", String.join(",", cluster.nodes().subList(0, nodes))));
    line.addAll(List.of("-o", output.toString()));
    line.addAll(options);
    line.add(script.toString());
    line.addAll(List.of(arguments));
    Installed.Result result = cluster.run(scr, line.toArray(new String[0]));
    assertThat(result.status()).as(result.err()).isZero();
    return new BatchJob(cluster, scr, result.out().strip(), output);
  }

  String id() {
    return id;
  }

  /** The id of the step that scr_run started last. */
  String step() throws IOException {
    return Pattern.compile(" step=(\\S+)")
        .matcher(output())
        .results()
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError("no step was started"))
        .group(1);
  }

  /** What it has printed so far, both streams. */
  String output() throws IOException {
    return Files.readString(output);
  }

  /** Waits until {@code count} checkpoints in all have completed under its prefix. */
  void awaitCheckpoints(int count) throws IOException, InterruptedException {
    await("checkpoint " + count)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> HeatRun.checkpoints(scr).size() >= count || ended());
    assertThat(HeatRun.checkpoints(scr).size())
        .as("checkpoints before the job ended: " + output())
        .isGreaterThanOrEqualTo(count);
  }

  /** Waits until its output holds {@code text}. */
  void awaitOutput(String text) throws IOException {
    await(text).atMost(PATIENCE).until(() -> output().contains(text) || ended());
    assertThat(output()).contains(text);
  }

  /** Waits for its end; its status, and all that it has printed as standard output. */
  Installed.Result end() throws IOException, InterruptedException {
    await("the end of job " + id)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(this::ended);
    Matcher status = STATUS.matcher(shown());
    assertThat(status.find()).isTrue();
    int signal = Integer.parseInt(status.group(2));
    int code = signal > 0 ? 128 + signal : Integer.parseInt(status.group(1));
    return new Installed.Result(code, output(), output());
  }

  boolean ended() throws IOException, InterruptedException {
    return END.matcher(shown()).find();
  }

  private String shown() throws IOException, InterruptedException {
    return cluster.output("scontrol", "-o", "show", "job", id);
  }

  /** Ends it, and waits until all of its nodes are free. */
  void cancel() throws IOException, InterruptedException {
    cluster.output("scancel", id);
    await("the end of job " + id).atMost(PATIENCE).until(this::ended);
  }
}
