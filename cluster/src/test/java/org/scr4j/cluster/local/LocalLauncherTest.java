package org.scr4j.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.Launcher.Exited;
import org.scr4j.cluster.Launcher.NotStarted;
import org.scr4j.cluster.Launcher.Request;
import org.scr4j.cluster.Launcher.Signalled;
import org.scr4j.cluster.Launcher.Step;

class LocalLauncherTest extends LocalFixture {

  private static final String SLEEP = "echo $$ >> \"$OUT/pids\"; exec sleep 1000";

  @Test
  void eachRankKnowsItsPlace() throws Exception {
    Step step =
        launch(
            "-N4 -n 8",
            "echo $SCR_LOCAL_NODE $SCR_LOCAL_RANK_ON_NODE $SCR_LOCAL_SIZE $SCR_LOCAL_NODES"
                + " $SCR_LOCAL_STEP $SCR_JOB_ID $SCR_STORAGE_ROOT > \"$OUT/rank$SCR_LOCAL_RANK\"");

    assertThat(step.await()).isEqualTo(new Exited(0));
    assertThat(step.nodes()).hasToString("node[1-4]");
    assertThat(step.id()).isEqualTo(cluster.id() + ".1");
    for (int rank = 0; rank < 8; rank++) {
      String node = "node" + (rank / 2 + 1);
      assertThat(Files.readString(temporary.resolve("rank" + rank)).strip().split(" "))
          .containsExactly(
              node,
              Integer.toString(rank % 2),
              "8",
              "node[1-4]",
              step.id(),
              cluster.id(),
              cluster.storage(node).root().toString());
    }
    assertThat(steps()).isEmpty();
    assertThat(launch("-N1", "exit 0").id()).isEqualTo(cluster.id() + ".2");
  }

  private List<Path> steps() throws Exception {
    try (Stream<Path> files = Files.list(cluster.steps())) {
      return files.filter(file -> !file.endsWith("last")).toList();
    }
  }

  @Test
  void aRankThatFailsEndsTheOthersAndGivesTheStatus() throws Exception {
    Step step =
        launch("-N3", "[ $SCR_LOCAL_RANK = 1 ] && exit 7; echo $$ >> \"$OUT/pids\"; sleep 1000");

    assertThat(step.await(LONG)).contains(new Exited(7));
    assertThat(step.awaitClean(Duration.ZERO)).isTrue();
  }

  @Test
  void aSignalIsTheOutcome() throws Exception {
    assertThat(launch("-N2", "[ $SCR_LOCAL_RANK = 1 ] && kill -11 $$; sleep 1000").await())
        .isEqualTo(new Signalled(11));
  }

  @Test
  void survivorsThatIgnoreTermAreKilled() throws Exception {
    Step step =
        launch(
            "-N2",
            "trap '' TERM; echo $$ >> \"$OUT/pids\"; while [ $(wc -l < \"$OUT/pids\") -lt 2 ]; do :;"
                + " done; [ $SCR_LOCAL_RANK = 1 ] && kill -9 $$; while :; do sleep 1000; done");
    List<String> pids = lines(temporary.resolve("pids"), 2);

    assertThat(step.await(LONG)).contains(new Signalled(9));
    assertThat(pids).noneMatch(LocalFixture::runs);
  }

  @Test
  void whatRanksLeaveBehindIsEndedWithTheStep() throws Exception {
    Step step = launch("-N2", "setsid sleep 1000 & echo $! >> \"$OUT/pids\"");

    assertThat(step.await(LONG)).contains(new Exited(0));
    assertThat(lines(temporary.resolve("pids"), 2)).noneMatch(LocalFixture::runs);
    assertThat(step.awaitClean(Duration.ZERO)).isTrue();
  }

  @Test
  void aRunningStepIsWaitedForAndEnded() throws Exception {
    Step step = launch("-N2", SLEEP);
    List<String> pids = lines(temporary.resolve("pids"), 2);

    assertThat(step.await(Duration.ofMillis(1))).isEmpty();
    assertThat(step.awaitClean(Duration.ofMillis(1))).isFalse();
    step.end(Duration.ofSeconds(5));

    assertThat(step.await()).isEqualTo(new Signalled(15));
    assertThat(pids).noneMatch(LocalFixture::runs);
    step.end(Duration.ofSeconds(5));
  }

