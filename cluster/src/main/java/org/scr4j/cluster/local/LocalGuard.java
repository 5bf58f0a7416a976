package org.scr4j.cluster.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ProbeCheck;

/**
 * A small process beside a step that ends it when this process dies, however it dies. It waits for
 * the end of a pipe of which this process holds the other end; in a session of its own where {@code
 * setsid} is found, so that what ends this process does not end it as well.
 */
final class LocalGuard implements AutoCloseable {

  private static final String SCRIPT = "scr_local_guard";

  private final OutputStream line;

  private LocalGuard(OutputStream line) {
    this.line = line;
  }

  /**
   * Starts the guard of a step, before any of its ranks.
   *
   * @param proc where process environments are looked for
   */
  static LocalGuard start(LocalStepRecord step, Path proc, Map<String, String> environment)
      throws ClusterException {
    List<String> command = new ArrayList<>();
    if (onPath("setsid", environment)) {
      command.add("setsid");
    }
    command.addAll(List.of("sh", "-c", script(), SCRIPT, step.mark(), proc.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            // It must not keep the terminal, or a pipe that somebody reads to its end, open.
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", environment.getOrDefault("PATH", "/usr/bin:/bin"));
    try {
      return new LocalGuard(builder.start().getOutputStream());
    } catch (IOException e) {
      throw new ClusterException("cannot start the guard of a step: " + e.getMessage(), e);
    }
  }

  private static boolean onPath(String program, Map<String, String> environment) {
    for (String directory : environment.getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  private static String script() throws ClusterException {
    try (InputStream in = ProbeCheck.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new ClusterException("the installation lacks " + SCRIPT + "; install it anew");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ClusterException("cannot read " + SCRIPT + ": " + e, e);
    }
  }

  /** Names a rank to it. */
  void rank(long pid) throws ClusterException {
    try {
      say("rank " + pid);
    } catch (IOException e) {
      throw new ClusterException("the guard of the step has ended: " + e.getMessage(), e);
    }
  }

  /** The step has ended: the guard goes, where somebody has not ended it before. */
  @Override
  public void close() {
    try (line) {
      say("done");
    } catch (IOException e) {
      // The pipe is broken: there is no guard any more, and nothing left that it would end.
      return;
    }
  }

  private void say(String words) throws IOException {
    line.write((words + "\n").getBytes(StandardCharsets.UTF_8));
    line.flush();
  }
}
