package org.scr4j.cluster.slurm;

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
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.ProcessTree;
import org.scr4j.cluster.SearchPath;

/** A step of ours beside the application's: one {@code srun} whose lines are read as they come. */
final class SrunHelperStep {

  private static final Duration GRACE = Duration.ofMillis(500);
  private static final Duration STREAMS = Duration.ofMillis(500);

  /** A line longer than that is not a program's message. */
  private static final int LONGEST_LINE = 1 << 20;

  private final SrunFanOut answers;
  private final Process srun;
  private final List<Thread> readers;

  private SrunHelperStep(SrunFanOut answers, Process srun) {
    this.answers = answers;
    this.srun = srun;
    this.readers =
        List.of(
            reader(srun.getInputStream(), answers::out),
            reader(srun.getErrorStream(), answers::err));
  }

  /**
   * Starts {@code program} on {@code nodes}.
   *
   * @param environment of srun and of the program
   */
  static SrunHelperStep start(
      SrunFanOut answers, NodeSet nodes, List<String> program, Map<String, String> environment)
      throws ClusterException {
    List<String> command = answers.command(nodes, program);
    ProcessBuilder builder = new ProcessBuilder(SearchPath.located(command, environment));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    try {
      return new SrunHelperStep(answers, builder.start());
    } catch (IOException e) {
      throw new ClusterException(
          ProcessRunner.whyNotStarted(command.get(0), Optional.empty(), e), e);
    }
  }

  private static Thread reader(InputStream stream, Consumer<String> lines) {
    Thread thread = new Thread(() -> read(stream, lines), "output of srun");
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
      // The pipe broke with srun; what came before is kept, the rest counts as not answered.
      return;
    }
  }

  SrunFanOut answers() {
    return answers;
  }

  /** Whether srun has ended, after {@code limit} at the latest. */
  boolean await(Duration limit) throws InterruptedException {
    if (!srun.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    for (Thread reader : readers) {
      reader.join(STREAMS.toMillis());
    }
    return true;
  }

  int status() {
    return srun.exitValue();
  }

  /** Ends srun, which tells the nodes; a node that does not listen is not waited for. */
  void end() throws InterruptedException {
    ProcessTree.end(srun.toHandle(), GRACE);
  }

  /** As {@link #end()}, where there is no time left for it. */
  void kill() {
    srun.destroyForcibly();
  }
}
