package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 200,000 wrong files, through every reader: each one is read or refused in a line, in a process
 * that has less than 256 MB in all.
 */
class MutationTest {

  private static final int MUTATIONS = 200_000;
  private static final int PROCESSES = 2;
  private static final int MOST_MEMORY_KIB = 256 << 10;

  @TempDir(factory = InMemory.class)
  Path directory;

  private record Running(Process process, Path out) {}

  @Test
  void noWrongFileDoesMoreThanBeRefused() throws IOException, InterruptedException {
    List<Running> all = new ArrayList<>();
    int each = MUTATIONS / PROCESSES;
    try {
      for (int i = 0; i < PROCESSES; i++) {
        all.add(start(i * each, each));
      }
      for (Running one : all) {
        check(one);
      }
    } finally {
      all.forEach(one -> one.process().destroyForcibly());
    }
  }

  private void check(Running one) throws IOException, InterruptedException {
    assertThat(one.process().waitFor(10, TimeUnit.MINUTES)).as("ended in time").isTrue();
    String printed = Files.readString(one.out());
    assertThat(one.process().exitValue()).as(printed).isZero();
    String[] numbers = printed.strip().split(" ");
    assertThat(Long.parseLong(numbers[0])).as("answers").isGreaterThan(MUTATIONS / 10);
    assertThat(Long.parseLong(numbers[1])).as("errors").isGreaterThan(MUTATIONS / 10);
    assertThat(Long.parseLong(numbers[2])).as("memory").isLessThan(MOST_MEMORY_KIB);
  }

  private Running start(int first, int count) throws IOException {
    Path out = directory.resolve("out." + first);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:MaxMetaspaceSize=48m",
                "-XX:ReservedCodeCacheSize=32m",
                "-XX:MaxDirectMemorySize=8m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                MutationRun.class.getName(),
                directory.resolve("prefix." + first).toString(),
                Integer.toString(first),
                Integer.toString(count))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    process.getOutputStream().close();
    return new Running(process, out);
  }
}
