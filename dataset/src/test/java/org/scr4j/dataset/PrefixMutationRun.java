package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.testkit.Mutations;

/**
 * Lets a node be collected and inspected, a dataset built and verified, and transfers ended, each
 * with one wrong file; runs in a JVM of its own, with little memory. Whatever is not an answer or a
 * plain error, and whatever is written elsewhere, ends the run with the number of the mutation,
 * which alone makes it happen again.
 */
final class PrefixMutationRun {

  private static final int RANKS = 3;
  private static final int SIZE = 200;
  private static final int MOST_SECONDS = 30;
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);

  private final StateFiles files = new StateFiles(LockKind.NONE, warning -> {});
  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private final Path base;
  private final List<World> worlds = new ArrayList<>();
  private final Map<String, Integer> outcomes = new TreeMap<>();

  /** What is done with a place, one call after the other. */
  private interface Work {
    void run(Samples.Cached place) throws IOException;
  }

  /** A place as it should be before the work. */
  private record World(
      String name, Path top, Samples.Cached place, Map<Path, byte[]> sound, List<Work> works) {}

  private PrefixMutationRun(Path base) throws IOException {
    this.base = base;
    worlds.add(world("node", place -> {}, List.of(this::inspect, this::collect, this::build)));
    worlds.add(
        world(
            "collected",
            place -> answer(place.collect().good()),
            List.of(this::build, this::verify, this::build)));
    worlds.add(
        world(
            "built",
            place -> {
              answer(place.collect().good());
              answer(place.build() instanceof BuildResult.Complete);
            },
            List.of(this::verify, this::build, this::collect)));
    worlds.add(world("transfers", this::transfers, List.of(this::poststage, this::verify)));
  }

  private World world(String name, Work before, List<Work> works) throws IOException {
    Path top = base.resolve(name);
    Samples.Cached place = new Samples.Cached(top.resolve("node"), top.resolve("prefix"), 4);
    for (int rank = 0; rank < RANKS; rank++) {
      int crc = Samples.crc(Samples.contents(rank, SIZE));
      place.file(RANKS, rank, SIZE, meta -> meta.withCrc(crc));
    }
    Files.createDirectories(place.layout.scrDir());
    place.describe(RANKS, (long) RANKS * SIZE);
    before.run(place);
    Map<Path, byte[]> sound = new TreeMap<>();
    for (Path file : all(top)) {
      sound.put(file, Files.readAllBytes(file));
    }
    return new World(name, top, place, sound, works);
  }

  /** As LLNL's library leaves a dataset while it is copied in the background. */
  private void transfers(Samples.Cached place) throws IOException {
    Path prefix = place.layout.prefix();
    Files.createDirectories(place.layout.datasetDir(place.id));
    Files.createDirectories(prefix.resolve("ckpt.4"));
    List<RankFiles> ranks = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      String name = "rank_" + rank + ".ckpt";
      Path target = prefix.resolve("ckpt.4").resolve(rank == 1 ? name + "._AXL7" : name);
      if (rank < 2) {
        Files.write(target, Samples.contents(rank, SIZE));
      }
      OptionalInt crc = OptionalInt.of(Samples.crc(Samples.contents(rank, SIZE)));
      ranks.add(
          new RankFiles(
              rank, List.of(new RankFiles.Item("ckpt.4/" + name, OptionalLong.of(SIZE), crc))));
      files.write(
          place.layout.datasetDir(place.id).resolve("rank_" + rank + ".state_file"),
          transfer(place.directory + "/" + name, target.toString()));
    }
    new RankToFile(files, place.layout.rankToFile(place.id))
        .write(ranks.iterator(), RANKS, RankToFile.Style.FLUSHED, 2);
    DatasetDescriptor dataset = place.dataset(RANKS, (long) RANKS * SIZE);
    new FlushFile(files, place.layout.flush())
        .update(state -> state.withEntry(dataset, place.id, FlushState.Location.FLUSHING));
  }

  private static KvTree transfer(String source, String destination) {
    KvTree tree = new KvTree();
    tree.setValue("NAME", "ckpt.4");
    tree.setValue("TYPE", 2);
    tree.setValue("STATE", 2);
    tree.setValue("STATUS", 2);
    KvTree file = tree.child("FILE", source);
    file.setValue("DEST", destination);
    file.setValue("STATUS", 2);
    file.setValue("SIZE", SIZE);
    file.setValue("MODE", 0100640);
    for (String time : List.of("MTIME", "ATIME")) {
      file.setValue(time + "_SECS", 1_600_000_000);
      file.setValue(time + "_NSECS", 0);
    }
    return tree;
  }

  private void inspect(Samples.Cached place) throws IOException {
    List<String> lines = new ArrayList<>();
    new CacheInventory(files, place.node, lines::add).parts(Samples.CONTROL);
    answer(lines.isEmpty());
  }

  private void collect(Samples.Cached place) throws IOException {
    answer(place.collect().good());
  }

  private void build(Samples.Cached place) throws IOException {
    BuildResult result = place.build();
    answer(result instanceof BuildResult.Complete);
  }

  private void verify(Samples.Cached place) throws IOException {
    Verifier verifier = new Verifier(files, place.layout, 256, 2);
    answer(verifier.glance(place.id).good());
    answer(verifier.verify(place.id).good());
  }

  private void poststage(Samples.Cached place) throws IOException {
    FlushFile flush = new FlushFile(files, place.layout.flush());
    IndexFile index = new IndexFile(files, place.layout, CLOCK, line -> {});
    Transfers transfers = new Transfers(files, place.layout, place.node, 256, 2);
    List<Poststage.Item> items =
        new Poststage(flush, index, transfers, new PoststageLog(place.layout, CLOCK)).run();
    items.forEach(Poststage.Item::line);
    answer(items.stream().noneMatch(Poststage.Item::bad));
  }

  private void answer(boolean good) {
    outcomes.merge(good ? "good" : "bad", 1, Integer::sum);
  }

  private static List<Path> all(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      return all.filter(file -> !Files.isDirectory(file)).toList();
    }
  }

  private static void restore(World world) throws IOException {
    for (Path file : all(world.top())) {
      if (!world.sound().containsKey(file)) {
        Files.delete(file);
      }
    }
    for (Map.Entry<Path, byte[]> file : world.sound().entrySet()) {
      Path path = file.getKey();
      Files.createDirectories(path.getParent());
      if (!Files.exists(path) || !Arrays.equals(Files.readAllBytes(path), file.getValue())) {
        Files.deleteIfExists(path);
        Files.write(path, file.getValue());
      }
    }
  }

  /** Makes mutation {@code number} and does everything with the place where it is. */
  private void mutate(long number) throws IOException {
    Random random = new Random(number * 0x9E3779B97F4A7C15L);
    World world = worlds.get(random.nextInt(worlds.size()));
    restore(world);
    List<Path> names = new ArrayList<>(world.sound().keySet());
    Path wrong = names.get(random.nextInt(names.size()));
    byte[] sound = world.sound().get(wrong);
    byte[] bytes = new Mutations(random, List.copyOf(world.sound().values())).of(sound);
    Files.write(wrong, bytes);
    for (Work work : world.works()) {
      try {
        work.run(world.place());
      } catch (IOException e) {
        outcomes.merge("errors", 1, Integer::sum);
        require(e.getMessage() != null, "an error without a word: " + e);
        require(!(e.getCause() instanceof ExecutionException), "an accident: " + e.getCause());
      }
    }
    checkNode(world, wrong, bytes);
    try (Stream<Path> all = Files.list(base)) {
      require(all.count() == worlds.size(), "something was written to " + base);
    }
    try (Stream<Path> all = Files.list(world.top())) {
      require(all.count() == 2, "something was written to " + world.top());
    }
  }

  /** The node is only read. */
  private static void checkNode(World world, Path wrong, byte[] bytes) throws IOException {
    Path node = world.top().resolve("node");
    for (Path file : all(node)) {
      byte[] expected = file.equals(wrong) ? bytes : world.sound().get(file);
      require(
          expected != null && Arrays.equals(Files.readAllBytes(file), expected),
          "changes " + file + " of the node");
    }
    for (Path file : world.sound().keySet()) {
      require(!file.startsWith(node) || Files.exists(file), "deletes " + file + " of the node");
    }
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalStateException(otherwise);
    }
  }

  /**
   * Arguments: an empty directory, the first mutation, and how many. Prints how many answers were
   * good and bad, and how many errors there were.
   */
  public static void main(String[] arguments) throws Exception {
    PrefixMutationRun run = new PrefixMutationRun(Path.of(arguments[0]));
    long first = Long.parseLong(arguments[1]);
    long count = Long.parseLong(arguments[2]);
    for (long number = first; number < first + count; number++) {
      long now = number;
      run.bounded(
          Long.toString(number),
          () -> {
            run.mutate(now);
            return now;
          });
    }
    System.out.println(run.outcomes);
    System.exit(0);
  }

  /** Ends the process where a mutation ends in an accident, or does not end. */
  private void bounded(String number, Callable<Long> mutation) throws InterruptedException {
    try {
      long unused = worker.submit(mutation).get(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      System.out.println("mutation " + number + ": " + e.getCause());
      e.printStackTrace(System.out);
      System.exit(1);
    } catch (TimeoutException e) {
      System.out.println("mutation " + number + " does not end");
      Thread.getAllStackTraces()
          .forEach((thread, at) -> System.out.println(thread + Arrays.toString(at)));
      Runtime.getRuntime().halt(2);
    }
  }
}
