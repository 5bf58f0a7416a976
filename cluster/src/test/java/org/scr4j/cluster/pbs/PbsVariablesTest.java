package org.scr4j.cluster.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;

class PbsVariablesTest {

  @TempDir Path directory;

  private Map<String, String> nodeFile(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("nodes"), text);
    return new HashMap<>(Map.of("PBS_NODEFILE", file.toString()));
  }

  @Test
  void theNodeFileNamesEachHostOnceInItsOrder() throws IOException {
    assertThat(PbsVariables.nodes(nodeFile("p9\np9\np2\np2\np10\n")).orElseThrow().toList())
        .containsExactly("p9", "p2", "p10");
    assertThat(PbsVariables.nodes(nodeFile("a.b.org\r\n\r\na.b.org\r\n")).orElseThrow().toList())
        .containsExactly("a.b.org");
  }

  @Test
  void withoutANodeFileThereAreNoNodes() throws IOException {
    assertThat(PbsVariables.nodes(Map.of())).isEmpty();
    assertThat(PbsVariables.nodes(Map.of("PBS_NODEFILE", "/nonexistent/file"))).isEmpty();
    assertThat(PbsVariables.nodes(nodeFile("\n"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"p2 slots=2\n", "-rf\n", "p[1-3]\n", "\u0001\u00ff<<<\n"})
  void aLineThatIsNoHostIsAFaultThatNamesTheFile(String text) throws IOException {
    Map<String, String> environment = nodeFile(text);
    assertThatThrownBy(() -> PbsVariables.nodes(environment))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("PBS_NODEFILE=")
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.p1", "548.moab", "548[3].moab", "12", "138295.sdb.site.org"})
  void anIdIsTakenAsItIs(String id) throws ClusterException {
    assertThat(PbsVariables.jobId(Map.of("PBS_JOBID", id))).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-f", "1 2", "1.a;b", "../1"})
  void whatIsNoIdIsAFault(String id) {
    assertThatThrownBy(() -> PbsVariables.jobId(Map.of("PBS_JOBID", id)))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("PBS_JOBID");
  }

  @Test
  void torqueTellsHowLongTheJobMayRunFromTheAgeOfTheNodeFile() throws IOException {
    Map<String, String> environment = nodeFile("p1\n");
    assertThat(PbsVariables.end(environment)).isEmpty();
    environment.put("PBS_WALLTIME", "3600");
    Files.setLastModifiedTime(
        directory.resolve("nodes"), FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
    assertThat(PbsVariables.end(environment)).contains(Instant.ofEpochSecond(1_000_003_600));
  }

  @Test
  void commandsSpeakOneLanguageAndOneTime() {
    Map<String, String> tools =
        PbsVariables.forTools(
            Map.of("LC_MESSAGES", "de_DE", "LANGUAGE", "de", "TZ", "Asia/Tokyo", "A", "b"));
    assertThat(tools).isEqualTo(Map.of("LC_ALL", "C", "TZ", "UTC0", "A", "b"));
  }
}
