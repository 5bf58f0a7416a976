package org.scr4j.cluster.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;

/** Hosts that the user names, as an allocation. */
class HostListTest {

  @TempDir Path directory;

  private static Allocation allocation(Map<String, String> environment) throws ClusterException {
    return new HostsResourceManager(environment).allocation();
  }

  @Test
  void theHostsAreANodeSetInItsOrder() throws ClusterException {
    Allocation found = allocation(Map.of("SCR_HOSTS", " n[3-4],login n1 "));
    assertThat(found.nodes().toList()).containsExactly("n3", "n4", "login", "n1");
    assertThat(found.endTime()).isEmpty();
    assertThat(found.user()).isNotBlank();
  }

  @Test
  void aFileMayBeAnyHostFile() throws IOException, ClusterException {
    Path file = directory.resolve("hosts");
    Files.writeString(
        file, "# mine\nn1 slots=2\n\n  n2:4 # the second\nn[3-4] max_slots=2 slots=2\r\nn1\n");
    assertThat(allocation(Map.of("SCR_HOSTS", file.toString())).nodes().toList())
        .containsExactly("n1", "n2", "n3", "n4");
  }

  @Test
  void theJobIdIsTheSameForTheSameHostsAndOnlyForThem() throws ClusterException {
    String one = allocation(Map.of("SCR_HOSTS", "n1,n2")).jobId();
    assertThat(allocation(Map.of("SCR_HOSTS", "n[1-2]")).jobId()).isEqualTo(one);
    assertThat(allocation(Map.of("SCR_HOSTS", "n[1-3]")).jobId()).isNotEqualTo(one);
    assertThat(one).matches("hosts-[0-9a-f]{8}");
    assertThat(allocation(Map.of("SCR_HOSTS", "n1", "SCR_JOB_ID", "mine")).jobId())
        .isEqualTo("mine");
  }

  @Test
  void theEndIsWhatTheUserSays() throws ClusterException {
    assertThat(allocation(Map.of("SCR_HOSTS", "n1", "SCR_END_TIME", "1795373250")).endTime())
        .isEqualTo(Optional.of(Instant.ofEpochSecond(1_795_373_250)));
    assertThat(allocation(Map.of("SCR_HOSTS", "n1", "SCR_END_TIME", "0")).endTime()).isEmpty();
    assertThatThrownBy(() -> allocation(Map.of("SCR_HOSTS", "n1", "SCR_END_TIME", "noon")))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("seconds since 1970");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "n[1-", "-oProxyCommand=x", "a;b", "/nonexistent/file", "/tmp"})
  void whatNamesNoHostsIsRefusedWithTheVariablesName(String value) {
    assertThatThrownBy(() -> allocation(Map.of("SCR_HOSTS", value)))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("SCR_HOSTS");
  }

  @Test
  void aBadLineIsNamed() throws IOException {
    Path file = directory.resolve("hosts");
    Files.writeString(file, "n1\nn2;rm\n");
    assertThatThrownBy(() -> allocation(Map.of("SCR_HOSTS", file.toString())))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining(file + ":2");
  }
}
