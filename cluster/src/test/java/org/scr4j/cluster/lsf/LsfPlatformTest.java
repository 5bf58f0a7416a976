package org.scr4j.cluster.lsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Platform;
import org.scr4j.cluster.Platforms;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.Wanted;

/** The platform with commands that answer as those of LSF and JSM, fail or print garbage. */
@Timeout(120)
class LsfPlatformTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Instant NOW = Instant.parse("2024-03-31T00:59:30Z");

  @TempDir Path directory;
  private EmulatedLsf lsf;
  private Map<String, String> environment;

  @BeforeEach
  void install() throws Exception {
    lsf = new EmulatedLsf(directory);
    environment = lsf.environment();
  }

  @AfterEach
  void end() throws Exception {
    lsf.close();
  }

  private Platform platform(String launcher) throws ClusterException {
    return Platforms.detect(
            environment,
            new Wanted(
                Optional.of(launcher), Optional.empty(), Optional.empty(), Optional.of("ssh")))
        .platform();
  }

  private LsfResourceManager manager() {
    return new LsfResourceManager(
        new LsfTools(environment), environment, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Launcher.Step launch(String line, NodeSet nodes) throws Exception {
    List<String> words = List.of(line.split(" "));
    return platform(words.get(0))
        .launcher()
        .launch(
            new Launcher.Request(
                words.subList(1, words.size()), nodes, Map.of("OUT", directory.toString())));
  }

  /** Starts a step that runs until it is ended, and waits until it does. */
  private Launcher.Step running(String line, int ranks) throws Exception {
    Path script = directory.resolve("wait.sh");
    Files.writeString(script, "echo $EMULATED_NODE >> $OUT/up\nwhile :; do sleep 0.1; done\n");
    int before = ups();
    Launcher.Step step = launch(line + " sh " + script, EmulatedLsf.NODES);
    await().atMost(LONG).until(() -> ups() >= before + ranks);
    return step;
  }

  private int ups() throws Exception {
    Path up = directory.resolve("up");
    return Files.exists(up) ? Files.readAllLines(up).size() : 0;
  }

  @Test
  void theJobIsAskedForByItsIdAndItsEndIsCounted() throws Exception {
    lsf.job("RUN", "alice", "0:12 L", "100 second(s)", "14.0");
    assertThat(manager().allocation())
        .isEqualTo(
            new Allocation("748", "alice", EmulatedLsf.NODES, Optional.of(NOW.plusSeconds(740))));
    assertThat(lsf.read("calls.bjobs")).endsWith(" 748\n");
  }

  @Test
  void theEndIsAskedForEachTimeAndRememberedWhileLsfIsAway() throws Exception {
    LsfResourceManager manager = manager();
    lsf.job("RUN", "alice", "0:12 L", "100 second(s)", "14.0");
    manager.allocation();
    lsf.job("RUN", "alice", "1:12 L", "100 second(s)", "74.0");
    assertThat(manager.allocation().endTime()).contains(NOW.plusSeconds(4340));
    lsf.mode("bjobs", "fail 255 LSF is down. Please wait ...");
    assertThat(manager.allocation().endTime()).contains(NOW.plusSeconds(4340));
  }

  @Test
  void anElementOfAnArrayIsAskedForByItsIndex() throws Exception {
    environment.put("LSB_JOBINDEX", "2");
    lsf.write("job.id", "748[2]\n");
    assertThat(manager().allocation().jobId()).isEqualTo("748");
    assertThat(lsf.read("calls.bjobs")).endsWith(" 748[2]\n");
  }

  @Test
  void versionsThatDoNotKnowAllFieldsAreAskedAgain() throws Exception {
    Files.delete(lsf.state("job/runtimelimit"));
    lsf.write("job/time_left", "0:12 L\n");
    assertThat(manager().allocation().endTime()).contains(NOW.plusSeconds(720));
  }

  @Test
  void aSchedulerThatIsAwayTakesNothingFromAJobThatRuns() throws Exception {
    environment.put("USER", "bob");
    lsf.mode("bjobs", "fail 255 LSF is down. Please wait ...");
    assertThat(manager().allocation())
        .isEqualTo(new Allocation("748", "bob", EmulatedLsf.NODES, Optional.empty()));
    lsf.remove("bjobs");
    assertThat(manager().allocation().nodes()).isEqualTo(EmulatedLsf.NODES);
  }

  @Test
  void aJobThatHasEndedIsNoAllocation() throws Exception {
    lsf.job("EXIT", "alice", "-", "100 second(s)", "-");
    assertThatThrownBy(() -> manager().allocation())
        .isInstanceOf(ClusterException.class)
        .hasMessage("job 748 (LSB_JOBID) has ended; work in an allocation that still runs");
    lsf.write("job.id", "749\n");
    assertThatThrownBy(() -> manager().allocation()).hasMessageStartingWith("job 748");
  }

  @Test
  void withoutAJobTheWayToOneIsTold() throws Exception {
    environment.remove("LSB_JOBID");
    assertThatThrownBy(() -> platform("jsrun"))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("bsub -env \"all, LSB_DJOB_COMMFAIL_ACTION=KILL_TASKS\"");
    environment.put("LSB_JOBID", "7;rm");
    assertThatThrownBy(() -> platform("jsrun")).hasMessageContaining("is not the id of a job");
  }

  @Test
  void hostsThatLsfHasLostAreReportedWithTheReason() throws Exception {
    lsf.hosts(Map.of("a02n01", "unavail", "a01n05", "unreach", "a01n04", "closed_Adm"));
    Map<String, Health> found =
        manager().checks().get(0).check(EmulatedLsf.NODES, Duration.ofSeconds(10));
    assertThat(found.get("a01n03")).isEqualTo(new Health.Healthy());
    assertThat(found.get("a01n04")).isInstanceOf(Health.Unfit.class);
    assertThat(((Health.Failed) found.get("a02n01")).reason()).startsWith("LSF: unavail");
    assertThat(((Health.Failed) found.get("a01n05")).reason()).startsWith("LSF: unreach");
  }

  @Test
  void aHostThatLsfDoesNotListIsUnknownAndHidesNoOther() throws Exception {
    NodeSet asked = EmulatedLsf.NODES.union(NodeSet.of("b1"));
    assertThat(manager().checks().get(0).check(asked, Duration.ofSeconds(10)))
        .containsEntry("b1", new Health.Unknown("bhosts does not list it"))
        .containsEntry("a01n03", new Health.Healthy());
    assertThatThrownBy(
            () -> manager().checks().get(0).check(NodeSet.of("b1"), Duration.ofSeconds(10)))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("bhosts ended with status 255: b1: Not a host name");
  }

  @Test
  void theStepHasTheNumberThatJslistShows() throws Exception {
    Launcher.Step first = running("jsrun -n 2 -r 1", 2);
    Launcher.Step second = running("jsrun -n 1 -r 1", 1);
    assertThat(first.id()).isEqualTo("1");
    assertThat(second.id()).isEqualTo("2");
    first.end(Duration.ofSeconds(5));
    assertThat(first.await()).isEqualTo(new Launcher.Signalled(15));
    assertThat(second.await(Duration.ZERO)).isEmpty();
    second.end(Duration.ZERO);
    assertThat(second.await()).isNotEqualTo(new Launcher.Exited(0));
    assertThat(lsf.read("calls.jskill")).isEqualTo("2\n");
    assertThat(lsf.isAllocationAlive()).isTrue();
  }

  @Test
  void withoutJslistTheStepIsEndedByItsMark() throws Exception {
    lsf.mode("jslist", "fail 1 Error initializing RM connection. Exiting.");
    Launcher.Step step = running("jsrun -n 2 -r 1", 2);
    assertThat(step.id()).startsWith("748.");
    step.end(Duration.ZERO);
    assertThat(step.await()).isNotEqualTo(new Launcher.Exited(0));
    assertThat(step.awaitClean(LONG)).isTrue();
    assertThat(lsf.read("calls.jskill")).isEmpty();
  }

  @Test
  void tasksThatOutliveTheirJsrunAreKilled() throws Exception {
    lsf.write("orphans", "");
    Launcher.Step step = running("jsrun -n 2 -r 1", 2);
    step.end(Duration.ofSeconds(5));
    assertThat(step.await()).isEqualTo(new Launcher.Signalled(15));
    assertThat(lsf.read("calls.jskill")).isEqualTo("1\n");
    assertThat(step.awaitClean(LONG)).isTrue();
  }

  @Test
  void daemonsThatHangDoNotKeepAStepFromEnding() throws Exception {
    Launcher.Step step = running("jsrun -n 2 -r 1", 2);
    for (String tool : List.of("jslist", "jskill", "bhosts", "bjobs")) {
      lsf.mode(tool, "hang");
    }
    step.end(Duration.ZERO);
    assertThat(step.await()).isEqualTo(new Launcher.Signalled(15));
    assertThat(step.awaitClean(LONG)).isTrue();
  }

  @Test
  void onlyOneStepIsCancelledAndNeverTheJob() throws Exception {
    Launcher launcher = platform("jsrun").launcher();
    Launcher.Step step = running("jsrun -n 1 -r 1", 1);
    for (String id : List.of("748", "all", "shutdown", "1,2", "-s", "748.0", "", "0", "1 2")) {
      if (id.equals("748")) {
        assertThat(launcher.cancel(id, LONG)).isFalse();
      } else {
        assertThatThrownBy(() -> launcher.cancel(id, LONG))
            .as(id)
            .isInstanceOf(ClusterException.class)
            .hasMessageContaining("is no step of this allocation");
      }
    }
    assertThat(step.await(Duration.ZERO)).isEmpty();
    assertThat(launcher.cancel("1", LONG)).isTrue();
    assertThat(step.await()).isEqualTo(new Launcher.Signalled(9));
    assertThat(launcher.cancel("1", LONG)).isFalse();
    assertThat(lsf.isAllocationAlive()).isTrue();
  }

  @Test
  void aLostNodeIsTakenSeriouslyThoughJsrunReturnsZero() throws Exception {
    lsf.write("loss.status", "0\n");
    Launcher.Step step = running("jsrun -n 3 -r 1", 3);
    lsf.kill("a02n01", false);
    assertThat(step.await()).isEqualTo(new Launcher.NodesLost(NodeSet.of("a02n01"), 0));
  }

  @Test
  void aLossThatLsfHasNotNoticedLeavesTheStatus() throws Exception {
    lsf.write("loss.status", "5\n");
    Launcher.Step step = running("jsrun -n 3 -r 1", 3);
    lsf.kill("a02n01", true);
    assertThat(step.await()).isEqualTo(new Launcher.Exited(5));
    assertThat(platform("jsrun").remoteShell().run(NodeSet.of("a02n01"), List.of("true"), LONG))
        .allSatisfy(
            (node, result) -> assertThat(result).isInstanceOf(RemoteShell.Unreachable.class));
  }

  @Test
  void aDeadNodeThatIsNotLeftOutKeepsTheStepFromStarting() throws Exception {
    lsf.kill("a02n01", true);
    Launcher.Outcome outcome = launch("jsrun -n 2 -r 1 sh -c true", EmulatedLsf.NODES).await();
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Launcher.NotStarted.class,
            not -> assertThat(not.reason()).contains("Error initializing RM connection"));
    NodeSet left = EmulatedLsf.NODES.minus(NodeSet.of("a02n01"));
    assertThat(launch("jsrun -n 3 -r 1 true", left).await()).isEqualTo(new Launcher.Exited(0));
    assertThat(launch("lrun -T1 true", left).await()).isEqualTo(new Launcher.Exited(0));
  }

  @Test
  void whatIsWantedBesideOneStepIsNotWaitedFor() throws Exception {
    // A probe must not queue behind the application, as one by jsrun would.
    Launcher.Step step = running("jsrun -n 4 -r 1", 4);
    assertThat(platform("jsrun").remoteShell().run(EmulatedLsf.NODES, List.of("true"), LONG))
        .hasSize(4)
        .allSatisfy((node, result) -> assertThat(result).isInstanceOf(RemoteShell.Finished.class));
    step.end(Duration.ZERO);
  }

  @Test
  void theCommandIsShownWithoutRunningAnything() throws Exception {
    NodeSet left = EmulatedLsf.NODES.minus(NodeSet.of("a02n01"));
    assertThat(
            platform("jsrun")
                .launcher()
                .command(
                    new Launcher.Request(List.of("-n", "4", "-r", "2", "a.out"), left, Map.of())))
        .containsExactly(
            "jsrun", "--exclude_hosts", "a02n01,a01n05", "-n", "4", "-r", "2", "a.out");
    assertThat(lsf.read("calls.jsrun")).isEmpty();
    assertThat(lsf.read("calls.jslist")).isEmpty();
  }

  @Test
  void aLauncherThatIsMissingIsNamed() throws Exception {
    lsf.remove("lrun");
    assertThatThrownBy(() -> launch("lrun -T1 true", EmulatedLsf.NODES))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("lrun");
  }
}
