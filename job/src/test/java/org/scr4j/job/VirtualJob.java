package org.scr4j.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.Platform;
import org.scr4j.cluster.Platforms;
import org.scr4j.cluster.Wanted;
import org.scr4j.cluster.local.LocalCluster;
import org.scr4j.config.Configuration;
import org.scr4j.dataset.EventLog;
import org.scr4j.dataset.HaltConditions;

/** A job in an allocation of virtual nodes, with real processes and real files. */
final class VirtualJob implements AutoCloseable {

  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60));

  final LocalCluster cluster;
  final Path prefix;
  final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  VirtualJob(Path directory, int nodes) throws IOException, InterruptedException {
    prefix = Files.createDirectory(directory.resolve("prefix"));
    home = directory.resolve("home");
    environment.put("SCR_LOCAL_DIR", directory.resolve("cluster").toString());
    environment.put("SCR_PREFIX", prefix.toString());
    environment.put("SCR_CONFIG_FILE", "/dev/null");
    environment.put("SCR_LOG_ENABLE", "1");
    environment.put("USER", "tester");
    environment.put("PATH", System.getenv("PATH"));
    cluster = LocalCluster.up(LocalCluster.directory(environment), nodes, Clock.systemUTC());
  }

  VirtualJob with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  JobContext context() throws IOException {
    return on(Platforms.detect(environment, Wanted.NOTHING.with(Optional.of("local"))).platform());
  }

  /** The job where the cluster is as {@code platform} shows it. */
  JobContext on(Platform platform) throws IOException {
    Clock clock = Clock.systemUTC();
    Settings settings = Settings.of(Configuration.load(environment, Optional.empty(), prefix));
    Messages messages =
        new Messages("scr_run", new PrintStream(said, true, StandardCharsets.UTF_8), clock, true);
    String jobId = platform.resourceManager().allocation().jobId();
    EventLog log = new EventLog(prefix.resolve(".scr/log"), clock, "here", jobId);
    return new JobContext(
        settings,
        platform,
        platform.resourceManager().allocation(),
        home,
        LIMITS,
        clock,
        messages,
        new JobLog(Optional.of(log), messages));
  }

  /** A job that runs {@code launcherArguments}. */
  JobRun job(String... launcherArguments) throws IOException {
    return new JobRun(
        context(),
        new JobRun.Commands(Arrays.asList(launcherArguments), Optional.empty(), Optional.empty()));
  }

  /** A job whose ranks are shells that run {@code script}; it stands in the prefix. */
  JobRun shell(String launcherOptions, String script) throws IOException {
    Path file = prefix.resolve("program.sh");
    Files.writeString(file, "cd " + prefix + "\n" + script + "\n");
    String[] options = launcherOptions.split(" ");
    String[] all = Arrays.copyOf(options, options.length + 2);
    all[options.length] = "sh";
    all[options.length + 1] = file.toString();
    return job(all);
  }

  void halt(java.util.function.UnaryOperator<HaltConditions> change) throws IOException {
    context().halt().update(change);
  }

  /** What the user was told so far. */
  String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  /** Lines of the event log with this event; the log is begun by the first event. */
  List<String> logged(String event) throws IOException {
    Path log = prefix.resolve(".scr/log");
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    return lines.stream().filter(line -> line.contains("event=" + event + ",")).toList();
  }

  /** Files in the prefix whose name begins so. */
  List<String> files(String beginning) throws IOException {
    try (var all = Files.list(prefix)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(beginning))
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    cluster.down();
  }
}
