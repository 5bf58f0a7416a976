package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.cluster.NodeSet;
import org.scr4j.dataset.CacheSurvey;
import org.scr4j.dataset.CachedPart;

/** Virtual nodes are asked what they hold, by a real program. */
@Timeout(60)
class CacheInspectionTest {

  private static final String CONTROL = "/dev/shm/tester/scr.1";

  @TempDir Path directory;
  private VirtualJob virtual;

  @BeforeEach
  void up() throws Exception {
    virtual = new VirtualJob(directory, 3);
  }

  @AfterEach
  void down() throws Exception {
    virtual.close();
  }

  private void install(String script) throws IOException {
    Path libexec = Files.createDirectories(virtual.home.resolve("libexec"));
    Path program = Files.writeString(libexec.resolve("scr_inspect_cache"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<CacheSurvey.State> inspect(String nodes) throws Exception {
    return new CacheInspection(virtual.context(), CONTROL).run(NodeSet.parse(nodes));
  }

  private static String line(int member, int size) {
    return new CachedPart(4, member, "XOR", 1, 0, size, member, 1, 1, true).line();
  }

  @Test
  void whatNodesAnswerIsPutTogether() throws Exception {
    install(
        "[ $1 = "
            + CONTROL
            + " ] || exit 9\necho noise\ncase $SCR_LOCAL_NODE in\nnode1) echo '"
            + line(0, 3)
            + "';;\nnode2) echo '"
            + line(1, 3)
            + "';;\nnode3) echo '"
            + line(2, 3)
            + "';;\nesac\n");
    CacheSurvey.State good = new CacheSurvey.State(4, Optional.empty());
    assertThat(inspect("node[1-3]")).containsExactly(good);
    assertThat(inspect("node[1,3]")).containsExactly(good);
    assertThat(inspect("node3"))
        .singleElement()
        .satisfies(state -> assertThat(state.lost().orElseThrow()).contains("1 of its 3 members"));
    virtual.cluster.fail("node2");
    assertThat(inspect("node[1-3]")).containsExactly(good);
    assertThat(virtual.said()).contains("node2: counts as lost: not reachable");
  }

  @Test
  void aNodeWhoseAnswerIsAFaultCountsAsLost() throws Exception {
    install("echo '" + line(0, 1) + "'; echo no such thing >&2; exit 74\n");
    assertThat(inspect("node1")).isEmpty();
    assertThat(virtual.said())
        .contains("node1: counts as lost: scr_inspect_cache ended with status 74 no such thing");
  }

  @Test
  void withoutNodesNothingIsAsked() throws Exception {
    assertThat(new CacheInspection(virtual.context(), CONTROL).run(NodeSet.empty())).isEmpty();
  }
}
