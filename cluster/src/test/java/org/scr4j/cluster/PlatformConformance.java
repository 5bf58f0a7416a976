package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every platform has to do, whatever it is made of. */
@Timeout(120)
public abstract class PlatformConformance {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofSeconds(2);

  @TempDir protected Path directory;
  private ConformanceWorld world;
  private Platform platform;

  /** A new system, with all its files in {@code home}. */
  protected abstract ConformanceWorld create(Path home) throws Exception;

  @BeforeEach
  void begin() throws Exception {
    world = create(Files.createDirectory(directory.resolve("system")));
    platform = Platforms.detect(world.environment(), world.wanted()).platform();
  }

  @AfterEach
  void end() throws Exception {
    world.close();
  }

  private Launcher.Step launch(NodeSet nodes, int count, String script) throws Exception {
    List<String> arguments = world.arguments(count, List.of("sh", "-c", script));
    return platform
        .launcher()
        .launch(new Launcher.Request(arguments, nodes, Map.of("OUT", directory.toString())));
  }

  private NodeSet first(int count) {
    return NodeSet.of(world.nodes().toList().subList(0, count));
  }

  private List<String> lines(String file, int count) throws IOException {
    Path path = directory.resolve(file);
    await()
        .atMost(LONG)
        .until(() -> Files.exists(path) && Files.readAllLines(path).size() >= count);
    return Files.readAllLines(path);
  }

  private Map<String, Health> checked(Duration limit) throws InterruptedException {
    return NodeChecks.all(platform.checks(), world.nodes(), limit);
  }

  @Test
  void theResourceManagerIsFoundAndTheReasonGiven() throws ClusterException {
    Detected found = Platforms.detect(world.environment(), world.wanted());
    assertThat(found.resourceManager().name()).isEqualTo(world.manager());
    assertThat(found.resourceManager().why()).isNotBlank();
    assertThat(found.remoteShell().why()).isNotBlank();
  }

  @Test
  void theAllocationIsTold() throws ClusterException {
    Allocation allocation = platform.resourceManager().allocation();
    assertThat(allocation.jobId()).isEqualTo(world.jobId());
    assertThat(allocation.nodes().toList()).isEqualTo(world.nodes().toList());
    assertThat(allocation.endTime()).isEqualTo(world.end());
    assertThat(allocation.user()).isNotBlank();
  }

  @Test
  void aNodeThatDiedHasFailedAndTheOthersHaveNot() throws Exception {
    assertThat(checked(LONG).values()).allMatch(Health.Healthy.class::isInstance);
    String dead = world.nodes().toList().get(1);
    world.kill(dead);
    Map<String, Health> found = checked(LONG);
    if (!world.hasScheduler()) {
      assertThat(platform.checks()).isEmpty();
      assertThat(platform.resourceManager().allocation().nodes()).isEqualTo(world.nodes());
      return;
    }
    assertThat(found.get(dead)).isInstanceOf(Health.Failed.class);
    assertThat(((Health.Failed) found.get(dead)).reason()).isNotBlank().doesNotContain("\n");
    world.nodes().minus(NodeSet.of(dead)).forEach(node -> assertHealthy(node, found.get(node)));
    assertThat(platform.resourceManager().allocation().nodes()).isEqualTo(world.nodes());
  }

  private static void assertHealthy(String node, Health health) {
    assertThat(health).as(node).isInstanceOf(Health.Healthy.class);
  }

  @Test
  void ranksRunOnTheNodesThatAreGivenAndOnNoOther() throws Exception {
    NodeSet usable = world.nodes().minus(first(1));
    Launcher.Step step = launch(usable, 2, "echo $(" + world.nodeName() + ") >> $OUT/where");
    assertThat(step.nodes().size()).isEqualTo(2);
    assertThat(usable.intersection(step.nodes())).isEqualTo(step.nodes());
    assertThat(step.await()).isEqualTo(new Launcher.Exited(0));
    assertThat(lines("where", 2)).containsExactlyInAnyOrderElementsOf(step.nodes().toList());
    assertThat(step.awaitClean(LONG)).isTrue();
  }

