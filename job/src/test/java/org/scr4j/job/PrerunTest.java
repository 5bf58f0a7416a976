package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.dataset.FlushState;

@Timeout(60)
class PrerunTest {

  @TempDir Path directory;
  private VirtualJob virtual;

  @BeforeEach
  void up() throws Exception {
    virtual = new VirtualJob(directory, 1);
  }

  @AfterEach
  void down() throws Exception {
    virtual.close();
  }

  private Prerun.Result prerun() throws Exception {
    return new Prerun(virtual.context()).run();
  }

  private Path state(String name) {
    return virtual.prefix.resolve(".scr").resolve(name);
  }

  @Test
  void makesTheMetadataDirectory() throws Exception {
    prerun();
    assertThat(virtual.prefix.resolve(".scr")).isDirectory();
  }

  @Test
  void clearsTheNodesFileButNotTheHaltFile() throws Exception {
    virtual.context().nodesFile().write(4);
    virtual.halt(halt -> halt.withExitReason(Optional.of("JOB_HALTED")));
    prerun();
    assertThat(state("nodes.scr")).doesNotExist();
    assertThat(state("halt.scr")).exists();
  }

  @Test
  void keepsTheFlushFileWhileItNamesWhatIsInCacheOnly() throws Exception {
    CachedDataset.checkpoint(virtual, 3).write(List.of("node1"), 300, "three");
    assertThat(prerun().flushFileKept()).isTrue();
    assertThat(state("flush.scr")).exists();
    virtual.context().flush().update(flush -> flush.withLocation(3, FlushState.Location.PFS));
    assertThat(prerun().flushFileKept()).isFalse();
    assertThat(state("flush.scr")).doesNotExist();
  }

  @Test
  void movesADamagedFlushFileAside() throws Exception {
    Files.createDirectories(state("."));
    Files.writeString(state("flush.scr"), "not a tree, but long enough to look at");
    assertThat(prerun().flushFileKept()).isFalse();
    assertThat(state("flush.scr.damaged.1")).exists();
    assertThat(virtual.said()).contains("flush.scr").contains("damaged");
  }

  @Test
  void aPrefixThatCannotBeWrittenIsStatus73() throws Exception {
    Prerun prerun = new Prerun(virtual.context());
    Files.createFile(virtual.prefix.resolve(".scr"));
    assertThatThrownBy(prerun::run)
        .isInstanceOfSatisfying(
            JobException.class,
            fault -> {
              assertThat(fault.exitCode()).isEqualTo(73);
              assertThat(fault).hasMessageContaining(virtual.prefix.resolve(".scr").toString());
            });
  }
}
