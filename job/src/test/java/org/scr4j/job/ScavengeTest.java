package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.cluster.NodeSet;
import org.scr4j.dataset.BuildResult;

/** Collecting from nodes of which one does not answer, and again once it does. */
@Timeout(120)
class ScavengeTest {

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
            "#!/bin/sh\n[ -e '"
                + hangs()
                + "' ] && [ \"$SCR_LOCAL_NODE\" = node2 ] && exec sleep 1000\nexec '"
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

  private Path hangs() {
    return directory.resolve("node2.hangs");
  }

  private BuildResult scavenge(Duration collect) throws Exception {
    JobContext usual = virtual.context();
    Limits limits = usual.limits();
    JobContext job =
        new JobContext(
            usual.settings(),
            usual.platform(),
            usual.allocation(),
            usual.home(),
            new Limits(limits.check(), limits.clean(), limits.grace(), limits.orphans(), collect),
            usual.clock(),
            usual.messages(),
            usual.log());
    return new Scavenge(job)
        .run(
            job.flush().read().dataset(6).orElseThrow(),
            new Scavenge.Sources(NodeSet.of(NODES), NodeSet.empty(), NodeSet.empty()));
  }

  private String log(String kind) throws IOException {
    String jobId = virtual.context().allocation().jobId();
    return Files.readString(virtual.prefix.resolve(".scr/scr.dataset.6/scavenge." + kind + jobId));
  }

  @Test
  void aNodeThatHangsIsGivenUpAndItsPartIsCollectedByTheNextAttempt() throws Exception {
    CachedDataset.checkpoint(virtual, 6).write(NODES, 600, "six");
    Files.createFile(hangs());
    assertThat(scavenge(Duration.ofSeconds(4))).isInstanceOf(BuildResult.Incomplete.class);
    assertThat(virtual.said()).contains("ckpt.6 from node2: not done within 4 s");
    assertThat(log("e")).contains("node2\nTimedOut");

    Files.delete(hangs());
    assertThat(scavenge(Duration.ofSeconds(60))).isInstanceOf(BuildResult.Complete.class);
    assertThat(log("e")).as("what the first attempt said is kept").contains("node2\nTimedOut");
    for (String node : NODES) {
      assertThat(log("o")).contains(node + "\n", " files\nscr_copy: " + node + ": Return code: 0");
    }
    assertThat(virtual.said())
        .containsPattern("from node\\[1,3]: collected, .* files, in .* s at most\n");
    for (int rank = 0; rank < 3; rank++) {
      assertThat(virtual.prefix.resolve("ckpt.6/rank_" + rank)).hasContent("six" + rank);
    }
  }
}
