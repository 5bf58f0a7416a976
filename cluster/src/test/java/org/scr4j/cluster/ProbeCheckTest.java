package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.scr4j.cluster.ProbeCheck.Script;

/** Scripts on nodes: each node is a shell of this host, with the node's name in its environment. */
@Timeout(60)
class ProbeCheckTest {

  private static final NodeSet NODES = NodeSet.parse("n[1-3]");
  private static final Script PASSES = script("passes", "echo noise of a profile; echo PASS");
  private static final Health HEALTHY = new Health.Healthy();

  private final Map<String, RemoteShell.Result> instead = new HashMap<>();
  private int commands;

  private static Script script(String name, String text, String... arguments) {
    return new Script(name, text, List.of(arguments));
  }

  private Map<String, Health> check(Duration deadline, Script... scripts) throws Exception {
    return new ProbeCheck(new Shells(), List.of(scripts)).check(NODES, deadline);
  }

  private Map<String, Health> check(Script... scripts) throws Exception {
    return check(Duration.ofSeconds(30), scripts);
  }

  private final class Shells implements RemoteShell {

    @Override
    public String name() {
      return "shells";
    }

    @Override
    public Map<String, Result> run(NodeSet nodes, List<String> command, Duration deadline)
        throws InterruptedException {
      Map<String, Result> results = new LinkedHashMap<>();
      for (String node : nodes) {
        commands++;
        results.put(node, instead.containsKey(node) ? instead.get(node) : one(node, command));
      }
      return results;
    }

    private Result one(String node, List<String> command) throws InterruptedException {
      Map<String, String> environment = Map.of("PATH", System.getenv("PATH"), "NODE", node);
      ProcessRunner.Finished done =
          (ProcessRunner.Finished)
              new ProcessRunner()
                  .run(ProcessRunner.Call.of(command, environment, Duration.ofSeconds(40)));
      return new Finished(done.status(), done.out(), done.err(), Duration.ZERO);
    }
  }

  @Test
  void allScriptsGoToEachNodeInOneCommand() throws Exception {
    Script own = script("/site/gpu", "case $NODE in n2) echo 'FAIL: no GPU';; *) echo PASS; esac");

    assertThat(check(PASSES, own))
        .containsExactly(
            Map.entry("n1", HEALTHY),
            Map.entry("n2", new Health.Unfit("no GPU")),
            Map.entry("n3", HEALTHY));
    assertThat(commands).isEqualTo(3);
  }

  @Test
  void withoutScriptsTheShellItselfIsAsked() throws Exception {
    assertThat(check().values()).containsOnly(HEALTHY);
    instead.put("n2", new RemoteShell.Finished(0, "motd\n", "", Duration.ZERO));
    instead.put("n3", new RemoteShell.TimedOut(Duration.ofSeconds(5)));

    Map<String, Health> found = check();

    assertThat(found.get("n2")).isInstanceOf(Health.Unknown.class);
    assertThat(found.get("n3")).isEqualTo(new Health.Unknown("no answer in 5 s"));
  }

  @Test
  void argumentsAndTextsArriveAsTheyAre() throws Exception {
    String odd = "a 'quoted' $HOME \"b\" `c` \\ *";
    Script compares = script("own", "[ \"$1\" = \"$2\" ] && echo \"PASS\"", odd, odd);

    assertThat(check(compares, script("it's", "echo PASS")).values()).containsOnly(HEALTHY);
  }

  @Test
  void aScriptThatHangsIsEndedAndTheOthersStillCount() throws Exception {
    Script hangs = script("hangs", "echo PASS; sleep 1000 & wait");
    Script fails = script("fails", "[ $NODE = n1 ] && echo 'FAIL: worn out' || echo PASS");

    Map<String, Health> found = check(Duration.ofSeconds(3), hangs, fails);

    assertThat(found.get("n2"))
        .isEqualTo(new Health.Unknown("check hangs was ended, since it took 1 s"));
    assertThat(found.get("n1")).isEqualTo(new Health.Unfit("worn out"));
  }

  @Test
  void whatSaysNeitherIsUnknownWithItsStatus() throws Exception {
    Script breaks = script("breaks", "echo 'no such tool\033[1m' >&2; exit 3");
    assertThat(check(breaks).get("n1"))
        .isEqualTo(new Health.Unknown("check breaks gave no result (status 3: no such tool?[1m)"));
    assertThat(check(script("lies", "echo PASS; exit 1")).get("n1"))
        .isInstanceOf(Health.Unknown.class);
    assertThat(check(script("terse", "echo FAIL")).get("n1"))
        .isEqualTo(new Health.Unfit("check terse failed"));
  }

  @Test
  void aNodeThatIsNotReachedIsLostAndOneWithoutAnAnswerUnknown() throws Exception {
    instead.put("n1", new RemoteShell.Unreachable("no route"));
    instead.put("n2", new RemoteShell.TimedOut(Duration.ofSeconds(5)));
    instead.put("n3", new RemoteShell.Finished(127, "", "sh: not found\n", Duration.ZERO));

    assertThat(check(PASSES))
        .containsExactly(
            Map.entry("n1", new Health.Failed("no route")),
            Map.entry("n2", new Health.Unknown("no answer in 5 s")),
            Map.entry(
                "n3",
                new Health.Unknown("check passes gave no result (status 127: sh: not found)")));
  }
}
