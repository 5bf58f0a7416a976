package org.scr4j.cluster.flux;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.ProcessTree;
import org.scr4j.cluster.SearchPath;

/** A running {@code flux exec} whose lines are read as they come. */
final class FluxExec {

  private static final Duration GRACE = Duration.ofMillis(300);
  private static final Duration STREAMS = Duration.ofMillis(500);

  /** A line longer than that is not a program's message. */
  private static final int LONGEST_LINE = 1 << 20;

  private final Process process;
  private final List<Thread> readers;

  private FluxExec(FluxFanOut answers, Process process) {
    this.process = process;
    this.readers =
        List.of(
            reader(process.getInputStream(), answers::out),
            reader(process.getErrorStream(), answers::err));
  }

  /**
   * Starts {@code command}.
   *
   * @param environment of flux exec and of the program
   */
  static FluxExec start(FluxFanOut answers, List<String> command, Map<String, String> environment)
      throws ClusterException {
    ProcessBuilder builder = new ProcessBuilder(SearchPath.located(command, environment));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    try {
      return new FluxExec(answers, builder.start());
    } catch (IOException e) {
      throw new ClusterException(
          ProcessRunner.whyNotStarted(command.get(0), Optional.empty(), e), e);
    }
  }

  private static Thread reader(InputStream stream, Consumer<String> lines) {
    Thread thread = new Thread(() -> read(stream, lines), "output of flux exec");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void read(InputStream stream, Consumer<String> lines) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(stream)) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          lines.accept(line.toString(StandardCharsets.UTF_8));
          line.reset();
        } else if (line.size() < LONGEST_LINE) {
          line.write(next);
        }
      }
      if (line.size() > 0) {
        lines.accept(line.toString(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The pipe broke with flux exec; what came before is kept, the rest has not answered.
      return;
    }
  }

  /** Whether it has ended, after {@code limit} at the latest. */
  boolean await(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    for (Thread reader : readers) {
      reader.join(STREAMS.toMillis());
    }
    return true;
  }

  /**
   * Ends it. TERM is passed on to the nodes; whatever minds it not is killed by the brokers once
   * flux exec is gone.
   */
  void end() throws InterruptedException {
    ProcessTree.end(process.toHandle(), GRACE);
  }

  /** As {@link #end()}, where there is no time left for it. */
  void kill() {
    process.destroyForcibly();
  }
}
