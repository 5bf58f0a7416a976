package org.scr4j.cluster.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.SearchPath;

/** ssh, and the real clush and pdsh where they are installed, over an ssh that stays here. */
class RemoteShellsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;
  private EmulatedSsh ssh;

  @BeforeEach
  void emulate() throws IOException {
    ssh = new EmulatedSsh(directory);
  }

  private RemoteShell shell(String name) {
    Map<String, String> environment = ssh.environment();
    // The defect of others: by this, pdsh runs commands here and calls that an answer.
    environment.put("PDSH_RCMD_TYPE", "exec");
    environment.put("WCOLL", "/nonexistent");
    if (name.equals(SshShell.NAME)) {
      return new SshShell(environment, Optional.empty());
    }
    assumeTrue(SearchPath.find(name, environment).isPresent(), name + " is not installed");
    return new LabelledShell(
        name.equals(Pdsh.NAME) ? new Pdsh() : new Clush(), environment, Optional.empty());
  }

  private static RemoteShell.Finished finished(RemoteShell.Result result) {
    assertThat(result).isInstanceOf(RemoteShell.Finished.class);
    return (RemoteShell.Finished) result;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh", "pdsh", "clush"})
  void eachNodeHasItsStatusAndBothStreams(String name)
      throws ClusterException, InterruptedException {
    Map<String, RemoteShell.Result> results =
        shell(name)
            .run(
                NodeSet.parse("n[1-3],login"),
                List.of(
                    "sh",
                    "-c",
                    "echo \"on $SCR_TEST_NODE\"; echo 'a %h: b'; echo \"e $SCR_TEST_NODE\" >&2;"
                        + " [ $SCR_TEST_NODE != n2 ] || exit 3; [ $SCR_TEST_NODE != n3 ] || exit 255"),
                LIMIT);
    assertThat(results.keySet()).containsExactly("n1", "n2", "n3", "login");
    results.forEach(
        (node, result) -> {
          RemoteShell.Finished done = finished(result);
          assertThat(done.out()).isEqualTo("on " + node + "\na %h: b\n");
          assertThat(done.err()).isEqualTo("e " + node + "\n");
          assertThat(done.took()).isPositive();
        });
    assertThat(results.values().stream().map(one -> finished(one).status()))
        .containsExactly(0, 3, 255, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh", "pdsh", "clush"})
  void aNodeOutOfReachHoldsNobodyUpAndIsToldWhy(String name)
      throws IOException, ClusterException, InterruptedException {
    ssh.node("down", "n1", "ssh: connect to host n1 port 22: No route to host\n");
    ssh.node("down", "n3", "root@n3: Permission denied (publickey).\n");
    Map<String, RemoteShell.Result> results =
        shell(name).run(NodeSet.parse("n[1-3]"), List.of("echo", "here"), LIMIT);
    assertThat(results.get("n1"))
        .isEqualTo(
            new RemoteShell.Unreachable("ssh: connect to host n1 port 22: No route to host"));
    assertThat(results.get("n3"))
        .isEqualTo(new RemoteShell.Unreachable("root@n3: Permission denied (publickey)."));
    assertThat(finished(results.get("n2")).out()).isEqualTo("here\n");
    assertThat(ssh.calls("n1")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh", "pdsh", "clush"})
  void theDeadlineHoldsForAllAndWhatCameBeforeItCounts(String name)
      throws IOException, ClusterException, InterruptedException {
    ssh.node("hang", "n2", "");
    Map<String, RemoteShell.Result> results =
        shell(name).run(NodeSet.parse("n[1-2]"), List.of("echo", "here"), Duration.ofSeconds(3));
    assertThat(results.get("n2")).isEqualTo(new RemoteShell.TimedOut(Duration.ofSeconds(3)));
    assertThat(finished(results.get("n1")).out()).isEqualTo("here\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh", "pdsh", "clush"})
  void aConnectionThatIsLostMidwayIsNoAnswer(String name)
      throws IOException, ClusterException, InterruptedException {
    ssh.node("lost", "n1", "");
    Map<String, RemoteShell.Result> results =
        shell(name).run(NodeSet.of("n1"), List.of("true"), LIMIT);
    assertThat(results.get("n1"))
        .isEqualTo(new RemoteShell.Unreachable("Connection to n1 closed by remote host."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh", "pdsh", "clush"})
  void wordsArriveAsTheyAre(String name) throws ClusterException, InterruptedException {
    List<String> words =
        List.of("", " a  b", "it's", "$HOME", "%h%n%u%%", "x\ny", "\\n", "-n", "!");
    List<String> command = new ArrayList<>(List.of("printf", "<%s>"));
    command.addAll(words);
    RemoteShell.Finished done =
        finished(shell(name).run(NodeSet.of("n1"), command, LIMIT).get("n1"));
    assertThat(done.out()).isEqualTo("<" + String.join("><", words) + ">");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh", "pdsh", "clush"})
  void aMissingProgramIsTheNodesAnswer(String name) throws ClusterException, InterruptedException {
    RemoteShell.Finished done =
        finished(shell(name).run(NodeSet.of("n1"), List.of("no-such-program"), LIMIT).get("n1"));
    assertThat(done.status()).isEqualTo(127);
    assertThat(done.err()).contains("no-such-program");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pdsh", "clush"})
  void namesWithADomainAreTheirOwn(String name)
      throws IOException, ClusterException, InterruptedException {
    NodeSet nodes = NodeSet.of("a1.site", "a2.site");
    Map<String, RemoteShell.Result> results =
        shell(name).run(nodes, List.of("sh", "-c", "echo $SCR_TEST_NODE"), LIMIT);
    nodes.forEach(node -> assertThat(finished(results.get(node)).out()).isEqualTo(node + "\n"));
    assertThat(ssh.callsOfAll()).isEqualTo(2);
  }

  @Test
  void manyNodesAreAskedABoundedNumberAtATime() throws ClusterException, InterruptedException {
    NodeSet nodes = NodeSet.of(IntStream.rangeClosed(1, 150).mapToObj(i -> "n" + i).toList());
    Map<String, RemoteShell.Result> results = shell("ssh").run(nodes, List.of("true"), LIMIT);
    assertThat(results).hasSize(150);
    assertThat(results.values()).allMatch(one -> finished(one).status() == 0);
  }

  @Test
  void nobodyIsAskedForAPasswordAndPdshNeverRunsCommandsHere() {
    assertThat(SshShell.command("n1", "x", LIMIT))
        .startsWith("ssh", "-T")
        .contains("-oBatchMode=yes", "-oConnectTimeout=10")
        .endsWith("n1", "x");
    assertThat(SshShell.command("n1", "x", Duration.ofSeconds(2))).contains("-oConnectTimeout=1");
    assertThat(new Pdsh().command(NodeSet.parse("n[1-9]"), "x", 7))
        .containsSequence("pdsh", "-R", "ssh")
        .containsSequence("-w", "n[1-9]", "x");
    assertThat(new Pdsh().environment(Map.of("PDSH_RCMD_TYPE", "exec", "WCOLL", "f", "A", "b")))
        .doesNotContainKeys("PDSH_RCMD_TYPE", "WCOLL")
        .containsEntry("A", "b")
        .hasEntrySatisfying("PDSH_SSH_ARGS", args -> assertThat(args).contains("BatchMode=yes"));
    assertThat(new Clush().command(NodeSet.parse("n[1-9]"), "x", 7))
        .containsSequence("clush", "-n", "-R", "ssh")
        .anyMatch(word -> word.contains("BatchMode=yes"));
  }
}
