package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./demo}, as README.md promises it. */
class DemoTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"xor", "partner", "single", "rs"})
  void survivesWithTheSameAnswer(String scheme) throws IOException, InterruptedException {
    Path project = Path.of(System.getProperty("scr4j.source")).normalize();
    Path out = directory.resolve("demo.out");
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    project.resolve("demo").toString(),
                    "--scheme",
                    scheme,
                    "--installed",
                    Installed.HOME.toString()))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SCR_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));

    int status = builder.start().waitFor();

    List<String> lines = Files.readAllLines(out);
    assertThat(status).as(String.join("\n", lines)).isZero();
    assertThat(lines.get(lines.size() - 1))
        .matches(
            "survived=yes identical=yes relaunch_s=\\d+\\.\\d+ restarted_from=heat\\.\\d+"
                + " datasets=\\d+");
  }
}
