package org.scr4j.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeChecks;
import org.scr4j.cluster.Platform;
import org.scr4j.cluster.Platforms;
import org.scr4j.cluster.ProbeCheck;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.cluster.Wanted;

class LocalPlatformTest extends LocalFixture {

  private Platform platform() throws Exception {
    return platform(Optional.of("local"));
  }

  private Platform platform(Optional<String> launcher) throws Exception {
    return Platforms.detect(environment, Wanted.NOTHING.with(launcher)).platform();
  }

  @Test
  void theClusterIsTheAllocation() throws Exception {
    assertThat(platform().resourceManager().allocation())
        .isEqualTo(
            new Allocation(
                cluster.id(), System.getProperty("user.name"), cluster.nodes(), Optional.empty()));
    environment.put("SCR_LOCAL_END_TIME", "1800000000");
    assertThat(platform().resourceManager().allocation().endTime())
        .contains(Instant.ofEpochSecond(1_800_000_000));
    environment.put("SCR_LOCAL_END_TIME", "soon");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> platform().resourceManager().allocation())
        .withMessageContaining("SCR_LOCAL_END_TIME=soon");
  }

  @Test
  void thePlatformIsFoundWhereAClusterIsUp() throws Exception {
    assertThat(platform(Optional.empty()).launcher().name()).isEqualTo("local");
    assertThat(platform().checks()).extracting(NodeCheck::name).containsExactly("resmgr");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> platform(Optional.of("nosuchrun")))
        .withMessageStartingWith("launcher 'nosuchrun' is not supported; supported: srun, ");
    environment.put("SCR_LOCAL_CLUSTER", "1-f");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> platform(Optional.empty()))
        .withMessageContaining("SCR_LOCAL_CLUSTER=1-f");
    environment.remove("SCR_LOCAL_CLUSTER");
    cluster.down();
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> platform(Optional.empty()))
        .withMessageContaining("not in an allocation")
        .withMessageContaining("scr_local up -N 5");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(this::platform)
        .withMessageContaining("no virtual cluster is up in " + directory);
  }

  @Test
  void commandsRunOnTheNodesThatTheyAreMeantFor() throws Exception {
    cluster.fail("node3");
    environment.put("SCR_LOCAL_RANK", "9");

    Map<String, RemoteShell.Result> results =
        platform()
            .remoteShell()
            .run(
                nodes("node[2-4]"),
                List.of(
                    "sh", "-c", "echo $SCR_LOCAL_NODE $SCR_STORAGE_ROOT$SCR_LOCAL_RANK; exit 3"),
                LONG);

    assertThat(results).containsOnlyKeys("node2", "node3", "node4");
    for (String node : List.of("node2", "node4")) {
      assertThat(results.get(node))
          .isInstanceOfSatisfying(
              RemoteShell.Finished.class,
              done -> {
                assertThat(done.status()).isEqualTo(3);
                assertThat(done.out()).isEqualTo(node + " " + cluster.storage(node).root() + "\n");
              });
    }
    assertThat(results.get("node3"))
        .isInstanceOfSatisfying(
            RemoteShell.Unreachable.class,
            none -> assertThat(none.reason()).startsWith("down: failed by scr_local"));
  }

  @Test
  void oneDeadlineHoldsForAllNodes() throws Exception {
    long start = System.nanoTime();
    Map<String, RemoteShell.Result> results =
        platform()
            .remoteShell()
            .run(
                nodes("node[1-5]"),
                List.of("sh", "-c", "[ $SCR_LOCAL_NODE = node1 ] || exec sleep 1000"),
                Duration.ofMillis(600));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(results.get("node1")).isInstanceOf(RemoteShell.Finished.class);
    assertThat(results.get("node5")).isEqualTo(new RemoteShell.TimedOut(Duration.ofMillis(600)));
    assertThat(cluster.load("node5")).isZero();
  }

  @Test
  void aCommandThatIsMissingAndANodeThatFailsMeanwhile() throws Exception {
    RemoteShell shell = platform().remoteShell();
    assertThat(shell.run(nodes("node1"), List.of("no-such-program"), LONG).get("node1"))
        .isInstanceOfSatisfying(
            RemoteShell.Finished.class,
            done -> {
              assertThat(done.status()).isEqualTo(127);
              assertThat(done.err()).contains("no-such-program");
            });
    Thread failing =
        new Thread(
            () -> {
              lines(temporary.resolve("there"), 1);
              try {
                cluster.fail("node1");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    failing.start();
    Map<String, RemoteShell.Result> results =
        shell.run(
            nodes("node1"),
            List.of("sh", "-c", "echo x > " + temporary + "/there; exec sleep 1000"),
            LONG);
    failing.join();
    assertThat(results.get("node1")).isInstanceOf(RemoteShell.Unreachable.class);
  }

  @Test
  void allChecksTogetherTellUsableNodesFromOthers() throws Exception {
    cluster.fail("node2");
    LocalFiles.delete(cluster.storage("node4").root().resolve("dev"));
    Files.writeString(cluster.storage("node4").root().resolve("dev"), "");
    LocalFiles.delete(cluster.storage("node5").root());

    List<NodeCheck> checks = new ArrayList<>(platform().checks());
    checks.add(
        new ProbeCheck(
            platform().remoteShell(),
            List.of(ProbeCheck.storage(List.of("--cntl", "/dev/shm", "--cache", "/dev/shm")))));
    Map<String, Health> found = NodeChecks.all(checks, nodes("node[1-6]"), LONG);

    assertThat(found.keySet())
        .containsExactly("node1", "node2", "node3", "node4", "node5", "node6");
    assertThat(found.get("node1")).isEqualTo(new Health.Healthy());
    assertThat(found.get("node3")).isEqualTo(new Health.Healthy());
    assertThat(((Health.Failed) found.get("node2")).reason()).startsWith("failed by scr_local at");
    assertThat(((Health.Unfit) found.get("node4")).reason())
        .startsWith("control directory /dev/shm:")
        .endsWith("is not a directory");
    assertThat(((Health.Unfit) found.get("node5")).reason()).startsWith("storage of this virtual");
    assertThat(found.get("node6"))
        .isEqualTo(new Health.Failed("not a node of the virtual cluster"));
  }
}
