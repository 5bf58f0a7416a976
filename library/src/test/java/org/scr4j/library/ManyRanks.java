package org.scr4j.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.scr4j.library.comm.Communicator;
import org.scr4j.library.comm.CommunicatorSettings;
import org.scr4j.library.comm.Communicators;
import org.scr4j.library.comm.RankIdentity;

/**
 * Many ranks in one JVM, each a thread with its sockets, at most eight on a node: checkpoints, the
 * loss of a node, the rebuild on a spare one. As a program it prints what that took: the table of
 * docs/scale.md.
 */
final class ManyRanks {

  private static final int BYTES = 4096;
  private static final int CHECKPOINTS = 5;

  /** Everybody waits for the slowest, and few processors serve them all. */
  private static final CommunicatorSettings PATIENT =
      new CommunicatorSettings(
          Duration.ofMinutes(2),
          Duration.ofSeconds(20),
          Duration.ofMinutes(2),
          Duration.ofSeconds(20),
          1 << 20);

  /** What one step of the story took, with the messages of all ranks. */
  record Step(String name, double seconds, long collectives, long messages, long bytes) {}

  private final Path directory;
  private final String scheme;
  private final int size;

  ManyRanks(Path directory, String scheme, int size) {
    this.directory = directory;
    this.scheme = scheme;
    this.size = size;
  }

  /** Ranks, each a power of two times eight. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("ranks  step        seconds  collective calls  messages  a rank");
    for (String size : arguments) {
      Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "scr4j-ranks-");
      try {
        for (Step step : new ManyRanks(directory, "XOR", Integer.parseInt(size)).story()) {
          System.out.printf(
              "%5s  %-10s  %7.2f  %16d  %8d  %6.1f%n",
              size,
              step.name(),
              step.seconds(),
              step.collectives(),
              step.messages(),
              (double) step.messages() / Integer.parseInt(size));
        }
      } finally {
        Folders.delete(directory);
      }
    }
  }

  /** Connect, write, lose a node, rebuild; contents compared. */
  List<Step> story() throws Exception {
    Files.createDirectories(directory.resolve("prefix"));
    List<Step> steps = new ArrayList<>();
    int nodes = size / onNode();
    List<String> before = nodes(IntStream.range(0, nodes));
    List<String> after = nodes(IntStream.range(1, nodes + 1));
    run(before, "first", steps, this::write);
    Folders.delete(storage("node0"));
    run(after, "second", steps, this::read);
    return steps;
  }

  /** Few ranks need two nodes too, or there would be nothing to rebuild from. */
  private int onNode() {
    return Math.min(8, size / 2);
  }

  private List<String> nodes(IntStream numbers) {
    return numbers
        .boxed()
        .flatMap(number -> IntStream.range(0, onNode()).mapToObj(i -> "node" + number))
        .toList();
  }

  /** What a rank does in one run. */
  @FunctionalInterface
  private interface Program {
    void run(int rank, Meter meter) throws IOException;
  }

  private void run(List<String> nodes, String step, List<Step> steps, Program program)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      CountingCommunicator.Counts counts = new CountingCommunicator.Counts();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        int rank = i;
        running.add(
            threads.submit(
                () -> {
                  Meter meter = new Meter(nodes.get(rank), step, rank, counts, steps);
                  program.run(rank, meter);
                  return rank;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException failed) {
      throw new AssertionError("a rank failed", failed.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** The clock and the communicator of one rank. */
  private final class Meter {
    private final String node;
    private final String run;
    private final int rank;
    private final CountingCommunicator.Counts counts;
    private final List<Step> steps;
    private long begin = System.nanoTime();

    private Meter(
        String node, String run, int rank, CountingCommunicator.Counts counts, List<Step> steps) {
      this.node = node;
      this.run = run;
      this.rank = rank;
      this.counts = counts;
      this.steps = steps;
    }

    Communicator connect() {
      RankIdentity identity = new RankIdentity(rank, size, node, "step." + run, true);
      return new CountingCommunicator(
          Communicators.connect(identity, directory.resolve("prefix"), PATIENT), counts);
    }

    Scr init(Communicator communicator) {
      Map<String, String> settings = new HashMap<>();
      settings.put("SCR_PREFIX", directory.resolve("prefix").toString());
      settings.put("SCR_CONFIG_FILE", "/dev/null");
      settings.put("SCR_CACHE_BYPASS", "0");
      settings.put("SCR_COPY_TYPE", scheme);
      settings.put("SCR_JOB_ID", "1");
      settings.put("SCR_FLUSH", "0");
      settings.put("SCR_STORAGE_ROOT", storage(node).toString());
      return Scr.init(settings, communicator);
    }

    /** One step of the story ends here, on all ranks. */
    void ended(String name, Communicator communicator) {
      communicator.barrier();
      if (rank == 0) {
        long now = System.nanoTime();
        steps.add(
            new Step(
                name,
                (now - begin) / 1e9,
                counts.collectives.sumThenReset() - 1,
                counts.messages.sumThenReset() - 2L * (size - 1),
                counts.bytes.sumThenReset()));
        begin = now;
      }
      communicator.barrier();
      if (rank == 0) {
        counts.collectives.reset();
        counts.messages.reset();
      }
    }
  }

  private Path storage(String node) {
    return directory.resolve("nodes").resolve(node);
  }

  private void write(int rank, Meter meter) throws IOException {
    try (Communicator communicator = meter.connect()) {
      meter.ended("connect", communicator);
      try (Scr scr = meter.init(communicator)) {
        meter.ended("init", communicator);
        for (int step = 1; step <= CHECKPOINTS; step++) {
          scr.startOutput("ckpt." + step);
          Files.write(scr.routeFile("ckpt/rank_" + rank), content(rank, step));
          if (!scr.completeOutput(true)) {
            throw new IOException("checkpoint " + step + " is not good");
          }
          meter.ended("checkpoint", communicator);
        }
      }
    }
  }

  private void read(int rank, Meter meter) throws IOException {
    try (Communicator communicator = meter.connect()) {
      meter.ended("connect", communicator);
      try (Scr scr = meter.init(communicator)) {
        meter.ended("rebuild", communicator);
        if (!scr.haveRestart().equals(java.util.Optional.of("ckpt." + CHECKPOINTS))) {
          throw new IOException("the newest checkpoint is lost");
        }
        scr.startRestart();
        byte[] found = Files.readAllBytes(scr.routeFile("ckpt/rank_" + rank));
        if (!Arrays.equals(found, content(rank, CHECKPOINTS)) || !scr.completeRestart(true)) {
          throw new IOException("rank " + rank + " got wrong data");
        }
        meter.ended("restart", communicator);
      }
    }
  }

  private static byte[] content(int rank, int step) {
    byte[] bytes = new byte[BYTES];
    new Random(rank * 100L + step).nextBytes(bytes);
    return bytes;
  }
}
