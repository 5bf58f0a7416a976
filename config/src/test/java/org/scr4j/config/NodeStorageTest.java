package org.scr4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeStorageTest {

  private static final NodeStorage VIRTUAL = new NodeStorage(Path.of("/tmp/c/node1/"));

  @Test
  void onARealNodeEveryPathIsWhatItSays() {
    assertThat(NodeStorage.REAL.physical("/dev/shm/u/scr.1"))
        .isEqualTo(Path.of("/dev/shm/u/scr.1"));
    assertThat(NodeStorage.REAL.logical(Path.of("/dev/shm/u"))).isEqualTo("/dev/shm/u");
  }

  @Test
  void onAVirtualNodeItIsBelowTheRootOfThatNode() {
    assertThat(VIRTUAL.physical("/dev/shm/u/scr.1"))
        .isEqualTo(Path.of("/tmp/c/node1/dev/shm/u/scr.1"));
    assertThat(VIRTUAL.logical(Path.of("/tmp/c/node1/dev/shm/u"))).isEqualTo("/dev/shm/u");
    assertThat(VIRTUAL.logical(Path.of("/tmp/c/node1"))).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../../etc/passwd", "/dev/shm/../../../etc/passwd"})
  void noPathLeadsOutOfTheRoot(String path) {
    assertThat(VIRTUAL.physical(path)).isEqualTo(Path.of("/tmp/c/node1/etc/passwd"));
  }

  @Test
  void relativePathsAndFilesOfOthersAreRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> VIRTUAL.physical("dev/shm"))
        .withMessage("not an absolute path: dev/shm");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> VIRTUAL.logical(Path.of("/tmp/c/node10/x")))
        .withMessage("/tmp/c/node10/x is not on this node, whose storage is /tmp/c/node1");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new NodeStorage(Path.of("relative")));
  }
}
