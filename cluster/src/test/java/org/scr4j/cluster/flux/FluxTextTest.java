package org.scr4j.cluster.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;

/** Ids of jobs, names of instances, and resource sets. */
class FluxTextTest {

  @ParameterizedTest
  @CsvSource({"ƒJJgcnT, fJJgcnT", "fJJgcnT, fJJgcnT", "' ƒ8teVJUo ', f8teVJUo", "ƒ1, f1"})
  void anIdOfAJobHasAPlainLetterInEveryLocale(String printed, String id) {
    assertThat(FluxText.jobId(printed)).contains(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "f", "ƒ", "JJgcnT", "f0", "fIl", "123", "f1 f2", "-f1", "f1;x", "ƒƒ1"})
  void whatIsNoIdIsNotTakenForOne(String text) {
    assertThat(FluxText.jobId(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "local:///tmp/flux-F0kBNg/local-0, flux-F0kBNg",
    "ssh://node1/tmp/flux-EpNNE4/local-0, flux-EpNNE4",
    "local:///run/user/1000/my run/local-0, flux-my_run"
  })
  void anInstanceThatIsNoJobGoesByItsDirectory(String uri, String id) throws Exception {
    assertThat(FluxResourceManager.idOf(uri)).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "local", "local://", "x/../y", "\u0001"})
  void anUriWithoutADirectoryIsAnErrorWithTheRemedy(String uri) {
    assertThatThrownBy(() -> FluxResourceManager.idOf(uri))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("set SCR_JOB_ID");
  }

  @Test
  void theNodesOfAJobAreReadFromItsResources() {
    String set =
        "{\"version\": 1, \"execution\": {\"R_lite\": [{\"rank\": \"0-3\", \"children\": {\"core\":"
            + " \"0-1\"}}], \"starttime\": 1795348107.9157681, \"expiration\": 1795351689.40906,"
            + " \"nslots\": 8, \"nodelist\": [\"node[1-2,4]\", \"login\"]}}";
    assertThat(FluxTools.nodesOf(set)).contains(NodeSet.parse("node[1-2,4],login"));
    assertThat(FluxTools.nodesOf("{\"nodelist\":[\"vm,vm\"]}")).contains(NodeSet.of("vm"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "{\"nodelist\": []}", "{\"nodelist\": [\"a[\"]}", "\"nodelist\": [\"a"})
  void damagedResourcesTellNoNodes(String set) {
    assertThat(FluxTools.nodesOf(set)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/opt/flux/libexec/flux/cmd/flux-job attach ƒg5p4tF;fg5p4tF",
        "flux-job attach --label-io --stdin-ranks=0 fg5p4tF;fg5p4tF",
        "/bin/sh /tmp/bin/flux-job attach ƒ1;f1"
      })
  void theJobOfARunIsSeenInItsCommandLine(String line, String id) {
    assertThat(FluxJob.attached(raw(line))).contains(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "python3 flux-run.py run -N4 ./attach f1",
        "flux-job attach",
        "flux-job wait f1",
        "attach f1",
        "flux-job attach --help"
      })
  void aRunThatHasNoJobYetHasNoId(String line) {
    assertThat(FluxJob.attached(raw(line))).isEmpty();
  }

  private static String raw(String line) {
    byte[] bytes = (line.replace(' ', '\0') + "\0").getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
