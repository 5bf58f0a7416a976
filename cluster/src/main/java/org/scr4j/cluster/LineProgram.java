package org.scr4j.cluster;

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

/** A running program whose lines are read as they come; it reads nothing itself. */
public final class LineProgram {

  private static final Duration GRACE = Duration.ofMillis(500);
  private static final Duration STREAMS = Duration.ofMillis(500);

  /** A line longer than that is not a program's message. */
  private static final int LONGEST_LINE = 1 << 20;

  private final Process process;
  private final List<Thread> readers;

  private LineProgram(Process process, Consumer<String> out, Consumer<String> err) {
    this.process = process;
    this.readers =
        List.of(reader(process.getInputStream(), out), reader(process.getErrorStream(), err));
  }

  /**
   * Starts {@code command}.
   *
   * @param environment its whole environment
   * @param out takes each line of standard output, without the line end, in a thread of its own
   * @param err takes each line of standard error, likewise
   */
  public static LineProgram start(
      List<String> command,
      Map<String, String> environment,
      Consumer<String> out,
      Consumer<String> err)
      throws ClusterException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    try {
      return new LineProgram(builder.start(), out, err);
    } catch (IOException e) {
      throw new ClusterException(
          ProcessRunner.whyNotStarted(command.get(0), Optional.empty(), e), e);
    }
  }

  private static Thread reader(InputStream stream, Consumer<String> lines) {
    Thread thread = new Thread(() -> read(stream, lines), "output of a program");
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
      // The pipe broke with its program; what came before is kept, the rest counts as not said.
      return;
    }
  }

  /**
   * Whether it has ended, after {@code limit} at the latest; all that it wrote has been read then.
   */
  public boolean await(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    for (Thread reader : readers) {
      reader.join(STREAMS.toMillis());
    }
    return true;
  }

  /** Its exit status, or 128 plus the signal, once it has ended. */
  public int status() {
    return process.exitValue();
  }

  /** Ends it and what it has started: TERM, and KILL half a second later. */
  public void end() throws InterruptedException {
    ProcessTree.end(process.toHandle(), GRACE);
  }

  /** As {@link #end()}, where there is no time left for it. */
  public void kill() {
    process.destroyForcibly();
  }
}
