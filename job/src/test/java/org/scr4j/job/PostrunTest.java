package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.dataset.DatasetIndex;

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
    return new Postrun(virtual.context()).run(Map.of());
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
      assertThat(new Postrun(other.context()).run(Map.of()).failed()).isEmpty();
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
    virtual.with("SCR_RUNS", "2");
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
    assertThat(virtual.said()).contains("relaunched on nodes node[1-2]");
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

  @Test
  void aJobSavesWhatItsRunsLeave() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    Report report = virtual.job("-N", "1", "false").run();
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.saved().saved()).containsExactly("ckpt.6");
    assertThat(virtual.said()).contains("saved=ckpt.6 current=ckpt.6 exit=1");
  }
}
