package org.scr4j.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The installed commands, one virtual cluster and one prefix directory, as a user at a shell has
 * them. Closing it takes the cluster down.
 */
final class Installed implements AutoCloseable {

  static final Path HOME = Path.of(System.getProperty("scr4j.home")).normalize();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path directory;
  private final Map<String, String> variables = new HashMap<>();

  /** What a command left: its status and its streams. */
  record Result(int status, String out, String err) {
    /** The last line of standard output that starts so. */
    String lastLine(String start) {
      return out.lines()
          .filter(line -> line.startsWith(start))
          .reduce((first, second) -> second)
          .orElseThrow(() -> new AssertionError("no line '" + start + "...' in: " + this));
    }
  }

  /** A command that runs while the test goes on. */
  static final class Running {
    private final Process process;
    private final Path out;
    private final Path err;

    private Running(Process process, Path out, Path err) {
      this.process = process;
      this.out = out;
      this.err = err;
    }

    Process process() {
      return process;
    }

    String out() {
      return text(out);
    }

    String err() {
      return text(err);
    }

    Result await() throws InterruptedException {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running after " + PATIENCE + ": " + out() + err());
      }
      return new Result(process.exitValue(), out(), err());
    }

    private static String text(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private int started;

  Installed(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(prefix());
    set("SCR_LOCAL_DIR", directory.resolve("cluster").toString());
    set("SCR_PREFIX", prefix().toString());
    // As in LLNL's SCR, datasets go straight to the prefix unless the cache is asked for.
    set("SCR_CACHE_BYPASS", "0");
    set("SCR_LOG_ENABLE", "1");
  }

  Path prefix() {
    return directory.resolve("prefix");
  }

  Installed set(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  static String program(String command) {
    for (String place : List.of("bin", "libexec")) {
      Path file = HOME.resolve(place).resolve(command);
      if (Files.isExecutable(file)) {
        return file.toString();
      }
    }
    throw new AssertionError(command + " is not installed in " + HOME);
  }

  static String heat() {
    return HOME.resolve("share/examples/heat/heat").toString();
  }

  Running start(String command, String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(program(command)));
    line.addAll(List.of(arguments));
    return start(command, line);
  }

  /** Starts any program with the variables of these commands. */
  Running start(String label, List<String> line) throws IOException {
    Path out = directory.resolve(label + "." + ++started + ".out");
    Path err = directory.resolve(label + "." + started + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SCR_"));
    builder.environment().putAll(variables);
    builder.environment().put("SCR_JAVA_HOME", System.getProperty("java.home"));
    return new Running(builder.start(), out, err);
  }

  Result run(String command, String... arguments) throws IOException, InterruptedException {
    return start(command, arguments).await();
  }

  /** As {@link #run}, and the command must succeed. */
  Result ok(String command, String... arguments) throws IOException, InterruptedException {
    Result result = run(command, arguments);
    if (result.status() != 0) {
      throw new AssertionError(command + " " + List.of(arguments) + " failed: " + result);
    }
    return result;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (Files.exists(Path.of(variables.get("SCR_LOCAL_DIR")))) {
      ok("scr_local", "down");
    }
  }
}
