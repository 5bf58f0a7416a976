package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Platform;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.PrefixFlush;
import org.scr4j.dataset.RankFiles;
import org.scr4j.dataset.RankToFile;

/** Saving what caches hold: a real program copies from the storage of virtual nodes. */
@Timeout(60)
class PostrunTest {

  private static final List<String> NODES = List.of("node1", "node2", "node3");

  @TempDir Path directory;
  private VirtualJob virtual;

  @BeforeEach
  void up() throws Exception {
    virtual = new VirtualJob(directory, 3);
    Path libexec = Files.createDirectories(virtual.home.resolve("libexec"));
    Path copy =
        Files.writeString(
            libexec.resolve("scr_copy"),
            "#!/bin/sh\nexec '"
                + Path.of(System.getProperty("java.home"), "bin", "java")
                + "' -XX:TieredStopAtLevel=1 -cp '"
                + System.getProperty("java.class.path")
                + "' "
                + CopyProgram.class.getName()
                + " \"$@\"\n");
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void down() throws Exception {
    virtual.close();
  }

  private Postrun.Result postrun() throws Exception {
    JobContext job = virtual.context();
    return new Postrun(job).run(NodeHistory.of(job));
  }

  private DatasetIndex index() throws Exception {
    return virtual.context().index().read().orElseThrow();
  }

  @Test
  void withoutDatasetsNothingIsDone() throws Exception {
    Postrun.Result result = postrun();
    assertThat(result.saved()).isEmpty();
    assertThat(result.failed()).isEmpty();
    assertThat(result.lost()).isFalse();
  }

  @Test
  void theNewestCheckpointIsSavedAndBecomesCurrent() throws Exception {
    CachedDataset.checkpoint(virtual, 5).write(NODES, 500, "five");
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    Postrun.Result result = postrun();
    assertThat(result.saved()).containsExactly("ckpt.6");
    assertThat(result.current()).contains("ckpt.6");
    assertThat(index().dataset("ckpt.6").orElseThrow().valid()).isTrue();
    assertThat(virtual.prefix.resolve("ckpt.6/rank_2")).hasContent("six2");
    assertThat(virtual.prefix.resolve("ckpt.5")).doesNotExist();
    assertThat(virtual.logged("SCAVENGE_START")).hasSize(1);
    assertThat(virtual.logged("SCAVENGE_END")).hasSize(1);
    assertThat(virtual.said()).contains("ckpt.6 from node[1-3]: collected, ");
  }

  @Test
  void aSecondTimeNothingIsLeftToDo() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    postrun();
    assertThat(postrun().saved()).isEmpty();
    assertThat(virtual.logged("SCAVENGE_START")).hasSize(1);
  }

