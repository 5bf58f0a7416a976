package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A program that writes no dataset, ignores SIGTERM and never ends by itself, on four nodes. */
final class StuckProgram {

  private static final int NODES = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SCRIPT =
      """
      #!/bin/sh
      trap '' TERM
      echo $$ > "$SCR_PREFIX/pid.$(hostname)"
      while :; do sleep 600; done
      """;

  private final Path prefix;

  /** A program whose runs have {@code prefix} for prefix directory. */
  StuckProgram(Path prefix) {
    this.prefix = prefix;
  }

  /** The arguments of scr_run. */
  String[] arguments(String launcher) throws IOException {
    Path script = Files.writeString(prefix.resolve("stuck.sh"), SCRIPT);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return (launcher + " " + script).split(" ");
  }

  /** Waits until it runs on all of its nodes. */
  void awaitStarted() {
    await().atMost(PATIENCE).until(() -> nodes().size() == NODES);
  }

  private List<String> nodes() throws IOException {
    try (Stream<Path> all = Files.list(prefix)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("pid."))
          .map(name -> name.substring("pid.".length()))
          .toList();
    }
  }

  /** It is gone from every node that it ran on. */
  void assertGone(TestCluster cluster) throws IOException, InterruptedException {
    assertThat(nodes()).hasSize(NODES);
    for (String node : nodes()) {
      String pid = Files.readString(prefix.resolve("pid." + node)).strip();
      assertThat(
              cluster.onNode(
                  node, "sh", "-c", "kill -0 " + pid + " 2>/dev/null && echo runs || echo gone"))
          .as(node)
          .isEqualTo("gone");
    }
  }
}
