package org.scr4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command as a process of its own, as a user starts it. */
record Started(Process process, Path out, Path err) {

  /** Of signal 2 in the masks of /proc. */
  private static final long SIGINT_BIT = 1 << 1;

  static Started command(Path directory, Map<String, String> environment, String... words)
      throws IOException {
    List<String> command = new ArrayList<>(withSignals());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Dscr4j.home=" + directory.resolve("home"),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(List.of(words));
    Path out = Files.createTempFile(directory, "out", "");
    Path err = Files.createTempFile(directory, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new Started(builder.start(), out, err);
  }

  /**
   * What comes before a command that is to be interrupted: where a shell started these tests in the
   * background, SIGINT is ignored by them and all that they start.
   */
  private static List<String> withSignals() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return List.of();
    }
    boolean ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
            .anyMatch(mask -> (mask & SIGINT_BIT) != 0);
    return ignored ? List.of("env", "--default-signal=INT") : List.of();
  }

  /** Exit status, within 30 seconds. */
  int status() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after 30 s");
    }
    return process.exitValue();
  }

  String output() throws IOException {
    return Files.readString(out);
  }

  String messages() throws IOException {
    return Files.readString(err);
  }
}