  @Test
  void theExitStatusIsTheProgramsOwn() throws Exception {
    assertThat(launch(world.nodes(), 2, "exit 7").await()).isEqualTo(new Launcher.Exited(7));
  }

  @Test
  void aRankThatIsKilledMakesTheRunFail() throws Exception {
    Launcher.Outcome outcome = launch(world.nodes(), 2, "kill -9 $$").await();
    assertThat(outcome).isIn(new Launcher.Signalled(9), new Launcher.Exited(137));
  }

  @Test
  void aProgramThatIsMissingMakesTheRunFail() throws Exception {
    Launcher.Step step =
        platform
            .launcher()
            .launch(
                new Launcher.Request(
                    world.arguments(1, List.of("/nonexistent/program")), world.nodes(), Map.of()));
    Launcher.Outcome outcome = step.await(LONG).orElseThrow();
    assertThat(outcome).isNotEqualTo(new Launcher.Exited(0));
  }

  @Test
  void whatRanksAreGivenArrives() throws Exception {
    String awkward = "a  b 'c' \"d\" $HOME `e` \\ * ;";
    List<String> program =
        List.of("sh", "-c", "printf '%s|%s\\n' \"$1\" \"$EXTRA\" >> $OUT/given", "sh", awkward);
    Launcher.Request request =
        new Launcher.Request(
            world.arguments(1, program),
            world.nodes(),
            Map.of("OUT", directory.toString(), "EXTRA", "x  'y' $z"));
    assertThat(platform.launcher().launch(request).await()).isEqualTo(new Launcher.Exited(0));
    assertThat(lines("given", 1)).containsExactly(awkward + "|x  'y' $z");
  }

  @Test
  void aStepThatIsEndedLeavesNothingButTheAllocation() throws Exception {
    Launcher.Step step =
        launch(world.nodes(), 2, "trap '' TERM; echo $$ >> $OUT/up; while :; do sleep 0.2; done");
    lines("up", 2);
    assertThat(step.await(Duration.ofMillis(50))).isEmpty();
    assertThat(step.id()).isNotBlank();
    step.end(Duration.ofMillis(300));
    assertThat(step.await(LONG)).isPresent();
    assertThat(step.await()).isNotEqualTo(new Launcher.Exited(0));
    assertThat(step.awaitClean(LONG)).isTrue();
    assertThat(world.isAllocationAlive()).isTrue();
    assertThat(launch(world.nodes(), 2, "exit 0").await()).isEqualTo(new Launcher.Exited(0));
  }

  @Test
  void aNodeThatIsLostIsNoticedThoughTheOtherRanksEndWell() throws Exception {
    Launcher.Step step =
        launch(
            world.nodes(),
            3,
            "echo $("
                + world.nodeName()
                + ") >> $OUT/up; until [ -e $OUT/go ]; do sleep 0.05; done");
    lines("up", 3);
    String lost = step.nodes().toList().get(1);
    world.kill(lost);
    Files.createFile(directory.resolve("go"));
    assertThat(step.await(LONG).orElseThrow()).isNotEqualTo(new Launcher.Exited(0));
    assertThat(step.awaitClean(LONG)).isTrue();
    assertThat(world.isAllocationAlive()).isTrue();
    NodeSet left = world.nodes().minus(NodeSet.of(lost));
    assertThat(launch(left, 3, "exit 0").await()).isEqualTo(new Launcher.Exited(0));
  }

