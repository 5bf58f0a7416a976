package org.scr4j.cluster.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.cluster.BlockLayout;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ConformanceWorld;
import org.scr4j.cluster.EmulatedCommands;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Platforms;
import org.scr4j.cluster.StepMark;

/** Steps over an emulated ssh. */
class SshLauncherTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;
  private ConformanceWorld world;
  private Launcher launcher;

  @BeforeEach
  void begin() throws Exception {
    world =
        new EmulatedHosts(
            new EmulatedCommands(directory, "ssh", List.of(), "ssh"), "ssh", nodes -> List.of());
    Map<String, String> environment = new HashMap<>(world.environment());
    environment.put("SCR_SECRET", "it's $secret");
    environment.put("UNRELATED", "x");
    environment.put("WANTED", "w");
    launcher = Platforms.detect(environment, world.wanted()).platform().launcher();
  }

  @AfterEach
  void end() throws Exception {
    world.close();
  }

  private Launcher.Step launch(String options, String script) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.addAll(List.of("sh", "-c", script));
    return launcher.launch(
        new Launcher.Request(arguments, world.nodes(), Map.of("OUT", directory.toString())));
  }

  private List<String> lines(String file, int count) throws IOException {
    Path path = directory.resolve(file);
    await()
        .atMost(LONG)
        .until(() -> Files.exists(path) && Files.readAllLines(path).size() >= count);
    return Files.readAllLines(path);
  }

  @Test
  void ranksKnowWhoAndWhereTheyAre() throws Exception {
    Launcher.Step step =
        launch(
            "-N2 -n5",
            "echo $SCR_SSH_RANK of $SCR_SSH_SIZE, $SCR_SSH_RANK_ON_NODE of $SCR_SSH_LOCAL_SIZE on"
                + " $SCR_SSH_NODE, $SCR_SSH_STEP, $PWD >> $OUT/who");
    assertThat(step.await()).isEqualTo(new Launcher.Exited(0));
    String rest = ", " + step.id() + ", " + System.getProperty("user.dir");
    assertThat(lines("who", 5))
        .containsExactlyInAnyOrder(
            "0 of 5, 0 of 3 on alpha" + rest,
            "1 of 5, 1 of 3 on alpha" + rest,
            "2 of 5, 2 of 3 on alpha" + rest,
            "3 of 5, 0 of 2 on delta" + rest,
            "4 of 5, 1 of 2 on delta" + rest);
  }

  @Test
  void onlyVariablesThatAreMeantForRanksArePassed() throws Exception {
    Launcher.Step step =
        launch(
            "-n1 -x WANTED -x MINE=a=b",
            "echo \"$SCR_SECRET|$WANTED|$MINE|$UNRELATED|\" >> $OUT/passed; env > $OUT/env");
    assertThat(step.await()).isEqualTo(new Launcher.Exited(0));
    assertThat(lines("passed", 1).get(0)).startsWith("it's $secret|w|a=b|");
    assertThat(lines("env", 3)).anyMatch(line -> line.startsWith("SCR_STEP_MARK=scr4j:job7:"));
  }

  @Test
  void valuesOfVariablesStandOnNoCommandLine() throws Exception {
    assertThat(AgentScript.loader(12345)).contains("12345").doesNotContain("SCR_");
    AgentScript script =
        new AgentScript(
            StepMark.create("7"),
            "\u0001t ",
            "/",
            Optional.empty(),
            Map.of("SCR_SECRET", "it's"),
            List.of("a b"));
    String text =
        new String(
            script.of("n1", BlockLayout.blocks(NodeSet.of("n1"), 1)), StandardCharsets.UTF_8);
    assertThat(text).contains("SCR_SECRET='it'\\''s'; export SCR_SECRET").contains("'a b'");
  }

  @Test
  void aRankThatFailsEndsTheOthersAndItsStatusIsThatOfTheStep() throws Exception {
    Launcher.Step step =
        launch("-N4 -n4", "[ $SCR_SSH_RANK = 2 ] && exit 5; sleep 300; echo >> $OUT/slept");
    assertThat(step.await(LONG)).contains(new Launcher.Exited(5));
    assertThat(step.awaitClean(LONG)).isTrue();
    assertThat(directory.resolve("slept")).doesNotExist();
  }

  @Test
  void aNodeThatCannotBeReachedIsNamedAndNothingIsLeft() throws Exception {
    world.kill("delta");
    Launcher.Step step = launch("-N2 -n2", "sleep 300");
    Launcher.Outcome outcome = step.await(LONG).orElseThrow();
    assertThat(outcome).isInstanceOf(Launcher.NotStarted.class);
    assertThat(((Launcher.NotStarted) outcome).reason())
        .contains("node delta: ssh: connect to host delta port 22: No route to host")
        .contains("ssh -oBatchMode=yes delta true");
    assertThat(step.awaitClean(LONG)).isTrue();
  }

  @Test
  void ranksEndWithTheConnection() throws Exception {
    // As when scr_run is killed: the agent's input ends without a word.
    StepMark mark = StepMark.create("7");
    byte[] script =
        new AgentScript(
                mark,
                "\u0001t ",
                "/",
                Optional.empty(),
                Map.of("OUT", directory.toString()),
                List.of("sh", "-c", "trap '' TERM; echo $$ >> $OUT/pids; sleep 300"))
            .of("n1", BlockLayout.blocks(NodeSet.of("n1"), 2));
    Process agent =
        new ProcessBuilder("sh", "-c", AgentScript.loader(script.length))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    agent.getOutputStream().write(script);
    agent.getOutputStream().flush();
    List<String> pids = lines("pids", 2);
    assertThat(pids).allMatch(pid -> ProcessHandle.of(Long.parseLong(pid)).isPresent());
    agent.getOutputStream().close();
    assertThat(agent.onExit().get(30, TimeUnit.SECONDS).exitValue()).isEqualTo(1);
    assertThat(pids).allMatch(pid -> !isAlive(Long.parseLong(pid)));
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void theFirstRankReadsWhatScrRunReads() throws Exception {
    Process feeder = feeder("one\ntwo\n");
    assertThat(feeder.waitFor()).isZero();
    try (InputStream out = feeder.getInputStream()) {
      assertThat(new String(out.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
    }
    try (Stream<Path> left = Files.list(directory.resolve("pipes"))) {
      assertThat(left).isEmpty();
    }
  }

  /** An agent with a pipe for rank 0, the connection that feeds it, and cat as the program. */
  private Process feeder(String text) throws IOException, ClusterException {
    Path pipe = Files.createDirectory(directory.resolve("pipes")).resolve("in-here");
    byte[] script =
        new AgentScript(
                StepMark.create("7"),
                "\u0001t ",
                "/",
                Optional.of(pipe.toString()),
                Map.of(),
                List.of("cat"))
            .of("n1", BlockLayout.blocks(NodeSet.of("n1"), 2));
    Path file = Files.write(directory.resolve("script"), script);
    Path input = Files.writeString(directory.resolve("input"), text);
    Path feed = Files.writeString(directory.resolve("feed"), AgentScript.feeder(pipe.toString()));
    Path load = Files.writeString(directory.resolve("load"), AgentScript.loader(script.length));
    String both =
        "sh $3 < $2 & { cat $1; until grep -q 'rank 0 0' $5 && grep -q 'rank 1 0' $5; do sleep 0.05;"
            + " done; echo done; } | sh $4 2> $5";
    Path err = Files.createFile(directory.resolve("err"));
    return new ProcessBuilder(
            "sh",
            "-c",
            both,
            "sh",
            file.toString(),
            input.toString(),
            feed.toString(),
            load.toString(),
            err.toString())
        .start();
  }
}
