package org.scr4j.library.comm;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A job step whose ranks are threads of this JVM, each with its own communicator. */
final class Ranks {

  /** What one rank does; may be sent to another JVM. */
  interface Program<T> extends Serializable {
    T run(Communicator communicator) throws Exception;
  }

  static final CommunicatorSettings QUICK =
      new CommunicatorSettings(
          Duration.ofSeconds(20),
          Duration.ofMillis(500),
          Duration.ofSeconds(8),
          Duration.ofMillis(200),
          1 << 20);

  private Ranks() {}

  static RankIdentity identity(int rank, int size, String step) {
    return new RankIdentity(rank, size, "node" + rank / 2, step, true);
  }

  static Communicator connect(int rank, int size, Path prefix, String step) {
    return Communicators.connect(identity(rank, size, step), prefix, QUICK);
  }

  /** Every rank's result; the first rank's exception, if any. */
  static <T> List<T> run(int size, Path prefix, Program<T> program) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> future : start(size, prefix, "step." + size, program)) {
      results.add(future.get(60, TimeUnit.SECONDS));
    }
    return results;
  }

  /** Every rank's exception's message; fails if a rank returns. */
  static List<String> failures(int size, Path prefix, Program<?> program) throws Exception {
    List<String> failures = new ArrayList<>();
    for (Future<?> future : start(size, prefix, "step." + size, program)) {
      try {
        Object result = future.get(60, TimeUnit.SECONDS);
        failures.add("returned " + result);
      } catch (ExecutionException e) {
        failures.add(e.getCause().getMessage());
      }
    }
    return failures;
  }

  static <T> List<Future<T>> start(int size, Path prefix, String step, Program<T> program) {
    ExecutorService threads = Executors.newFixedThreadPool(size);
    List<Future<T>> futures = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      int mine = rank;
      futures.add(
          threads.submit(
              () -> {
                try (Communicator communicator = connect(mine, size, prefix, step)) {
                  return program.run(communicator);
                }
              }));
    }
    threads.shutdown();
    return futures;
  }
}