  @Test
  void aFlushWhoseFilesAllArrivedNeedsNoCache() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    JobContext job = virtual.context();
    List<RankFiles> ranks = new ArrayList<>();
    Path target = Files.createDirectories(virtual.prefix.resolve("ckpt.6"));
    for (int rank = 0; rank < NODES.size(); rank++) {
      Files.writeString(target.resolve("rank_" + rank), "six" + rank);
      ranks.add(
          new RankFiles(
              rank,
              List.of(
                  new RankFiles.Item(
                      "ckpt.6/rank_" + rank, OptionalLong.of(4), OptionalInt.empty()))));
    }
    DatasetDescriptor dataset =
        job.flush().read().dataset(6).orElseThrow().descriptor().orElseThrow();
    PrefixFlush flush = new PrefixFlush(job.files(), job.layout(), job.clock(), line -> {});
    flush.begin(dataset, FlushState.Location.FLUSHING);
    flush.announce(dataset, ranks, RankToFile.ENTRIES_PER_FILE);
    virtual.cluster.fail("node2");
    assertThat(postrun().saved()).containsExactly("ckpt.6");
    assertThat(index().dataset("ckpt.6").orElseThrow().valid()).isTrue();
    assertThat(index().current()).contains("ckpt.6");
    assertThat(virtual.logged("SCAVENGE_START")).isEmpty();
  }

  @Test
  void aCheckpointThatWentWithItsNodeGivesWayToAnOlderOne() throws Exception {
    CachedDataset.checkpoint(virtual, 5).write(List.of("node1", "node3"), 500, "five");
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    virtual.cluster.fail("node2");
    Postrun.Result result = postrun();
    assertThat(result.failed()).containsOnlyKeys("ckpt.6");
    assertThat(result.saved()).containsExactly("ckpt.5");
    assertThat(result.current()).contains("ckpt.5");
    assertThat(result.lost()).isFalse();
  }

  @Test
  void allOutputIsSavedOldestFirst() throws Exception {
    CachedDataset.output(virtual, 1).write(NODES, 100, "one");
    CachedDataset.output(virtual, 2).write(NODES, 200, "two");
    CachedDataset.checkpoint(virtual, 3).write(NODES, 300, "three");
    Postrun.Result result = postrun();
    assertThat(result.saved()).containsExactly("out.1", "out.2", "ckpt.3");
    assertThat(result.current()).contains("ckpt.3");
  }

  @Test
  void afterLostOutputTheJobRestartsFromBeforeIt() throws Exception {
    CachedDataset.checkpoint(virtual, 1).write(List.of("node1", "node3"), 100, "one");
    CachedDataset.output(virtual, 2).write(NODES, 200, "two");
    CachedDataset.checkpoint(virtual, 3).write(List.of("node1", "node3"), 300, "three");
    virtual.cluster.fail("node2");
    Postrun.Result result = postrun();
    assertThat(result.lost()).isTrue();
    assertThat(result.failed()).containsOnlyKeys("out.2", "ckpt.3");
    assertThat(result.current()).contains("ckpt.1");
  }

  @Test
  void partsOfTwoDatasetsWithOneIdAreNeverPutTogether() throws Exception {
    CachedDataset six = CachedDataset.checkpoint(virtual, 6);
    six.write(NODES, 600, "old");
    virtual.cluster.fail("node2");
    assertThat(postrun().lost()).isTrue();
    // The job went back and made dataset 6 again; now what node1 and node3 have is lost.
    virtual.cluster.repair("node2");
    six.write(NODES, 601, "new");
    virtual.cluster.fail("node1");
    virtual.cluster.fail("node3");
    Postrun.Result result = postrun();
    assertThat(result.saved()).isEmpty();
    assertThat(result.lost()).isTrue();
    assertThat(virtual.prefix.resolve(".scr/scr.dataset.6.earlier.1")).isDirectory();
  }

  @Test
  void whatAnotherAllocationHadInCacheIsNotLookedFor() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    virtual.cluster.down();
    Files.delete(virtual.prefix.resolve("../home/libexec/scr_copy"));
    try (VirtualJob other = new VirtualJob(Files.createDirectory(directory.resolve("other")), 2)) {
      Files.createDirectories(other.prefix.resolve(".scr"));
      Files.copy(virtual.prefix.resolve(".scr/flush.scr"), other.prefix.resolve(".scr/flush.scr"));
      assertThat(new Postrun(other.context()).run(NodeHistory.of(other.context())).failed())
          .isEmpty();
    }
    virtual = new VirtualJob(Files.createDirectory(directory.resolve("last")), 1);
  }

  @Test
  void aMissingCopyProgramIsToldForEveryNode() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    Files.delete(virtual.home.resolve("libexec/scr_copy"));
    Postrun.Result result = postrun();
    assertThat(result.lost()).isTrue();
    assertThat(virtual.said()).contains("ckpt.6 from node[1-3]: failed with status 127");
    assertThat(virtual.prefix.resolve(".scr/scr.dataset.6/scavenge.e" + virtual.cluster.id()))
        .content()
        .startsWith("node[1-3]\n");
  }

  @Test
  void withoutAnyNodeItSaysSo() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    for (String node : NODES) {
      virtual.cluster.fail(node);
    }
    assertThatThrownBy(this::postrun)
        .isInstanceOfSatisfying(
            JobException.class, fault -> assertThat(fault.exitCode()).isEqualTo(76));
  }

  @Test
  void aRestartCommandIsGivenTheNameOfTheCheckpointAndKeepsItsArguments() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    String left = virtual.prefix + "/from.SCR_CKPT_NAME";
    JobRun job =
        new JobRun(
            virtual.context(),
            new JobRun.Commands(
                List.of("-N", "2", "-n", "2"),
                Optional.of("false"),
                Optional.of("touch -- " + left + " " + left + ".again")));
    assertThat(job.run().exitCode()).isZero();
    assertThat(virtual.files("from.")).containsExactly("from.ckpt.6", "from.ckpt.6.again");
    assertThat(virtual.said()).contains("saved ckpt.6").contains(" launched on nodes node[1-2]");
  }

  @Test
  void withoutACheckpointTheRunCommandIsUsed() throws Exception {
    virtual.with("SCR_RUNS", "2");
    JobRun job =
        new JobRun(
            virtual.context(),
            new JobRun.Commands(
                List.of("-n", "1"),
                Optional.of("sh -c 'echo run >> " + virtual.prefix + "/ran; exit 3'"),
                Optional.of("touch " + virtual.prefix + "/restarted")));
    assertThat(job.run().exitCode()).isEqualTo(3);
    assertThat(virtual.prefix.resolve("ran")).hasContent("run\nrun\n");
    assertThat(virtual.files("restarted")).isEmpty();
  }

  @Test
  void aNodeThatNoRunMayUseIsCollectedFromAsLongAsItAnswers() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    Path script = Files.writeString(directory.resolve("worn"), worn("node2"));
    virtual.with("SCR_NODE_TESTS", script.toString()).with("SCR_MIN_NODES", "3");
    Report report = virtual.job("-N", "3", "true").run();
    assertThat(report.exitCode()).isEqualTo(76);
    assertThat(report.ending()).contains("node2: worn out");
    assertThat(report.saved().saved()).containsExactly("ckpt.6");
  }

  private static String worn(String node) {
    return "[ \"$SCR_LOCAL_NODE\" = " + node + " ] && echo FAIL: worn out || echo PASS\n";
  }

  @Test
  void whatItHasIsStaleOnceARunHasBegunWithoutIt() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    Path script = Files.writeString(directory.resolve("worn"), worn("node2"));
    virtual.with("SCR_NODE_TESTS", script.toString());
    Report report = virtual.job("-N", "2", "true").run();
    assertThat(report.exitCode()).isZero();
    assertThat(report.saved().saved()).isEmpty();
    assertThat(report.saved().lost()).isTrue();
    assertThat(virtual.said()).contains("collecting ckpt.6 from node[1,3]");
  }

  /** A job whose scheduler takes node2 for down and does not reach it; another way does. */
  private JobContext withoutDaemonOnNode2() throws Exception {
    JobContext job = virtual.context();
    Platform usual = job.platform();
    NodeCheck check = new StateCheck(Map.of("node2", new Health.Failed("its daemon is away")));
    Platform platform =
        new Platform(
            usual.resourceManager(),
            usual.launcher(),
            new Refusing(usual.remoteShell(), "node2"),
            Optional.of(usual.remoteShell()),
            List.of(check),
            usual.liveness());
    return virtual.on(platform);
  }

  @Test
  void whatOnlyANodeHeldToBeDownHasIsHadByAnotherWay() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    JobContext job = withoutDaemonOnNode2();
    Postrun.Result result = new Postrun(job).run(NodeHistory.of(job));
    assertThat(result.saved()).containsExactly("ckpt.6");
    assertThat(result.lost()).isFalse();
    assertThat(virtual.said())
        .contains("collecting ckpt.6 from node[1,3]")
        .contains("ckpt.6 is not complete; trying node2, held to be down, by local");
  }

  @Test
  void aNodeThatARunHasLeftBehindIsNotAskedByAnotherWayEither() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    JobContext job = withoutDaemonOnNode2();
    NodeHistory history = NodeHistory.of(job);
    history.note(Map.of("node2", "lost"), true);
    history.leaveBehind();
    Postrun.Result result = new Postrun(job).run(NodeHistory.of(job));
    assertThat(result.lost()).isTrue();
    assertThat(virtual.said()).doesNotContain("trying");
  }

  @Test
  void aNodeThatTheLastRunLostIsAskedByAnotherWay() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    JobContext job = withoutDaemonOnNode2();
    NodeHistory.of(job).note(Map.of("node2", "lost while the program ran on it"), true);
    assertThat(new Postrun(job).run(NodeHistory.of(job)).saved()).containsExactly("ckpt.6");
  }

  /** What a scheduler says of nodes. */
  private record StateCheck(Map<String, Health> states) implements NodeCheck {

    @Override
    public String name() {
      return "resmgr";
    }

    @Override
    public Map<String, Health> check(NodeSet nodes, Duration deadline) {
      Map<String, Health> found = new LinkedHashMap<>();
      nodes.forEach(node -> found.put(node, states.getOrDefault(node, new Health.Healthy())));
      return found;
    }
  }

  /** Does not reach one node. */
  private record Refusing(RemoteShell shell, String node) implements RemoteShell {

    @Override
    public String name() {
      return "refusing";
    }

    @Override
    public Map<String, Result> run(NodeSet nodes, List<String> command, Duration deadline)
        throws ClusterException, InterruptedException {
      Map<String, Result> results =
          new LinkedHashMap<>(shell.run(nodes.minus(NodeSet.of(List.of(node))), command, deadline));
      if (nodes.contains(node)) {
        results.put(node, new Unreachable("its daemon is away"));
      }
      return results;
    }
  }

  @Test
  void aJobSavesWhatItsRunsLeave() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    Report report = virtual.job("-N", "1", "false").run();
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.saved().saved()).containsExactly("ckpt.6");
    assertThat(virtual.said()).contains("saved=ckpt.6 current=ckpt.6 exit=1");
  }
}
