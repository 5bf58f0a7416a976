package org.scr4j.cluster.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.Detected;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Platform;
import org.scr4j.cluster.Platforms;
import org.scr4j.cluster.ProcessTree;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.StepMark;
import org.scr4j.cluster.ThisHost;
import org.scr4j.cluster.Wanted;

/** Steps of an emulated Flux, as far as they are not those of every platform. */
@Timeout(60)
class FluxLauncherTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path home;
  private EmulatedFlux flux;
  private Platform platform;

  @BeforeEach
  void begin() throws Exception {
    flux = new EmulatedFlux(home);
    platform = Platforms.detect(flux.environment(), Wanted.NOTHING).platform();
  }

  @AfterEach
  void end() throws Exception {
    flux.close();
  }

  private Launcher.Step launch(NodeSet nodes, String words) throws Exception {
    return platform
        .launcher()
        .launch(new Launcher.Request(List.of(words.split(" ")), nodes, Map.of()));
  }

  private List<String> cancelled() throws IOException {
    return Files.exists(flux.state("cancelled"))
        ? Files.readAllLines(flux.state("cancelled"))
        : List.of();
  }

  private Path job(String id, String... events) throws IOException {
    Path directory = Files.createDirectory(flux.state("jobs").resolve(id));
    List<String> lines = new ArrayList<>();
    for (String event : events) {
      lines.add("1795348118.6 " + event);
    }
    Files.write(directory.resolve("events"), lines);
    Files.writeString(directory.resolve("jobspec"), "{}");
    return directory;
  }

  private static String specification(StepMark mark) {
    return "{\"attributes\": {\"user\": {\"scr_step_mark\": \"" + mark.text() + "\"}}}";
  }

  @Test
  void fluxCountsWhereItRunsInAnAllocationOfSlurm() throws Exception {
    assertThat(flux.environment()).containsKey("SLURM_JOB_ID");
    Detected found = Platforms.detect(flux.environment(), Wanted.NOTHING);
    assertThat(found.resourceManager().name()).isEqualTo("FLUX");
    assertThat(found.resourceManager().why())
        .isEqualTo("FLUX_URI=local:///tmp/flux-Ab3xYz/local-0");
    Map<String, String> outside = flux.environment();
    outside.remove("FLUX_URI");
    assertThat(Platforms.detect(outside, Wanted.NOTHING).resourceManager().name())
        .isEqualTo("SLURM");
  }

  @ParameterizedTest
  @ValueSource(longs = {60, 3573, 864000})
  void theEndIsToldWhereThereIsOne(long seconds) throws Exception {
    Files.writeString(flux.state("timeleft"), seconds + "\n");
    Instant before = Instant.now();
    Optional<Instant> end = platform.resourceManager().allocation().endTime();
    assertThat(end.orElseThrow())
        .isBetween(before.plusSeconds(seconds), Instant.now().plusSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"4294967295", "18446744073709551615", "soon", "-1", ""})
  void noLimitAndNoAnswerAreNoEnd(String printed) throws Exception {
    Files.writeString(flux.state("timeleft"), printed + "\n");
    assertThat(platform.resourceManager().allocation().endTime()).isEmpty();
  }

  @Test
  void aJobThatWaitsForADrainedNodeIsGivenUp() throws Exception {
    flux.drain("delta", "disk broken");
    Launcher.Step step = launch(flux.nodes(), "run -N2 sleep 60");
    Launcher.Outcome outcome = step.await(LIMIT).orElseThrow();
    assertThat(outcome).isInstanceOf(Launcher.NotStarted.class);
    assertThat(((Launcher.NotStarted) outcome).reason())
        .isEqualTo("flux: job f1 wants 2 nodes, 1 can be had; not delta (drained: disk broken)");
    assertThat(cancelled()).containsExactly("f1");
  }

  @Test
  void aJobThatWaitsForOtherJobsIsGivenUpAfterAWhile() throws Exception {
    FluxTools tools = new FluxTools(flux.environment(), "flux");
    job("f5", "submit", "priority priority=16");
    StepMark mark = StepMark.create(EmulatedFlux.JOB);
    FluxJob job = new FluxJob(tools, Optional.empty(), flux.nodes(), mark);
    Process attach =
        new ProcessBuilder(home.resolve("bin/flux-job").toString(), "attach", "f5")
            .redirectErrorStream(true)
            .start();
    try {
      job.awaitId(attach.toHandle(), LIMIT);
      Duration soon = Duration.ofMillis(100);
      new FluxQueue(tools, job, flux.nodes(), 2, soon, soon).watch(attach.toHandle());
      await().atMost(LIMIT).until(() -> cancelled().contains("f5"));
      assertThat(attach.waitFor()).isEqualTo(1);
      assertThat(job.lost(flux.nodes()).isEmpty()).isTrue();
      Launcher.Outcome outcome = job.outcome(1, Optional.empty());
      assertThat(((Launcher.NotStarted) outcome).reason()).contains("other jobs use them");
    } finally {
      ProcessTree.end(attach.toHandle(), Duration.ZERO);
    }
  }

  @Test
  void tooFewNodesThatAreLeftStartNothing() throws Exception {
    flux.kill("delta");
    Launcher.Outcome outcome = launch(flux.nodes(), "run -N4 true").await();
    assertThat(outcome).isInstanceOf(Launcher.NotStarted.class);
    assertThat(((Launcher.NotStarted) outcome).reason()).contains("unsatisfiable request");
    assertThatThrownBy(() -> launch(NodeSet.of("alpha"), "run -N2 true"))
        .hasMessageStartingWith("flux: 2 nodes wanted, 1 usable (alpha");
  }

  @Test
  void aNodeOfAnotherInstanceStartsNothing() throws Exception {
    Launcher.Outcome outcome = launch(NodeSet.of("nosuch"), "run -N1 true").await();
    assertThat(((Launcher.NotStarted) outcome).reason())
        .contains("host constraint contains invalid hosts");
  }

  @Test
  void aNodeThatIsLostEndsTheStepAndIsNamed() throws Exception {
    Launcher.Step step = launch(flux.nodes(), "run -N3 -n3 sleep 60");
    assertThat(step.id()).isEqualTo("f1");
    flux.kill("delta");
    assertThat(step.await(LIMIT)).contains(new Launcher.NodesLost(NodeSet.of("delta"), 143));
    assertThat(step.awaitClean(LIMIT)).isTrue();
  }

  @Test
  void theNodesOfAStepAreThoseThatFluxChoseWhereTheUserLetIt() throws Exception {
    Launcher.Step step = launch(flux.nodes(), "run -n1 true");
    assertThat(step.nodes()).isEqualTo(NodeSet.of("alpha"));
    assertThat(step.await(LIMIT)).contains(new Launcher.Exited(0));
  }

  @Test
  void aJobWhoseFluxRunWasKilledIsCancelled() throws Exception {
    Launcher.Step step = launch(flux.nodes(), "run -N2 -n2 sleep 60");
    ProcessHandle.current()
        .children()
        .filter(
            child -> child.info().arguments().map(List::of).orElse(List.of()).contains("attach"))
        .forEach(ProcessHandle::destroyForcibly);
    assertThat(step.await(LIMIT)).isPresent();
    assertThat(cancelled()).contains("f1");
    assertThat(step.awaitClean(LIMIT)).isTrue();
  }

  @Test
  void aStepIsCancelledByItsIdAndNeverTheInstance() throws Exception {
    Launcher.Step step = launch(flux.nodes(), "run -N2 -n2 sleep 60");
    assertThat(platform.launcher().cancel("\u01921", LIMIT)).isTrue();
    assertThat(step.await(LIMIT)).isPresent();
    assertThat(platform.launcher().cancel("f9", LIMIT)).isFalse();
    for (String wrong : List.of("", "1", "--all", "f1 f2", EmulatedFlux.JOB)) {
      assertThatThrownBy(() -> platform.launcher().cancel(wrong, LIMIT))
          .isInstanceOf(ClusterException.class);
    }
    assertThat(cancelled()).containsOnly("f1", "f9");
  }

  @Test
  void onlyJobsOfADeadScrRunAreEndedAsOrphans() throws Exception {
    StepMark own = StepMark.create(EmulatedFlux.JOB);
    long nobody = (1L << 31) + 5;
    StepMark dead = new StepMark(EmulatedFlux.JOB, ThisHost.name(), nobody, 6, "0".repeat(32));
    StepMark elsewhere = new StepMark(EmulatedFlux.JOB, "else.where", nobody, 6, "0".repeat(32));
    Files.writeString(job("f3", "submit").resolve("jobspec"), specification(dead));
    Files.writeString(job("f4", "submit").resolve("jobspec"), specification(own));
    Files.writeString(job("f5", "submit").resolve("jobspec"), specification(elsewhere));
    job("f6", "submit");
    Allocation allocation = platform.resourceManager().allocation();
    assertThat(platform.launcher().endOrphans(allocation, LIMIT))
        .containsExactly("job f3: its scr_run (process " + nobody + ") is gone");
    assertThat(cancelled()).containsExactly("f3");
  }

  @Test
  void noTaskIsToldThatItRunsOnTheFirstBrokersNode() throws Exception {
    Map<String, String> environment = flux.environment();
    environment.put("SLURMD_NODENAME", "node1");
    environment.put("FLUX_JOB_ID", "f9");
    Platform outer = Platforms.detect(environment, Wanted.NOTHING).platform();
    Path seen = home.resolve("seen");
    List<String> words = List.of("run", "-N1", "sh", "-c", "env > " + seen);
    Launcher.Request request = new Launcher.Request(words, flux.nodes(), Map.of());
    assertThat(outer.launcher().launch(request).await()).isEqualTo(new Launcher.Exited(0));
    assertThat(Files.readAllLines(seen))
        .noneMatch(line -> line.startsWith("SLURMD_NODENAME"))
        .contains("FLUX_JOB_ID=f1", "EMULATED_NODE=alpha");
  }

  @Test
  void anInstanceThatHasGoneSaysNothingOfItsNodes() throws Exception {
    NodeSet alpha = NodeSet.of("alpha");
    assertThat(platform.remoteShell().run(alpha, List.of("true"), LIMIT).get("alpha"))
        .isInstanceOf(RemoteShell.Finished.class);
    flux.inject(ConformanceWorld.Fault.FAILS);
    assertThat(platform.remoteShell().run(alpha, List.of("true"), LIMIT).get("alpha"))
        .isInstanceOfSatisfying(
            RemoteShell.Undecided.class,
            open -> assertThat(open.reason()).contains("Unable to connect to Flux"));
  }

  @Test
  void withoutAnInstanceTheRemedyIsNamed() {
    Map<String, String> outside = Map.of("PATH", "/usr/bin");
    Wanted launcher = Wanted.NOTHING.with(Optional.of("flux"));
    assertThatThrownBy(() -> Platforms.detect(outside, launcher))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "not in an instance of Flux (FLUX_URI is not set); start one with flux alloc, flux"
                + " batch or flux start");
  }
}