  @Test
  void anEndWithoutGraceKills() throws Exception {
    Step step = launch("-N2", "trap '' TERM; echo $$ >> \"$OUT/pids\"; sleep 1000; sleep 1000");
    lines(temporary.resolve("pids"), 2);

    step.end(Duration.ZERO);

    assertThat(step.await()).isEqualTo(new Signalled(9));
    assertThat(step.awaitClean(Duration.ZERO)).isTrue();
  }

  @Test
  void aNodeThatFailsInMidRunEndsTheStepAtOnce() throws Exception {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Files.deleteIfExists(temporary.resolve("pids"));
      Step step = launch("-N4 -n8", SLEEP);
      List<String> pids = lines(temporary.resolve("pids"), 8);

      long start = System.nanoTime();
      cluster.fail("node2");
      assertThat(step.await(LONG)).contains(new Signalled(9));
      assertThat(step.awaitClean(LONG)).isTrue();
      times.add(Duration.ofNanos(System.nanoTime() - start));

      assertThat(pids).noneMatch(LocalFixture::runs);
      cluster.repair("node2");
    }
    System.out.println("from failure to clean: " + times);
    assertThat(times).allMatch(time -> time.compareTo(Duration.ofMillis(1500)) < 0);
  }

  @Test
  void noRankLivesOnANodeThatFailsWhileRanksAreStarted() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 12; i++) {
      long delay = random.nextInt(60_000);
      CompletableFuture<Void> failing =
          CompletableFuture.runAsync(
              () -> {
                long until = System.nanoTime() + delay * 1000;
                while (System.nanoTime() < until) {
                  Thread.onSpinWait();
                }
                try {
                  cluster.fail("node3");
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      Step step = launch("-N5 -n10", "exec sleep 1000");
      failing.join();

      Launcher.Outcome outcome = step.await(LONG).orElseThrow();

      assertThat(outcome).isInstanceOfAny(Signalled.class, NotStarted.class);
      assertThat(cluster.load("node3")).isZero();
      assertThat(step.awaitClean(Duration.ZERO)).isTrue();
      cluster.repair("node3");
    }
  }

  @Test
  void aStepIsCancelledByItsIdAndNoOther() throws Exception {
    Step step = launch("-N2", SLEEP);
    Step other = launch("-N1", "exec sleep 1000");
    lines(temporary.resolve("pids"), 2);

    assertThat(launcher.cancel(step.id(), LONG)).isTrue();

    assertThat(step.await(LONG)).contains(new Signalled(9));
    assertThat(other.await(Duration.ZERO)).isEmpty();
    assertThat(launcher.cancel(step.id(), LONG)).isFalse();
    for (String wrong : List.of(cluster.id(), cluster.id() + ".", "other.1", step.id() + " x")) {
      assertThatExceptionOfType(ClusterException.class)
          .as(wrong)
          .isThrownBy(() -> launcher.cancel(wrong, LONG))
          .withMessageContaining("is no step of this allocation");
    }
    other.end(Duration.ZERO);
  }

  @Test
  void aNodeThatIsDownIsNotUsed() throws Exception {
    cluster.fail("node2");

    Step step = launch("-N2", "true");

    assertThat(step.await())
        .isInstanceOfSatisfying(
            NotStarted.class,
            not -> assertThat(not.reason()).contains("node node2 is down (failed by scr_local"));
    assertThat(steps()).isEmpty();
    Step other =
        launcher.launch(
            new Request(List.of("-N4", "true"), cluster.nodes().minus(nodes("node2")), Map.of()));
    assertThat(other.nodes()).hasToString("node[1,3-5]");
    assertThat(other.await()).isEqualTo(new Exited(0));
  }

  @Test
  void aProgramThatIsMissingIsReported() throws Exception {
    Step step =
        launcher.launch(
            new Request(List.of("-N2", "no-such-program-here"), cluster.nodes(), Map.of()));

    assertThat(step.await())
        .isInstanceOfSatisfying(
            NotStarted.class,
            not ->
                assertThat(not.reason()).contains("no-such-program-here: no such program on PATH"));
    assertThat(steps()).isEmpty();
  }

  @Test
  void theCommandIsShownWithEveryChoiceMade() throws Exception {
    Request request =
        new Request(List.of("-n6", "-N", "3", "app", "-N9"), nodes("node[2-5]"), Map.of());

    assertThat(launcher.command(request))
        .containsExactly("local", "-N", "3", "-n", "6", "-w", "node[2-4]", "app", "-N9");
    assertThat(launcher.nodesWanted(request.arguments())).hasValue(3);
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(
            () -> launcher.launch(new Request(List.of("-N9", "app"), cluster.nodes(), Map.of())))
        .withMessageContaining("9 nodes wanted, 5 usable (node[1-5])");
  }

  @Test
  void onlyStepsWhoseStarterIsGoneAreEnded() throws Exception {
    Process gone = keep(new ProcessBuilder("true").start());
    LocalStepRecord.Identity dead = LocalStepRecord.Identity.of(gone.toHandle());
    gone.waitFor();
    LocalStepRecord orphan = new LocalStepRecord(71, cluster.mark(), dead, "node[1-2]", List.of());
    orphan.write(cluster.steps());
    LocalStepRecord reused =
        new LocalStepRecord(
            7,
            cluster.mark(),
            new LocalStepRecord.Identity(ProcessHandle.current().pid(), 12345),
            "node3",
            List.of());
    reused.write(cluster.steps());
    for (LocalStepRecord record : List.of(orphan, reused)) {
      environment.putAll(record.variables());
      keep(start("echo $$ >> pids; exec sleep 1000"));
    }
    List<String> left = lines(temporary.resolve("pids"), 2);
    Step alive = launch("-N1", SLEEP.replace("pids", "alive"));
    String kept = lines(temporary.resolve("alive"), 1).get(0);

    List<String> ended =
        launcher.endOrphans(new LocalResourceManager(cluster, environment).allocation(), LONG);

    assertThat(ended)
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains(cluster.id() + ".71 on node[1-2]"))
        .anySatisfy(line -> assertThat(line).contains(cluster.id() + ".7 on node3"));
    assertThat(left).noneMatch(LocalFixture::runs);
    assertThat(kept).matches(LocalFixture::runs);
    assertThat(steps()).hasSize(1);
    alive.end(Duration.ZERO);
    assertThat(steps()).isEmpty();
  }

  private Process start(String script) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).directory(temporary.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  @Test
  void oneStepIsCancelledAndNoOther() throws Exception {
    Step other = launch("-N2", "echo $$ >> \"$OUT/others\"; exec sleep 1000");
    Step step = launch("-N2", SLEEP);
    List<String> others = lines(temporary.resolve("others"), 2);
    List<String> pids = lines(temporary.resolve("pids"), 2);

    assertThat(launcher.cancel(step.id(), LONG)).isTrue();

    assertThat(pids).noneMatch(LocalFixture::runs);
    assertThat(step.await(LONG)).contains(new Signalled(9));
    assertThat(others).allMatch(LocalFixture::runs);
    assertThat(cluster.status()).allMatch(LocalNode::up);
    launcher.cancel(other.id(), LONG);
    assertThat(others).noneMatch(LocalFixture::runs);
    other.await(LONG);
    assertThat(steps()).isEmpty();
  }

  @Test
  void whatIsNoStepOfTheAllocationIsNeverCancelled() throws Exception {
    Step step = launch("-N2", SLEEP);
    List<String> pids = lines(temporary.resolve("pids"), 2);

    for (String id :
        List.of(cluster.id(), cluster.id() + ".", "1", "", "other.1", step.id() + "x")) {
      assertThatExceptionOfType(ClusterException.class)
          .isThrownBy(() -> launcher.cancel(id, LONG))
          .withMessageContaining("'" + id + "'");
    }
    assertThat(launcher.cancel(cluster.id() + ".99", LONG)).isFalse();
    assertThat(pids).allMatch(LocalFixture::runs);
    step.end(Duration.ZERO);
  }
}
