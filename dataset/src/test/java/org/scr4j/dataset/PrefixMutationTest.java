package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One wrong file in a cache or a prefix makes no operation do more than answer or refuse. */
class PrefixMutationTest {

  private static final int MUTATIONS = 2000;

  @TempDir(factory = InMemory.class)
  Path directory;

  @Test
  void oneWrongFileDoesNoMoreThanBeRefused() throws Exception {
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:MaxDirectMemorySize=8m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PrefixMutationRun.class.getName(),
                Files.createDirectory(directory.resolve("worlds")).toString(),
                "0",
                Integer.toString(MUTATIONS))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      process.getOutputStream().close();
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("ended in time").isTrue();
      String printed = Files.readString(out);
      assertThat(process.exitValue()).as(printed).isZero();
      assertThat(printed).contains("good=", "bad=", "errors=");
    } finally {
      process.destroyForcibly();
    }
  }
}
