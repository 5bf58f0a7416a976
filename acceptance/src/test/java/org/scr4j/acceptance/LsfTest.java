package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs of emulated LSF that lose nodes: the installed commands, with programs in PATH that answer
 * as bjobs, bhosts, jsrun, jslist, jskill, lrun and ssh do. Nothing here was run on a real LSF.
 */
class LsfTest {

  private static final List<String> NODES =
      List.of("a01n03", "a01n04", "a02n01", "a02n02", "a02n07");
  private static final Path COMMANDS =
      Path.of(System.getProperty("scr4j.source"), "cluster/src/test/resources/emulated/lsf");

  @TempDir static Path shared;
  private static String undisturbed;

  @TempDir Path directory;
  private Installed scr;
  private Path state;
  private Path bin;

  @BeforeAll
  static void computeTheAnswer() throws IOException, InterruptedException {
    undisturbed = HeatRun.undisturbedChecksum(shared.resolve("undisturbed"));
  }

  @BeforeEach
  void install() throws IOException {
    bin = Files.createDirectory(directory.resolve("lsf-bin"));
    try (Stream<Path> commands = Files.list(COMMANDS)) {
      for (Path command : commands.toList()) {
        Path copy = Files.copy(command, bin.resolve(command.getFileName()));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    state = Files.createDirectory(directory.resolve("lsf-state"));
    for (String name : List.of("job", "storage", "down", "steps", "tasks")) {
      Files.createDirectory(state.resolve(name));
    }
    StringBuilder hosts = new StringBuilder("batch2 ok\n");
    StringBuilder slots = new StringBuilder("batch2\n");
    for (String node : NODES) {
      hosts.append(node).append(" closed_Excl\n");
      slots.append((node + "\n").repeat(8));
    }
    write("hosts", hosts.toString());
    write("hostfile", slots.toString());
    write("job.id", "748");
    write("job/stat", "RUN");
    write("job/user", System.getProperty("user.name"));
    limit(3600);
    scr = new Installed(directory);
    scr.set("SCR_RUNS", "4").set("SCR_FLUSH", "100").set("SCR_COPY_TYPE", "XOR");
    scr.set("SCR_REMOTE_SHELL", "ssh");
    scr.set("EMULATED_STATE", state.toString());
    scr.set("PATH", bin + ":" + Installed.HOME.resolve("bin") + ":" + System.getenv("PATH"));
    scr.set("LSB_JOBID", "748").set("LSB_JOBINDEX", "0");
    scr.set("LSB_DJOB_HOSTFILE", state.resolve("hostfile").toString());
    scr.set("LSB_DJOB_COMMFAIL_ACTION", "KILL_TASKS");
  }

  @AfterEach
  void nobodyHasEndedTheJob() throws IOException {
    try (Stream<Path> files = Files.list(state)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("violation."));
    }
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(state.resolve(file), text.endsWith("\n") ? text : text + "\n");
  }

  /** The job may run for so long yet. */
  private void limit(int seconds) throws IOException {
    write("job/time_left", "%d:%02d L".formatted(seconds / 3600, seconds / 60 % 60));
    write("job/run_time", (36_000 - seconds) + " second(s)");
    write("job/runtimelimit", "600.0");
  }

  private void kill(String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(bin.resolve("host-down").toString()));
    line.addAll(List.of(words));
    assertThat(scr.start("host-down", line).await().status()).isZero();
  }

  private HeatRun.Answer survived(Installed.Running run) throws InterruptedException {
    Installed.Result result = run.await();
    assertThat(result.status()).as(result.out() + result.err()).isZero();
    HeatRun.Answer answer = HeatRun.answer(result.out());
    assertThat(answer.checksum()).as(result.out() + result.err()).isEqualTo(undisturbed);
    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    return answer;
  }

  @ParameterizedTest
  @CsvSource({"jsrun -n8 -r2 -X1, known", "jsrun -n8 -r2, silent", "lrun -T2 -N4, known"})
  void aLostNodeIsRebuiltOnASpareOne(String launcher, String way)
      throws IOException, InterruptedException {
    Installed.Running run = scr.start("scr_run", HeatRun.arguments(launcher));
    HeatRun.awaitCheckpoints(scr, run, 8);
    kill("a01n04", way);

    HeatRun.Answer answer = survived(run);

    assertThat(answer.ranks()).isEqualTo(8);
    assertThat(run.err()).contains("relaunched on nodes a01n03,a02n[01-02,07]: run=2 step=2 ");
    assertThat(scr.ok("scr_list_down_nodes").out().strip()).isEqualTo("a01n04");
    assertThat(scr.ok("scr_list_down_nodes", "--reason").out())
        .contains(way.equals("silent") ? "No route to host" : "unavail");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void aJsrunThatReturnsZeroAfterALossIsNotBelieved() throws IOException, InterruptedException {
    write("loss.status", "0");
    Installed.Running run = scr.start("scr_run", HeatRun.arguments("jsrun -n8 -r2"));
    HeatRun.awaitCheckpoints(scr, run, 8);
    kill("a02n01");

    survived(run);

    assertThat(run.err()).contains("outcome=lost-nodes:a02n01 (launcher's status 0)");
  }

  @Test
  void withoutASpareNodeTheRunStopsAndTheCacheIsSaved() throws IOException, InterruptedException {
    scr.set("SCR_EXCLUDE_NODES", "a02n07");
    Installed.Running run = scr.start("scr_run", HeatRun.arguments("jsrun -n8 -r2"));
    HeatRun.awaitCheckpoints(scr, run, 8);
    kill("a01n03");

    Installed.Result result = run.await();

    assertThat(result.status()).as(result.err()).isEqualTo(76);
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void theRunStopsBeforeTheRunLimit() throws IOException, InterruptedException {
    scr.set("SCR_HALT_SECONDS", "1200");
    limit(900);

    Installed.Result result = scr.run("scr_run", HeatRun.arguments("jsrun -n8 -r2"));

    assertThat(result.status()).as(result.err()).isEqualTo(75);
    assertThat(Files.exists(state.resolve("calls.jsrun"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"known", "silent"})
  void theLoopOfTheExamplesGoesOnWithoutALostNode(String way)
      throws IOException, InterruptedException {
    Installed.Running run = example("scr_jsrun_loop.sh");
    HeatRun.awaitCheckpoints(scr, run, 8);
    kill("a02n02", way);

    survived(run);

    assertThat(Files.readString(state.resolve("calls.jsrun")))
        .contains("\n--exclude_hosts a02n02 -n8 -r2 ");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void theExampleWithoutALoopSavesTheCache() throws IOException, InterruptedException {
    Installed.Result result = example("scr_jsrun.sh").await();

    assertThat(result.status()).as(result.out() + result.err()).isZero();
    assertThat(HeatRun.answer(result.out()).checksum()).isEqualTo(undisturbed);
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  private Installed.Running example(String name) throws IOException {
    List<String> line =
        new ArrayList<>(List.of(Installed.HOME.resolve("share/examples/" + name).toString()));
    line.addAll(List.of(HeatRun.arguments("-n8 -r2")));
    return scr.start(name, line);
  }
}
