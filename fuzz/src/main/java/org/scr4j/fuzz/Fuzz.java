package org.scr4j.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The long run: {@code fuzz/run [--runs N] [--target T] [--corpus DIR]}, one target after the
 * other. What it has found is in the corpus then, as {@code crash-*}, and comes with every later
 * test.
 */
public final class Fuzz {

  private static final long RUNS = 10_000_000;
  private static final int USAGE = 64;

  private Fuzz() {}

  /** Prints a line for each target, and their sum; the exit status tells whether it is clean. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long runs = RUNS;
    Optional<String> target = Optional.empty();
    Path corpus = Path.of("fuzz", "corpus");
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      switch (arguments[i]) {
        case "--runs" -> runs = number(arguments[i + 1]);
        case "--target" -> target = Optional.of(arguments[i + 1]);
        case "--corpus" -> corpus = Path.of(arguments[i + 1]);
        default -> usage("unknown option " + arguments[i]);
      }
    }
    if (arguments.length % 2 != 0) {
      usage(arguments[arguments.length - 1] + " needs a value");
    }
    Optional<String> only = target;
    List<String> names =
        Targets.ALL.stream()
            .map(Target::name)
            .filter(name -> only.isEmpty() || only.get().equals(name))
            .toList();
    if (names.isEmpty()) {
      usage("no target is called " + only.orElseThrow());
    }
    System.exit(run(names, corpus, runs, System.out) == 0 ? 0 : 1);
  }

  private static long number(String runs) {
    if (!runs.matches("[1-9][0-9]{0,17}")) {
      usage("--runs " + runs + ": a number from 1 is wanted");
    }
    return Long.parseLong(runs);
  }

  private static void usage(String fault) {
    System.err.println(
        "fuzz: "
            + fault
            + "; use: fuzz/run [--runs N] [--target NAME] [--corpus DIR]; targets are:");
    Targets.ALL.forEach(target -> System.err.println("  " + target.name()));
    System.exit(USAGE);
  }

  private static long run(List<String> names, Path corpus, long runs, PrintStream out)
      throws IOException, InterruptedException {
    long executions = 0;
    long findings = 0;
    for (String name : names) {
      FuzzRun run = FuzzRun.start(name, Files.createDirectories(corpus.resolve(name)), runs);
      FuzzRun.Result result = run.await();
      out.printf(
          "%s executions=%d findings=%d%n", name, result.executions(), result.findings().size());
      result.findings().forEach(finding -> out.println("  " + finding));
      out.flush();
      executions += result.executions();
      findings += result.findings().size();
    }
    out.printf("targets=%d executions=%d findings=%d%n", names.size(), executions, findings);
    return findings;
  }
}
