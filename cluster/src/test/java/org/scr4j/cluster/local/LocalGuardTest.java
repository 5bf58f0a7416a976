package org.scr4j.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.Platform;
import org.scr4j.cluster.Platforms;
import org.scr4j.cluster.ProcessTree;
import org.scr4j.cluster.Wanted;

/** Ranks whose launcher dies, and what passes through a launcher that lives. */
class LocalGuardTest extends LocalFixture {

  /** A process that launches a step and waits for it, as scr_run does. */
  public static final class LaunchAndWait {
    private LaunchAndWait() {}

    public static void main(String[] arguments) throws Exception {
      Platform platform =
          Platforms.detect(System.getenv(), Wanted.NOTHING.with(Optional.of("local"))).platform();
      Launcher.Step step =
          platform
              .launcher()
              .launch(
                  new Launcher.Request(
                      List.of(arguments),
                      platform.resourceManager().allocation().nodes(),
                      Map.of()));
      System.exit(step.await() instanceof Launcher.Exited exited ? exited.status() : 99);
    }
  }

  private Process launchAndWait(String... arguments) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LaunchAndWait.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.command().addAll(List.of(arguments));
    builder.environment().putAll(environment);
    builder.environment().put("OUT", temporary.toString());
    return keep(builder.start());
  }

  @Test
  void ranksDieSoonAfterTheirLauncherIsKilled() throws Exception {
    Process launcher =
        launchAndWait(
            "-N4",
            "-n8",
            "sh",
            "-c",
            "trap '' TERM HUP; setsid sleep 1000 & echo $! >> \"$OUT/pids\"; echo $$ >> \"$OUT/pids\"; wait");
    List<String> pids = lines(temporary.resolve("pids"), 16);

    long start = System.nanoTime();
    launcher.destroyForcibly().waitFor();
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> pids.stream().noneMatch(LocalFixture::runs));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

    System.out.println("from the launcher's death to clean: " + millis + " ms");
    assertThat(millis).isLessThan(2000);
    assertThat(
            new LocalLauncher(cluster, environment)
                .endOrphans(new LocalResourceManager(cluster, environment).allocation(), LONG))
        .hasSize(1);
  }

  @Test
  void theFirstRankOwnsTheInputAndAllShareTheOutput() throws Exception {
    Process launcher =
        launchAndWait("-N3", "sh", "-c", "echo \"$SCR_LOCAL_RANK <$(cat)>\"; exit $SCR_LOCAL_RANK");
    try (OutputStream input = launcher.getOutputStream()) {
      input.write("hello".getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(launcher.waitFor()).isIn(1, 2);
    assertThat(output).contains("0 <hello>");
  }

  @Test
  void theOutputEndsWithTheStepThoughTheGuardMayLiveLonger() throws Exception {
    Process launcher = launchAndWait("-N1", "sh", "-c", "echo done");

    assertThat(launcher.getInputStream().readAllBytes()).asString().isEqualTo("done\n");
    assertThat(launcher.waitFor()).isZero();
  }

  @Test
  void withoutProcTheRanksThatWereNamedAreEnded() throws Exception {
    Process rank = keep(new ProcessBuilder("sleep", "1000").start());
    Process other = keep(new ProcessBuilder("sleep", "1000").start());
    LocalStepRecord step =
        new LocalStepRecord(
            1,
            cluster.mark(),
            LocalStepRecord.Identity.of(ProcessHandle.current()),
            "node1",
            List.of(
                new LocalStepRecord.Rank("node1", LocalStepRecord.Identity.of(rank.toHandle()))));
    Process guard = guard(step, temporary.resolve("no-proc"));
    try (OutputStream line = guard.getOutputStream()) {
      line.write(("rank " + rank.pid() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    assertThat(rank.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(guard.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ProcessTree.isRunning(other.toHandle())).isTrue();
  }

  @Test
  void withoutProcNotedRanksAndWhatDescendsFromThemAreFound() throws Exception {
    Process rank =
        keep(
            new ProcessBuilder("sh", "-c", "sleep 1000 & echo $! > child; wait")
                .directory(temporary.toFile())
                .start());
    String child = lines(temporary.resolve("child"), 1).get(0);
    LocalStepRecord.Identity identity = LocalStepRecord.Identity.of(rank.toHandle());
    LocalStepRecord step =
        new LocalStepRecord(
            3,
            cluster.mark(),
            identity,
            "node1",
            List.of(
                new LocalStepRecord.Rank("node1", identity),
                new LocalStepRecord.Rank(
                    "node2", new LocalStepRecord.Identity(ProcessHandle.current().pid(), 1))));
    step.write(cluster.steps());
    List<LocalStepRecord> noted = LocalStepRecord.readAll(cluster.steps());
    assertThat(noted).containsExactly(step);
    LocalProcesses processes = new LocalProcesses(temporary.resolve("no-proc"), () -> noted);

    assertThat(processes.find(cluster.variablesOf("node1"))).hasSize(2);
    assertThat(processes.find(cluster.variablesOf("node2"))).isEmpty();
    assertThat(processes.killAll(step.variables(), LONG)).isEqualTo(2);
    assertThat(child).matches(pid -> !runs(pid));
  }

  private Process guard(LocalStepRecord step, Path proc) throws Exception {
    Path script = temporary.resolve("guard");
    try (var in = Launcher.class.getResourceAsStream("scr_local_guard")) {
      Files.copy(in, script);
    }
    return keep(new ProcessBuilder("sh", script.toString(), step.mark(), proc.toString()).start());
  }
}
