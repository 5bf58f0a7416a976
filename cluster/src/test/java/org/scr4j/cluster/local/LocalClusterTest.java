package org.scr4j.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.scr4j.cluster.ClusterException;

class LocalClusterTest extends LocalFixture {

  @Test
  void aNewClusterHasAllNodesUpAndTheirStorageEmpty() throws Exception {
    assertThat(cluster.nodes()).hasToString("node[1-5]");
    assertThat(cluster.status()).hasSize(5).allMatch(LocalNode::up);
    for (LocalNode node : cluster.status()) {
      assertThat(node.storage().physical("/dev/shm")).isEmptyDirectory();
      assertThat(node.storage().physical("/tmp")).isEmptyDirectory();
      assertThat(cluster.load(node.name())).isZero();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(LocalCluster.open(directory).id()).isEqualTo(cluster.id()).matches("[0-9]+");
    assertThat(LocalCluster.open(directory).mark()).isEqualTo(cluster.mark());
  }

  @Test
  void aSecondOneIsRefusedAndSaysWhatToDo() {
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> LocalCluster.up(directory, 3, Clock.systemUTC()))
        .withMessageContaining("5 nodes is up")
        .withMessageContaining("scr_local down");
    assertThat(cluster.nodes().size()).isEqualTo(5);
  }

  @Test
  void ofManyStartedAtOnceOneComesUp() throws Exception {
    cluster.down();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> starts = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        starts.add(
            () -> {
              try {
                LocalCluster.up(directory, 2, Clock.systemUTC());
                return true;
              } catch (ClusterException e) {
                assertThat(e).hasMessageContaining("is up in");
                return false;
              }
            });
      }
      int up = 0;
      for (Future<Boolean> start : pool.invokeAll(starts)) {
        up += start.get() ? 1 : 0;
      }
      assertThat(up).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void theDirectoryIsTheOneSaidOrOneOfTheUser() {
    String user = System.getProperty("user.name");
    assertThat(LocalCluster.directory(Map.of("SCR_LOCAL_DIR", "/x/y"))).hasToString("/x/y");
    assertThat(LocalCluster.directory(Map.of("TMPDIR", "/var/tmp", "SCR_LOCAL_DIR", "")))
        .hasToString("/var/tmp/scr_local." + user);
    assertThat(LocalCluster.directory(Map.of())).hasToString("/tmp/scr_local." + user);
  }

  @Test
  void aDirectoryThatOthersCanReachIsRefused() throws Exception {
    Path open = Files.createDirectory(temporary.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    refused(open, "open to other users");
    refused(Files.createSymbolicLink(temporary.resolve("link"), directory), "not a directory");
    refused(Files.writeString(temporary.resolve("file"), ""), "not a directory");
  }

  @Test
  void aDirectoryOfSomebodyElseIsRefused() throws Exception {
    Path other = temporary.resolve("other");
    LocalFiles.createPrivate(other);
    Assumptions.assumeTrue(
        System.getProperty("user.name").equals("root"), "only root can give a directory away");
    Files.setAttribute(other, "unix:uid", 12345);
    refused(other, "belongs to another user (id 12345)");
  }

  private static void refused(Path where, String why) {
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> LocalCluster.up(where, 2, Clock.systemUTC()))
        .withMessageContaining(why)
        .withMessageContaining(where.toString())
        .withMessageContaining("SCR_LOCAL_DIR");
    assertThatExceptionOfType(ClusterException.class).isThrownBy(() -> LocalCluster.find(where));
  }

  @Test
  void aFailedNodeIsDownWithItsProcessesOrphansAndStorageGone() throws Exception {
    Path pids = temporary.resolve("pids");
    String script =
        "trap '' TERM; sleep 1000 & echo $! >> pids; (setsid sh -c 'echo $$ >> pids; sleep 1000' &);"
            + " echo $$ >> pids; wait";
    onNode("node2", script);
    onNode("node3", "echo $$ > other; exec sleep 1000");
    List<String> lost = lines(pids, 3);
    String kept = lines(temporary.resolve("other"), 1).get(0);
    Path file = cluster.node("node2").storage().physical("/dev/shm/user/scr.1/f");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "data");
    assertThat(cluster.load("node2")).isGreaterThanOrEqualTo(3);