  @Test
  void aCommandOnNodesGivesStatusAndStreamsOfEach() throws Exception {
    String script = world.nodeName() + "; echo to stderr >&2; printf '%s' \"$1\"; exit 3";
    String awkward = "a  b 'c' \"d\" $HOME \\ *";
    Map<String, RemoteShell.Result> results =
        platform.remoteShell().run(world.nodes(), List.of("sh", "-c", script, "sh", awkward), LONG);
    assertThat(results.keySet()).containsExactlyInAnyOrderElementsOf(world.nodes().toList());
    for (String node : world.nodes()) {
      assertThat(results.get(node)).as(node).isInstanceOf(RemoteShell.Finished.class);
      RemoteShell.Finished done = (RemoteShell.Finished) results.get(node);
      assertThat(done.status()).as(node).isEqualTo(3);
      assertThat(done.out()).isEqualTo(node + "\n" + awkward);
      assertThat(done.err()).contains("to stderr");
    }
  }

  @Test
  void aNodeThatDoesNotAnswerInTimeDelaysNoOther() throws Exception {
    String slow = world.nodes().toList().get(2);
    String script = "[ $(" + world.nodeName() + ") = " + slow + " ] && sleep 60; echo done";
    Map<String, RemoteShell.Result> results =
        platform.remoteShell().run(world.nodes(), List.of("sh", "-c", script), SHORT);
    assertThat(results.get(slow)).isInstanceOf(RemoteShell.TimedOut.class);
    for (String node : world.nodes().minus(NodeSet.of(slow))) {
      assertThat(results.get(node)).as(node).isInstanceOf(RemoteShell.Finished.class);
    }
  }

  @Test
  void aCommandIsNotRunElsewhereForANodeThatIsDead() throws Exception {
    String dead = world.nodes().toList().get(3);
    world.kill(dead);
    Map<String, RemoteShell.Result> results =
        platform
            .remoteShell()
            .run(world.nodes(), List.of("sh", "-c", world.nodeName()), Duration.ofSeconds(10));
    assertThat(results.get(dead)).isNotInstanceOf(RemoteShell.Finished.class);
    String alive = world.nodes().toList().get(0);
    assertThat(results.get(alive)).isInstanceOf(RemoteShell.Finished.class);
    assertThat(((RemoteShell.Finished) results.get(alive)).out().strip()).isEqualTo(alive);
  }

  @TestFactory
  Stream<DynamicTest> aSchedulerInTroubleMakesNodesUnknownAndNeverDown() {
    return Stream.of(ConformanceWorld.Fault.values())
        .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> inTrouble(fault)));
  }

  private void inTrouble(ConformanceWorld.Fault fault) throws Exception {
    if (!world.faults().contains(fault)) {
      // Nothing that this platform asks can have it.
      assertThat(checked(LONG).values()).allMatch(Health.Healthy.class::isInstance);
      return;
    }
    Path home = Files.createDirectory(directory.resolve("in-trouble-" + fault));
    try (ConformanceWorld troubled = create(home)) {
      troubled.inject(fault);
      Platform found = Platforms.detect(troubled.environment(), troubled.wanted()).platform();
      Map<String, Health> health = NodeChecks.all(found.checks(), troubled.nodes(), SHORT);
      boolean fine = fault == ConformanceWorld.Fault.LOCALE;
      assertThat(health.values())
          .allMatch(fine ? Health.Healthy.class::isInstance : Health.Unknown.class::isInstance);
      if (fine) {
        assertThatCode(() -> found.resourceManager().allocation()).doesNotThrowAnyException();
      } else {
        assertThatAnErrorIsOneLine(found);
      }
      assertThat(troubled.isAllocationAlive()).isTrue();
    }
  }

  /** The allocation may be known all the same, from variables or files. */
  private static void assertThatAnErrorIsOneLine(Platform found) {
    Optional<Throwable> error =
        Optional.ofNullable(catchThrowable(() -> found.resourceManager().allocation()));
    List<String> messages = new ArrayList<>();
    error.ifPresent(
        fault -> {
          assertThat(fault).isInstanceOf(ClusterException.class);
          messages.add(fault.getMessage());
        });
    assertThat(messages).allMatch(message -> !message.isBlank() && !message.contains("\n"));
  }
}
