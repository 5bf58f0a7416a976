package org.scr4j.library;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.scr4j.config.NodeStorage;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.HaltConditions;
import org.scr4j.dataset.HaltFile;
import org.scr4j.dataset.IndexFile;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.dataset.Verifier;
import org.scr4j.dataset.VerifyReport;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/**
 * An allocation in one directory: a prefix, and nodes whose storage is a directory each. Ranks are
 * threads, everything else is real.
 */
final class VirtualJob {

  /** What each rank of a run does between init and close. */
  @FunctionalInterface
  interface Program<T> {
    T run(Scr scr, int rank) throws Exception;
  }

  /** As {@link Program}, told of the phases that have ended: {@code WRITE ckpt.1}. */
  @FunctionalInterface
  interface Listening<T> {
    T run(Scr scr, int rank, List<String> phases) throws Exception;
  }

  /** What a rank sees whose process ends: no code of it runs on. */
  static final class Exited extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** How one rank ended. */
  record Ended<T>(Optional<T> result, Optional<Throwable> failure) {}

  private static final long SECONDS = 60;

  static final StateFiles FILES = new StateFiles(LockKind.FLOCK, warning -> {});

  private final Path directory;
  private final Map<String, String> settings = new HashMap<>();

  VirtualJob(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(prefix());
    set("SCR_PREFIX", prefix().toString());
    set("SCR_JOB_ID", "38");
    set("SCR_USER_NAME", "root");
    set("SCR_CACHE_BYPASS", "0");
    set("SCR_CONFIG_FILE", Files.write(directory.resolve("scr.conf"), new byte[0]).toString());
  }

  VirtualJob set(String name, String value) {
    settings.put(name, value);
    return this;
  }

  Path prefix() {
    return directory.resolve("prefix");
  }

  PrefixLayout layout() {
    return new PrefixLayout(prefix());
  }

  /** The storage of a node. */
  NodeStorage storage(String node) {
    return new NodeStorage(directory.resolve("nodes").resolve(node));
  }

  /** The cache directory of a node, where it is. */
  Path cache(String node) {
    return storage(node).physical("/dev/shm/root/scr.38");
  }

  /** The node's storage is gone. */
  void lose(String node) throws IOException {
    Folders.delete(storage(node).root());
  }

