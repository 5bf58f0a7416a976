package org.scr4j.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.scr4j.library.Phase;
import org.scr4j.library.PhaseListener;
import org.scr4j.library.Scr;

/**
 * A program that asks for the loss of its nodes at exact places of the library's work.
 *
 * <p>The file {@code plan} in the prefix has a line for each loss: phase, moment, rank. The rank of
 * the first line without a file {@code done.LINE} leaves a file {@code die.LINE.NODE} when it comes
 * there, and goes no further; whoever watches takes that node down.
 */
public final class LossProgram {

  /** When in a phase the node is lost. */
  enum Moment {
    /** The rank does not begin, while the others do. */
    BEFORE,
    /** The rank takes part, until it is gone. */
    IN,
    /** The rank has ended the phase; the others may not have. */
    AFTER
  }

  /** One line of the plan. */
  record Loss(Phase phase, Moment moment, int rank) {
    static Loss of(String line) {
      String[] words = line.split(" ");
      return new Loss(
          Phase.valueOf(words[0]), Moment.valueOf(words[1]), Integer.parseInt(words[2]));
    }

    @Override
    public String toString() {
      return phase + " " + moment + " " + rank;
    }
  }

  static final int LAST = 30;
  static final int FLUSHED = 3;
  private static final int BYTES = 200_000;

  private final Path prefix;
  private final int last;

  private LossProgram(Path prefix, int last) {
    this.prefix = prefix;
    this.last = last;
  }

  /** One rank: prefix, last step, and whether it calls the run finished then. */
  public static void main(String[] arguments) throws Exception {
    LossProgram program = new LossProgram(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    program.run(Boolean.parseBoolean(arguments[2]));
  }

  private void run(boolean finish) throws IOException {
    Watch watch = new Watch();
    try (Scr scr = Scr.builder().listen(watch).init()) {
      int step = restart(scr);
      while (step < last) {
        step++;
        save(scr, step);
      }
      if (finish) {
        scr.finish();
      }
    }
  }

  private int restart(Scr scr) throws IOException {
    int rank = scr.communicator().rank();
    int completed = completed();
    int from = 0;
    if (scr.haveRestart().isPresent()) {
      from = Integer.parseInt(scr.startRestart().substring("ckpt.".length()));
      byte[] found = Files.readAllBytes(scr.routeFile(file(from, rank)));
      if (!Arrays.equals(found, content(from, rank))) {
        throw new IllegalStateException("rank " + rank + " has wrong data for step " + from);
      }
      if (!scr.completeRestart(true)) {
        throw new IllegalStateException("the restart from step " + from + " is refused");
      }
    }
    if (rank == 0) {
      add("runs", from + " " + completed + " " + losses());
    }
    return from;
  }

  private void save(Scr scr, int step) throws IOException {
    int rank = scr.communicator().rank();
    scr.startOutput("ckpt." + step);
    Files.write(scr.routeFile(file(step, rank)), content(step, rank));
    if (!scr.completeOutput(true)) {
      throw new IllegalStateException("checkpoint " + step + " is not good");
    }
    if (rank == 0) {
      add("completed", "" + step);
    }
  }

  private static String file(int step, int rank) {
    return "ckpt." + step + "/rank_" + rank;
  }

  private static byte[] content(int step, int rank) {
    byte[] bytes = new byte[BYTES + 1000 * rank];
    new java.util.Random(step * 1000L + rank).nextBytes(bytes);
    return bytes;
  }

  private void add(String file, String line) throws IOException {
    Files.writeString(
        prefix.resolve(file),
        line + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** The newest step that rank 0 has seen complete. */
  private int completed() throws IOException {
    Path file = prefix.resolve("completed");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().mapToInt(Integer::parseInt).max().orElse(0)
        : 0;
  }

  private long losses() throws IOException {
    try (Stream<Path> all = Files.list(prefix)) {
      return all.filter(file -> file.getFileName().toString().startsWith("done.")).count();
    }
  }

  /** Stops where the plan says so. */
  private final class Watch implements PhaseListener {
    private final int line;
    private final boolean any;
    private final Loss loss;

    private Watch() throws IOException {
      List<String> plan = Files.readAllLines(prefix.resolve("plan"));
      line = (int) losses();
      any = line < plan.size();
      loss = Loss.of(plan.get(Math.min(line, plan.size() - 1)));
    }

    @Override
    public void begun(Phase phase, String dataset) {
      if (mine(phase) && loss.moment() == Moment.BEFORE) {
        dieHere();
      }
      if (mine(phase) && loss.moment() == Moment.IN) {
        ask();
      }
    }

    @Override
    public void ended(Phase phase, String dataset, Duration time, boolean good) {
      // With IN, the node may still be there: nothing may follow.
      if (mine(phase) && loss.moment() != Moment.BEFORE) {
        dieHere();
      }
    }

    private boolean mine(Phase phase) {
      return any && phase == loss.phase() && rank() == loss.rank();
    }

    private int rank() {
      return Integer.parseInt(System.getenv("SLURM_PROCID"));
    }

    private void ask() {
      try {
        Files.writeString(
            prefix.resolve("die." + line + "." + System.getenv("SLURMD_NODENAME")), "");
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private void dieHere() {
      ask();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
