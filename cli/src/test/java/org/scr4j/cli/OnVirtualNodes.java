package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a cluster of three virtual nodes, which each test has for itself. */
abstract class OnVirtualNodes {

  @TempDir Path directory;
  final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void up() {
    environment.put("SCR_LOCAL_DIR", directory.resolve("cluster").toString());
    environment.put("SCR_CONFIG_FILE", "/dev/null");
    environment.put("USER", "tester");
    environment.put("PATH", System.getenv("PATH"));
    assertThat(call("scr_local", "up", "-N", "3").status()).isZero();
  }

  @AfterEach
  void down() {
    call("scr_local", "down");
  }

  Called call(String... words) {
    return Called.with(directory, environment, words);
  }

  Started start(String... words) throws Exception {
    return Started.command(directory, environment, words);
  }
}
