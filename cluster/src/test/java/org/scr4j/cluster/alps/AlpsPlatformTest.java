package org.scr4j.cluster.alps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeChecks;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Platform;
import org.scr4j.cluster.Platforms;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.Wanted;
import org.scr4j.cluster.pbs.PbsTools;

/** ALPS, by commands that answer as its own: what is so with no other platform. */
@Timeout(120)
class AlpsPlatformTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;
  private EmulatedAlps alps;

  @BeforeEach
  void begin() throws Exception {
    alps = new EmulatedAlps(Files.createDirectory(directory.resolve("system")));
  }

  @AfterEach
  void end() throws Exception {
    assertThat(alps.isAllocationAlive()).isTrue();
    alps.close();
  }

  private Platform platform() throws ClusterException {
    return Platforms.detect(alps.environment(), Wanted.NOTHING).platform();
  }

  private Platform platform(Map<String, String> environment) throws ClusterException {
    return Platforms.detect(environment, Wanted.NOTHING).platform();
  }

  private Launcher.Step launch(Platform platform, int count, String script) throws Exception {
    List<String> arguments = alps.arguments(count, List.of("sh", "-c", script));
    return platform
        .launcher()
        .launch(new Launcher.Request(arguments, alps.nodes(), Map.of("OUT", directory.toString())));
  }

  private void awaitFile(String name) {
    await().atMost(LONG).until(() -> Files.exists(directory.resolve(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ALPS", "aprun", "PBSALPS"})
  void itCanBeAskedForByTheNamesThatLlnlGaveIt(String name) throws ClusterException {
    Wanted wanted =
        new Wanted(Optional.empty(), Optional.of(name), Optional.empty(), Optional.empty());
    assertThat(Platforms.detect(alps.environment(), wanted).resourceManager().name())
        .isEqualTo("ALPS");
  }

  @Test
  void aprunIsGivenExactlyTheHealthyNodes() throws Exception {
    alps.kill("nid00031");
    Platform platform = platform();
    NodeSet healthy = alps.nodes().minus(NodeSet.of("nid00031"));
    Launcher.Request request =
        new Launcher.Request(List.of("-n", "6", "-N", "2", "true"), healthy, Map.of());
    assertThat(platform.launcher().command(request))
        .containsExactly("aprun", "-L", "12,14-15", "-n", "6", "-N", "2", "true");
    assertThat(platform.launcher().launch(request).await()).isEqualTo(new Launcher.Exited(0));
  }

  @Test
  void aStepIsKnownByItsApplication() throws Exception {
    Launcher.Step step = launch(platform(), 2, "sleep 60");
    assertThat(step.id()).isEqualTo("295");
    step.end(Duration.ZERO);
    assertThat(step.awaitClean(LONG)).isTrue();
    assertThat(alps.calls("apkill")).containsExactly("-9 295");
  }

  @Test
  void onlyAnApplicationOfThisJobIsCancelled() throws Exception {
    Platform platform = platform();
    Launcher.Step step = launch(platform, 2, "sleep 60");
    assertThatThrownBy(() -> platform.launcher().cancel(alps.jobId(), LONG))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("is no application of ALPS");
    assertThat(platform.launcher().cancel("12345", LONG)).isFalse();
    Path batch = alps.state("apps/295/batch");
    Files.writeString(batch, "999.sdb\n");
    assertThatThrownBy(() -> platform.launcher().cancel("295", LONG))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("does not belong to job");
    Files.writeString(batch, alps.jobId() + "\n");
    assertThat(platform.launcher().cancel("295", LONG)).isTrue();
    assertThat(step.await(LONG).orElseThrow()).isNotEqualTo(new Launcher.Exited(0));
  }

  @Test
  void aProbeBesideAnApplicationIsRefusedAtOnceAndTellsNothingOfNodes() throws Exception {
    Platform platform = platform();
    Launcher.Step step = launch(platform, 4, ": > $OUT/up; sleep 60");
    awaitFile("up");
    assertThatThrownBy(
            () -> platform.remoteShell().run(alps.nodes(), List.of("true"), Duration.ofHours(1)))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("beside application 295");
    step.end(Duration.ZERO);
    step.awaitClean(LONG);
    assertThat(platform.remoteShell().run(alps.nodes(), List.of("true"), LONG).values())
        .allMatch(RemoteShell.Finished.class::isInstance);
  }

  @Test
  void oneNodeOnWhichAprunFailsTakesNoOtherAlong() throws Exception {
    // The machine does not know yet that it is gone.
    Files.writeString(alps.state("order"), "nid00012\nnid00014\nnid00015\n");
    Map<String, RemoteShell.Result> results =
        platform().remoteShell().run(alps.nodes(), List.of("uname", "-n"), Duration.ofSeconds(12));
    assertThat(results.get("nid00031")).isInstanceOf(RemoteShell.TimedOut.class);
    for (String node : List.of("nid00012", "nid00014", "nid00015")) {
      assertThat(results.get(node)).isInstanceOf(RemoteShell.Finished.class);
      assertThat(((RemoteShell.Finished) results.get(node)).out()).isEqualTo(node + "\n");
    }
  }

  @Test
  void nodesAreJudgedByApstatWhereXtprocadminIsMissing() throws Exception {
    Files.writeString(alps.state("behaviour/xtprocadmin"), "fail\n");
    alps.kill("nid00014");
    Map<String, Health> found = NodeChecks.all(platform().checks(), alps.nodes(), LONG);
    assertThat(found)
        .containsEntry("nid00014", new Health.Failed("ALPS: down"))
        .containsEntry("nid00012", new Health.Healthy());
  }

  @Test
  void nodesAreThoseOfTheNodeFileWhereItNamesComputeNodes() throws Exception {
    Map<String, String> environment = alps.environment();
    Path file = Files.writeString(directory.resolve("nodefile"), "login1\n31\n31\n12\n");
    environment.put("PBS_NODEFILE", file.toString());
    assertThat(platform(environment).resourceManager().allocation().nodes().toList())
        .containsExactly("nid00031", "nid00012");
  }

  @Test
  void nodesAreFoundByAprunOnceWhereNobodyNamesThem() throws Exception {
    Files.writeString(
        alps.state("job"), Files.readString(alps.state("job")).replace("@HOSTS@", "login1/0*2"));
    Map<String, String> environment = alps.environment();
    environment.put("PBS_NUM_NODES", "4");
    // A task's file of that name is there on a Cray only.
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Path cat = bin.resolve("cat");
    Files.writeString(
        cat,
        """
        #!/bin/sh
        [ "$1" = /proc/cray_xt/nid ] || exec /bin/cat "$@"
        n=${EMULATED_NODE#nid}; echo ${n#000}
        """);
    assertThat(cat.toFile().setExecutable(true)).isTrue();
    environment.put("PATH", bin + ":" + environment.get("PATH"));
    List<String> sorted = List.of("nid00012", "nid00014", "nid00015", "nid00031");
    assertThat(platform(environment).resourceManager().allocation().nodes().toList())
        .isEqualTo(sorted);
    alps.kill("nid00015");
    assertThat(platform(environment).resourceManager().allocation().nodes().toList())
        .as("after a node is dead and aprun fails")
        .isEqualTo(sorted);
  }

  @Test
  void nodesThatCannotBeFoundAreAFaultWithARemedy() throws Exception {
    Files.writeString(
        alps.state("job"), Files.readString(alps.state("job")).replace("@HOSTS@", "login1/0*2"));
    Platform platform = platform();
    assertThatThrownBy(() -> platform.resourceManager().allocation())
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("set PBS_NUM_NODES");
  }

  @Test
  void whileTheServerIsAwayTheJobGoesOn() throws Exception {
    Files.writeString(alps.state("behaviour/qstat"), "fail\n");
    Map<String, String> environment = alps.environment();
    Path file = Files.writeString(directory.resolve("nodefile"), "nid00012\nnid00014\n");
    environment.put("PBS_NODEFILE", file.toString());
    assertThat(platform(environment).resourceManager().allocation().endTime()).isEmpty();
    environment.put("PBS_WALLTIME", "60");
    Files.setLastModifiedTime(
        file, java.nio.file.attribute.FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
    assertThat(platform(environment).resourceManager().allocation().endTime())
        .contains(Instant.ofEpochSecond(1_000_000_060));
  }

  @Test
  void whatADeadScrRunHasLeftIsEnded() throws Exception {
    Platform platform = platform();
    Launcher.Step mine = launch(platform, 1, "sleep 60");
    assertThat(platform.launcher().endOrphans(platform.resourceManager().allocation(), LONG))
        .as("steps of a process that lives")
        .isEmpty();
    mine.end(Duration.ZERO);
    ProcessBuilder builder =
        new ProcessBuilder(
            alps.state("../bin/aprun").toRealPath().toString(), "-n", "1", "sleep", "60");
    builder.environment().clear();
    builder.environment().putAll(alps.environment());
    String host = org.scr4j.cluster.ThisHost.name();
    builder
        .environment()
        .put("SCR_STEP_MARK", "scr4j:" + alps.jobId() + ":" + host + ":1:1:" + "0".repeat(32));
    Process orphan = builder.start();
    await()
        .atMost(LONG)
        .until(
            () ->
                new AlpsTools(new PbsTools(alps.environment(), Clock.systemUTC()))
                    .applications(LONG).stream()
                        .anyMatch(one -> one.pid().equals(OptionalLong.of(orphan.pid()))));
    assertThat(platform.launcher().endOrphans(platform.resourceManager().allocation(), LONG))
        .singleElement()
        .asString()
        .matches("application \\d+: its scr_run \\(process 1\\) is gone");
    assertThat(orphan.waitFor()).isNotZero();
  }
}