  /** All names below {@code top}, relative to it, in order. */
  static List<String> names(Path top) throws IOException {
    if (!Files.exists(top)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(top)) {
      return all.filter(Files::isRegularFile)
          .map(file -> top.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  Optional<DatasetIndex> index() throws IOException {
    return new IndexFile(FILES, layout(), java.time.Clock.systemUTC(), warning -> {}).read();
  }

  HaltConditions halt() throws IOException {
    return haltFile().read();
  }

  HaltFile haltFile() {
    return new HaltFile(FILES, layout().halt());
  }

  /** Runs {@code program}; every rank must end well. Results by rank. */
  <T> List<T> run(List<String> nodes, Program<T> program) {
    return run(nodes, new MemoryWorld(nodes), program).stream().map(VirtualJob::well).toList();
  }

  private static <T> T well(Ended<T> ended) {
    if (ended.failure().isPresent()) {
      throw new AssertionError("a rank failed", ended.failure().get());
    }
    return ended.result().orElseThrow();
  }

  /** Runs {@code program}, which is told of phases; every rank must end well. */
  <T> List<T> run(List<String> nodes, Listening<T> program) {
    List<List<String>> phases =
        nodes.stream().map(node -> (List<String>) new ArrayList<String>()).toList();
    List<Ended<T>> ended =
        run(
            nodes,
            new MemoryWorld(nodes),
            (builder, rank) -> builder.listen(noting(phases.get(rank))),
            (scr, rank) -> program.run(scr, rank, phases.get(rank)));
    return ended.stream().map(VirtualJob::well).toList();
  }

  private static PhaseListener noting(List<String> phases) {
    return new PhaseListener() {
      @Override
      public void ended(Phase phase, String dataset, Duration time, boolean good) {
        phases.add(phase + " " + dataset);
      }
    };
  }

  /** Runs {@code program}, whose processes may end themselves, which is told to {@code exit}. */
  <T> List<Ended<T>> exiting(List<String> nodes, Runnable exit, Program<T> program) {
    Runnable end =
        () -> {
          exit.run();
          throw new Exited();
        };
    return run(nodes, new MemoryWorld(nodes), (builder, rank) -> builder.exit(end), program);
  }

  /** Runs {@code program} in {@code world}, and says how each rank ended. */
  <T> List<Ended<T>> run(List<String> nodes, MemoryWorld world, Program<T> program) {
    return run(nodes, world, (builder, rank) -> builder, program);
  }

  private <T> List<Ended<T>> run(
      List<String> nodes,
      MemoryWorld world,
      BiFunction<ScrBuilder, Integer, ScrBuilder> wishes,
      Program<T> program) {
    ExecutorService threads = Executors.newFixedThreadPool(nodes.size());
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        int rank = i;
        Callable<T> body = () -> rank(nodes.get(rank), world, rank, wishes, program);
        running.add(threads.submit(body));
      }
      List<Ended<T>> ended = new ArrayList<>();
      for (Future<T> one : running) {
        ended.add(result(one));
      }
      return ended;
    } finally {
      threads.shutdownNow();
    }
  }

  private <T> T rank(
      String node,
      MemoryWorld world,
      int rank,
      BiFunction<ScrBuilder, Integer, ScrBuilder> wishes,
      Program<T> program)
      throws Exception {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("SCR_STORAGE_ROOT", storage(node).root().toString());
    Files.createDirectories(storage(node).root());
    ScrBuilder builder =
        Scr.builder().environment(environment).communicator(world.communicator(rank));
    try (Scr scr = wishes.apply(builder, rank).init()) {
      return program.run(scr, rank);
    } finally {
      world.leave(rank);
    }
  }

  private static <T> Ended<T> result(Future<T> running) {
    try {
      return new Ended<>(Optional.of(running.get(SECONDS, TimeUnit.SECONDS)), Optional.empty());
    } catch (ExecutionException e) {
      return new Ended<>(Optional.empty(), Optional.of(e.getCause()));
    } catch (TimeoutException e) {
      throw new AssertionError("a rank hangs", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  // What the programs of the tests write and read.

  /** What rank {@code rank} writes at {@code step}; sizes differ, some files are empty. */
  static byte[] content(int rank, int step) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rank * 13 + step % 3; i++) {
      text.append("rank ").append(rank).append(" step ").append(step).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static String name(int step) {
    return "ckpt." + step;
  }

  static String file(int rank, int step) {
    return name(step) + "/rank_" + rank + ".ckpt";
  }

  /** Writes a checkpoint of {@code step}. */
  static boolean write(Scr scr, int rank, int step, Scr.Flag... flags) throws IOException {
    scr.startOutput(name(step), flags);
    Files.write(scr.routeFile(file(rank, step)), content(rank, step));
    return scr.completeOutput(true);
  }

  /**
   * Restarts from what is offered.
   *
   * @return its step, if something is offered
   * @throws AssertionError if any byte is not what was written
   */
  static OptionalInt restart(Scr scr, int rank) throws IOException {
    Optional<String> name = scr.haveRestart();
    if (name.isEmpty()) {
      return OptionalInt.empty();
    }
    int step = Integer.parseInt(name.get().substring("ckpt.".length()));
    scr.startRestart();
    byte[] found = Files.readAllBytes(scr.routeFile(file(rank, step)));
    if (!java.util.Arrays.equals(found, content(rank, step))) {
      throw new AssertionError("rank " + rank + " got wrong data for step " + step);
    }
    if (!scr.completeRestart(true)) {
      throw new AssertionError("rank " + rank + ": the restart is refused");
    }
    return OptionalInt.of(step);
  }

  /** Restarts if it can, goes on to step {@code last}, and finishes; says where it started. */
  static Program<Integer> upTo(int last) {
    return (scr, rank) -> {
      int from = restart(scr, rank).orElse(0);
      for (int step = from + 1; step <= last; step++) {
        if (!write(scr, rank, step)) {
          throw new AssertionError("checkpoint " + step + " is not good");
        }
      }
      scr.finish();
      return from;
    };
  }

  /** Says where it would restart from, and ends. */
  static Program<Integer> restarts() {
    return (scr, rank) -> restart(scr, rank).orElse(0);
  }

  /** Does nothing, and finishes. */
  static Program<Boolean> finishes() {
    return (scr, rank) -> {
      scr.finish();
      return true;
    };
  }

  /** The datasets that the prefix has, newest first; every one must be as it was written. */
  List<String> flushed() throws IOException {
    List<String> names = new ArrayList<>();
    for (DatasetIndex.Entry entry : index().orElse(DatasetIndex.EMPTY).datasets()) {
      if (entry.valid()) {
        VerifyReport report = new Verifier(FILES, layout(), 1 << 16, 1).verify(entry.id());
        if (!report.good()) {
          throw new AssertionError(entry.name() + " is damaged: " + report.problems(3));
        }
        names.add(entry.name());
      }
    }
    return names;
  }

  /** Where a rank's file is once it has been flushed. */
  Path flushedFile(int rank, int step) {
    return prefix().resolve(file(rank, step));
  }
}
