package org.scr4j.cluster.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

/** The platform with commands that answer as Slurm's, fail, hang, are missing or print garbage. */
class SlurmPlatformTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final NodeSet ALL = NodeSet.of("alpha", "beta", "gamma");

  @TempDir Path directory;
  private EmulatedSlurm slurm;
  private Map<String, String> environment;

  @BeforeEach
  void install() throws Exception {
    slurm = new EmulatedSlurm(directory);
    environment = slurm.environment();
  }

  private Platform platform() throws ClusterException {
    return Platforms.detect(environment, Wanted.NOTHING.with(Optional.of("srun"))).platform();
  }

  private Allocation allocation() throws ClusterException {
    return platform().resourceManager().allocation();
  }

  private Map<String, Health> states(Duration limit) throws Exception {
    return platform().checks().get(0).check(ALL, limit);
  }

  private Launcher.Step launch(String words, NodeSet nodes) throws Exception {
    return platform()
        .launcher()
        .launch(new Launcher.Request(List.of(words.split(" ")), nodes, Map.of("EXTRA", "yes")));
  }

  @Test
  void theAllocationIsWhatWasGrantedWhoeverIsDead() throws Exception {
    slurm.job("alice|RUNNING|alpha,gamma|1795373250");
    assertThat(allocation())
        .isEqualTo(
            new Allocation("7", "alice", ALL, Optional.of(Instant.ofEpochSecond(1795373250))));
  }

  @Test
  void theEndIsAskedForEachTime() throws Exception {
    Platform platform = platform();
    platform.resourceManager().allocation();
    slurm.job("alice|RUNNING|alpha,beta,gamma|1795376850");
    assertThat(platform.resourceManager().allocation().endTime())
        .contains(Instant.ofEpochSecond(1795376850));
  }

  @Test
  void aSchedulerThatIsAwayTakesNothingFromAJobThatRuns() throws Exception {
    slurm.script("squeue", "echo 'slurm_load_jobs error: Unable to contact slurm' >&2; exit 1");
    environment.put("SLURM_JOB_END_TIME", "1795373250");
    environment.put("SLURM_JOB_USER", "alice");
    assertThat(allocation())
        .isEqualTo(
            new Allocation("7", "alice", ALL, Optional.of(Instant.ofEpochSecond(1795373250))));
  }

  @Test
  void aJobThatHasEndedIsNoAllocation() throws Exception {
    slurm.script("squeue", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1");
    assertThatThrownBy(this::allocation)
        .hasMessage("job 7 (SLURM_JOB_ID) has ended; work in an allocation that still runs");
  }

  @Test
  void statesOfAllNodesAreJudged() throws Exception {
    slurm.job("alice|RUNNING|alpha,beta|1795373250");
    slurm.write(
        "nodes",
        EmulatedSlurm.node("alpha", "ALLOCATED")
            + EmulatedSlurm.node("beta", "ALLOCATED+DRAIN")
            + EmulatedSlurm.node("gamma", "IDLE"));
    assertThat(states(LONG))
        .isEqualTo(
            Map.of(
                "alpha", new Health.Healthy(),
                "beta", new Health.Unfit("Slurm: drained"),
                "gamma", new Health.Failed("has left the job: it was down in between")));
  }

  @Test
  void withoutAnAnswerNothingIsJudged() throws Exception {
    slurm.script("scontrol", "echo garbage; exit 1");
    assertThatThrownBy(() -> states(LONG))
        .isInstanceOf(ClusterException.class)
        .hasMessage("scontrol ended with status 1: garbage");
    slurm.script("scontrol", "exec sleep 600");
    assertThatThrownBy(() -> states(Duration.ofMillis(200)))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("scontrol gave no answer in 0.2 s");
  }

  @Test
  void aCommandRunsOnAllNodesByOneSrun() throws Exception {
    environment.put("SLURM_NTASKS_PER_NODE", "16");
    Map<String, RemoteShell.Result> results =
        platform()
            .remoteShell()
            .run(
                ALL,
                List.of(
                    "sh",
                    "-c",
                    "echo $SLURMD_NODENAME $SLURM_NTASKS_PER_NODE; echo e >&2; exit $SLURM_PROCID"),
                LONG);
    assertThat(results.keySet()).containsExactlyInAnyOrder("alpha", "beta", "gamma");
    for (int i = 0; i < 3; i++) {
      String node = ALL.toList().get(i);
      RemoteShell.Finished done = (RemoteShell.Finished) results.get(node);
      assertThat(done.status()).isEqualTo(i);
      assertThat(done.out()).isEqualTo(node + "\n");
      assertThat(done.err()).isEqualTo("e\n");
    }
    assertThat(slurm.read("srun.calls")).containsOnlyOnce("--overlap");
  }

  @Test
  void nodesThatDoNotAnswerAreAskedOnceMoreEachForItself() throws Exception {
    slurm.write("dead.beta", "").job("alice|RUNNING|alpha,beta|1795373250");
    Map<String, RemoteShell.Result> results =
        platform().remoteShell().run(ALL, List.of("true"), LONG);
    assertThat(results.get("alpha")).isInstanceOf(RemoteShell.Finished.class);
    assertThat(((RemoteShell.Unreachable) results.get("beta")).reason())
        .startsWith("srun: Task launch for StepId=7.0 failed on node beta");
    assertThat(results.get("gamma")).isEqualTo(new RemoteShell.Unreachable("has left the job"));
    assertThat(slurm.read("srun.calls")).containsPattern("(?s)-w alpha,beta .*-w beta ");
  }

  @Test
  void anSrunThatHangsIsEndedAtTheDeadlineAndItsStepCancelled() throws Exception {
    slurm.script(
        "srun",
        """
        while [ "$1" != -J ]; do shift; done
        echo "StepId=7.4 NodeList=alpha Name=$2 Network=(null) SrunHost:Pid=h:1" > "$dir/steps"
        exec sleep 600
        """);
    Duration limit = Duration.ofMillis(500);
    assertThat(platform().remoteShell().run(ALL, List.of("true"), limit).values())
        .containsOnly(new RemoteShell.TimedOut(limit));
    assertThat(slurm.read("scancel.calls").strip()).isEqualTo("7.4");
  }

  @Test
  void aStepRunsOnHealthyNodesWithTheUsersArguments() throws Exception {
    Launcher.Step step = launch("-N2 -n4 sh -c exit${IFS}5", NodeSet.of("alpha", "gamma"));
    assertThat(step.nodes()).isEqualTo(NodeSet.of("alpha", "gamma"));
    assertThat(step.await()).isEqualTo(new Launcher.Exited(5));
    assertThat(slurm.read("srun.calls").strip())
        .isEqualTo("-N 2 -w alpha,gamma -n4 sh -c exit${IFS}5");
    assertThat(step.awaitClean(LONG)).isTrue();
  }

  @Test
  void srunIsToldOfNoOtherNodesByVariables() throws Exception {
    Launcher.Step step =
        launch(
            "-n2 sh -c test${IFS}$SLURM_NNODES$EXTRA${IFS}=${IFS}2yes",
            NodeSet.of("alpha", "beta"));
    assertThat(step.await()).isEqualTo(new Launcher.Exited(0));
  }

  @Test
  void zeroIsNotBelievedWhereANodeHasLeftTheJob() throws Exception {
    slurm.job("alice|RUNNING|alpha,gamma|1795373250");
    assertThat(launch("true", ALL).await())
        .isEqualTo(new Launcher.NodesLost(NodeSet.of("beta"), 0));
  }

  @Test
  void whatCannotStartSaysWhy() throws Exception {
    slurm.script(
        "srun", "echo 'srun: error: Unable to create step for job 7: Nodes are busy' >&2; exit 1");
    assertThat(launch("true", ALL).await())
        .isEqualTo(
            new Launcher.NotStarted(
                "srun: error: Unable to create step for job 7: Nodes are busy"));
  }

  @Test
  void aStepHasTheNumberOfItsSrunAndIsEndedByIt() throws Exception {
    slurm.script(
        "srun",
        """
        host=$(cat /proc/sys/kernel/hostname)
        echo "StepId=7.2 NodeList=alpha Name=x Network=(null) SrunHost:Pid=$host:$$" > "$dir/steps"
        exec sleep 600
        """);
    slurm.script(
        "scancel",
        """
        echo "$*" >> "$dir/scancel.calls"
        pid=$(sed 's/.*://' "$dir/steps")
        case "$1" in --signal=TERM) ;; *) kill -9 "$pid"; : > "$dir/steps" ;; esac
        """);
    Launcher.Step step = launch("x", ALL);
    assertThat(step.id()).isEqualTo("7.2");
    assertThat(step.await(Duration.ZERO)).isEmpty();
    step.end(Duration.ofMillis(300));
    assertThat(step.await()).isEqualTo(new Launcher.Signalled(9));
    assertThat(step.awaitClean(LONG)).isTrue();
    assertThat(slurm.read("scancel.calls").lines()).containsExactly("--signal=TERM 7.2", "7.2");
  }

  @Test
  void aDeadStepThatIsStillListedDoesNotBlockTheNextOne() throws Exception {
    slurm.write(
        "steps",
        "StepId=7.1 NodeList=alpha,beta Name=app Network=(null) SrunHost:Pid="
            + Files.readString(Path.of("/proc/sys/kernel/hostname")).strip()
            + ":4194305\n");
    assertThat(launch("sh -c test${IFS}$SLURM_OVERLAP${IFS}=${IFS}1", ALL).await())
        .isEqualTo(new Launcher.Exited(0));
    slurm.write("steps", "");
    assertThat(launch("sh -c test${IFS}-z${IFS}$SLURM_OVERLAP", ALL).await())
        .isEqualTo(new Launcher.Exited(0));
  }

  @Test
  void onlyStepsAreCancelledNeverTheAllocation() throws Exception {
    Launcher launcher = platform().launcher();
    for (String wrong : List.of("7", "7.", "7.0 7", "8.0", "", "7.0,8", "-u")) {
      assertThatThrownBy(() -> launcher.cancel(wrong, LONG))
          .as(wrong)
          .isInstanceOf(ClusterException.class);
    }
    assertThat(slurm.read("scancel.calls")).isEmpty();
    assertThat(launcher.cancel("7.0", LONG)).isTrue();
    slurm.script(
        "scancel",
        "echo 'scancel: error: Kill job error on job step id 7: Invalid job id specified' >&2;"
            + " exit 225");
    assertThat(launcher.cancel("7.1", LONG)).isFalse();
  }

  @Test
  void stepsOfAnScrRunWithoutTheirSrunAreEndedAndNoOthers() throws Exception {
    String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    Process ours = task("1", Map.of("SCR_RUN_PROCESS", "4194305.1"));
    Process lost = task("4", Map.of("SCR_RUN_PROCESS", "17.1"));
    Process users = task("5", Map.of());
    slurm.job("alice|RUNNING|alpha,beta|1795373250");
    String step = "StepId=7.%d NodeList=alpha Name=x Network=(null) SrunHost:Pid=%s:%d%n";
    slurm.write(
        "steps",
        step.formatted(1, host, 4194305)
            + step.formatted(2, "elsewhere", 4194305)
            + step.formatted(3, host, ProcessHandle.current().pid())
            + step.formatted(4, "gamma", 17)
            + step.formatted(5, host, 4194306));
    try {
      assertThat(platform().launcher().endOrphans(allocation(), LONG))
          .containsExactly(
              "step 7.1 on alpha: its srun is gone",
              "step 7.4 on alpha: node gamma with its srun is gone");
      assertThat(slurm.read("scancel.calls")).isEqualTo("7.1\n7.4\n");
    } finally {
      for (Process task : List.of(ours, lost, users)) {
        task.destroyForcibly().waitFor();
      }
    }
  }

  /** A process that looks like a task of step {@code number}. */
  private static Process task(String number, Map<String, String> variables) throws IOException {
    ProcessBuilder task = new ProcessBuilder("sleep", "600");
    task.environment().put("SLURM_JOB_ID", "7");
    task.environment().put("SLURM_STEPID", number);
    task.environment().putAll(variables);
    return task.start();
  }
}
