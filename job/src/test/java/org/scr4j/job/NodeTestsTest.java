package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ProbeCheck;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;

/** What SCR_NODE_TESTS and SCR_NODE_TESTS_FILE ask for. */
class NodeTestsTest {

  private static final NodeTests USUAL = new NodeTests(true, true, true, List.of());
  private static final NodeTests NONE = new NodeTests(false, false, false, List.of());

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void noSystemFile() {
    environment.put("SCR_CONFIG_FILE", "/dev/null");
  }

  private NodeTests tests() throws Exception {
    return NodeTests.of(Configuration.load(environment, Optional.empty(), directory));
  }

  private String file(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void theUsualOnesAreThoseOfLlnl() throws Exception {
    assertThat(tests()).isEqualTo(USUAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "resmgr", "scr_exclude_nodes,resmgr"})
  void theResourceManagerAndTheUserAlwaysCount(String names) throws Exception {
    environment.put("SCR_NODE_TESTS", names);
    assertThat(tests()).isEqualTo(NONE);
  }

  @Test
  void namesStandBetweenCommasOrBlanks() throws Exception {
    environment.put("SCR_NODE_TESTS", " ping, dir_capacity ");
    assertThat(tests()).isEqualTo(new NodeTests(true, false, true, List.of()));
  }

  @Test
  void aFileMayNameThemAndTheVariableWins() throws Exception {
    environment.put(
        "SCR_NODE_TESTS_FILE", file("tests", "# of this site\nping\n\necho, dir_capacity # all\n"));
    assertThat(tests()).isEqualTo(USUAL);
    environment.put("SCR_NODE_TESTS", "ping");
    assertThat(tests()).isEqualTo(new NodeTests(true, false, false, List.of()));
  }

  @Test
  void anAbsolutePathIsAScriptOfTheSite() throws Exception {
    String script = file("gpu-test", "echo PASS\n");
    environment.put("SCR_NODE_TESTS", "echo," + script);
    assertThat(tests().own())
        .containsExactly(new ProbeCheck.Script(script, "echo PASS\n", List.of()));
  }

  @Test
  void anUnknownNameIsAnErrorThatSaysWhereItStands() throws Exception {
    environment.put("SCR_NODE_TESTS", "ping,bogus");
    assertThatThrownBy(this::tests)
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("SCR_NODE_TESTS", "environment", "'bogus'", "dir_capacity");
    environment.remove("SCR_NODE_TESTS");
    String names = file("tests", "pong\n");
    environment.put("SCR_NODE_TESTS_FILE", names);
    assertThatThrownBy(this::tests).hasMessageContainingAll(names, "'pong'");
  }

  @Test
  void whatCannotBeReadIsAnErrorThatNamesIt() throws Exception {
    environment.put("SCR_NODE_TESTS", "/no/such/script");
    assertThatThrownBy(this::tests)
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("SCR_NODE_TESTS", "/no/such/script", "cannot be read");
    environment.put("SCR_NODE_TESTS", file("huge", "#".repeat(70_000)));
    assertThatThrownBy(this::tests).hasMessageContaining("64 KB");
    environment.remove("SCR_NODE_TESTS");
    environment.put("SCR_NODE_TESTS_FILE", "/no/such/list");
    assertThatThrownBy(this::tests).hasMessageContainingAll("/no/such/list", "cannot be read");
  }
}