    long before = System.currentTimeMillis();
    LocalCluster.Failed failed = cluster.fail("node2");

    assertThat(lost).hasSize(3).noneMatch(LocalFixture::runs);
    assertThat(kept).matches(LocalFixture::runs);
    assertThat(failed.processes()).isGreaterThanOrEqualTo(3);
    assertThat(failed.took()).isLessThan(Duration.ofSeconds(2));
    LocalNode node = cluster.node("node2");
    assertThat(failed.node()).isEqualTo(node);
    assertThat(node.up()).isFalse();
    assertThat(node.reason())
        .matches("failed by scr_local at \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(node.since().toEpochMilli()).isBetween(before, System.currentTimeMillis());
    assertThat(node.storage().root()).isEmptyDirectory();
    assertThat(cluster.node("node3").up()).isTrue();
    assertThat(cluster.load("node2")).isZero();
  }

  @Test
  void aNodeThatFailsTwiceKeepsItsReason() throws Exception {
    LocalNode first = cluster.fail("node1").node();

    assertThat(cluster.fail("node1").node()).isEqualTo(first);
    assertThat(cluster.fail("node1").processes()).isZero();
  }

  @Test
  void aRepairedNodeIsUpAndEmpty() throws Exception {
    cluster.fail("node4");
    Files.writeString(cluster.storage("node4").root().resolve("late"), "x");

    cluster.repair("node4");

    assertThat(cluster.node("node4").up()).isTrue();
    assertThat(cluster.node("node4").reason()).isEmpty();
    assertThat(cluster.storage("node4").root().resolve("late")).doesNotExist();
    assertThat(cluster.storage("node4").physical("/dev/shm")).isEmptyDirectory();
  }

  @Test
  void aClusterThatGoesDownTakesAllWithIt() throws Exception {
    onNode("node1", "echo $$ >> pids; exec sleep 1000");
    onNode("node5", "echo $$ >> pids; exec sleep 1000");
    List<String> pids = lines(temporary.resolve("pids"), 2);

    assertThat(cluster.down()).isEqualTo(2);

    assertThat(pids).noneMatch(LocalFixture::runs);
    assertThat(directory).doesNotExist();
    assertThat(LocalCluster.find(directory)).isEmpty();
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> cluster.fail("node1"))
        .withMessageContaining("is gone")
        .withMessageContaining("scr_local up");
    assertThatExceptionOfType(ClusterException.class).isThrownBy(() -> cluster.status());
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> LocalCluster.open(directory))
        .withMessageContaining("scr_local up -N 5");
  }

  @Test
  void theNextClusterInTheSameDirectoryIsAnotherOne() throws Exception {
    cluster.down();
    LocalCluster next = LocalCluster.up(directory, 2, Clock.systemUTC());

    assertThat(next.id()).isNotEqualTo(cluster.id());
    assertThat(next.mark()).isNotEqualTo(cluster.mark());
  }

  @Test
  void namesThatAreNoneOfItsNodesAreRefused() {
    for (String name : List.of("node6", "node01", "../node1", "", "node[1-2]")) {
      assertThatExceptionOfType(ClusterException.class)
          .isThrownBy(() -> cluster.fail(name))
          .withMessageContaining("its nodes are node[1-5]");
      assertThatExceptionOfType(ClusterException.class).isThrownBy(() -> cluster.repair(name));
    }
  }

  @Test
  void numbersOfNodesHaveBounds() {
    for (int count : new int[] {0, -1, LocalCluster.MOST_NODES + 1}) {
      assertThatExceptionOfType(ClusterException.class)
          .isThrownBy(() -> LocalCluster.up(temporary.resolve("new"), count, Clock.systemUTC()));
    }
  }

  @Test
  void aDamagedDescriptionIsReportedWithItsFile() throws Exception {
    Files.writeString(directory.resolve("nodes/node1/state"), "\0\0");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> cluster.node("node1"))
        .withMessageContaining("nodes/node1/state is damaged");
    cluster.repair("node1");
    assertThat(cluster.node("node1").up()).isTrue();

    String description = Files.readString(directory.resolve("cluster"));
    Files.writeString(directory.resolve("cluster"), "id 1\n");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> LocalCluster.find(directory))
        .withMessageContaining(directory.resolve("cluster").toString());
    Files.writeString(directory.resolve("cluster"), description);
  }
}
