package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.scr4j.config.NodeStorage;
import org.scr4j.testkit.Mutations;

/**
 * Gives directories with wrong files to what reads sets; runs in a JVM of its own, with little
 * memory. Whatever is not a report, right bytes or a plain error ends the run with the number of
 * the mutation, which alone makes it happen again.
 */
final class SetMutationRun {

  private static final int FILES = 0;
  private static final int SETS = 1;
  private static final int MOST_SECONDS = 30;
  private static final String REDSET = ".*/reddesc\\.er\\.[0-9]+\\.[a-z]+\\.grp_.*";

  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private final Path base;
  private final List<Tree> collected = new ArrayList<>();
  private final List<Nodes> jobs = new ArrayList<>();
  private final Map<String, Integer> outcomes = new TreeMap<>();

  /** A directory as it should be. */
  private record Tree(Path top, Map<Path, byte[]> sound) {

    static Tree of(Path top) throws IOException {
      Map<Path, byte[]> sound = new TreeMap<>();
      for (Path file : all(top)) {
        sound.put(file, Files.readAllBytes(file));
      }
      return new Tree(top, sound);
    }

    static List<Path> all(Path top) throws IOException {
      try (Stream<Path> all = Files.walk(top)) {
        return all.filter(file -> !Files.isDirectory(file)).toList();
      }
    }

    List<Path> files(String form) {
      return sound.keySet().stream().filter(file -> file.toString().matches(form)).toList();
    }

    void restore() throws IOException {
      for (Path file : all(top)) {
        if (!sound.containsKey(file)) {
          Files.delete(file);
        }
      }
      for (Map.Entry<Path, byte[]> file : sound.entrySet()) {
        Path path = file.getKey();
        Files.createDirectories(path.getParent());
        if (!Files.exists(path) || !Arrays.equals(Files.readAllBytes(path), file.getValue())) {
          Files.deleteIfExists(path);
          Files.write(path, file.getValue());
        }
      }
    }
  }

  /** A job that has run, as its nodes are. */
  private record Nodes(Job job, List<String> nodes, Path cluster, Tree tree) {}

  private SetMutationRun(Path base) throws IOException {
    this.base = base;
    List<Scheme> schemes =
        List.of(
            Scheme.single(),
            Scheme.partner(8, 1),
            Scheme.partner(8, 2),
            Scheme.xor(8),
            Scheme.xor(2),
            Scheme.reedSolomon(8, 1),
            Scheme.reedSolomon(8, 2));
    for (Scheme scheme : schemes) {
      Path own = base.resolve("collected." + collected.size());
      Job job = job(base.resolve("source." + collected.size()), List.of("a", "b", "c", "d"));
      Collected.of(job, scheme, own);
      collected.add(Tree.of(own));
      addJob(scheme, List.of("a", "b", "c"));
      if (scheme.failures() < 2) {
        addJob(scheme, List.of("a", "a", "b", "b"));
      }
    }
  }

  private void addJob(Scheme scheme, List<String> nodes) throws IOException {
    Path cluster = base.resolve("cluster." + jobs.size());
    Job job = job(cluster, nodes);
    job.apply(scheme);
    jobs.add(new Nodes(job, nodes, cluster, Tree.of(cluster)));
  }

  private static Job job(Path cluster, List<String> nodes) throws IOException {
    Job job = new Job(cluster, nodes);
    for (int rank = 0; rank < nodes.size(); rank++) {
      job.file(rank, "rank_" + rank + ".ckpt", 300 * rank + 7);
    }
    return job.file(1, "second", 50).file(2, "empty", 0);
  }

  /** Wrong bytes in one file; says whether a reader of redundancy files would notice. */
  private static boolean harm(Path file, byte[] sound, Tree tree, Random random)
      throws IOException {
    List<byte[]> others = tree.sound().values().stream().filter(other -> other.length > 0).toList();
    byte[] wrong = new Mutations(random, others).of(sound);
    Files.write(file, wrong);
    if (!file.toString().matches(REDSET)) {
      return wrong.length != sound.length || Arrays.equals(wrong, sound);
    }
    try {
      RedsetFile.read(file);
      return Arrays.equals(wrong, sound);
    } catch (IOException e) {
      return true;
    }
  }

  private static Path pick(List<Path> files, Random random) {
    return files.get(random.nextInt(files.size()));
  }

  /** The two state files that every node has, by themselves. */
  private void file(Random random) throws IOException {
    Nodes nodes = jobs.get(random.nextInt(jobs.size()));
    Path file = pick(nodes.tree().files(".*\\.(er|shuffile)"), random);
    Path root = nodes.cluster().resolve(nodes.cluster().relativize(file).getName(0));
    Area area = new Area(new NodeStorage(root), Job.PREFIX);
    try {
      harm(file, nodes.tree().sound().get(file), nodes.tree(), random);
      count("state " + EncodedState.read(area));
      Map<Integer, List<String>> ranks = Shuffile.read(area);
      boolean there = false;
      for (List<String> files : ranks.values()) {
        there |= Shuffile.allThere(files, area);
      }
      count(there ? "files there" : "no files there");
    } catch (IOException e) {
      plain(e);
    } finally {
      for (Path found : Tree.all(file.getParent())) {
        if (!nodes.tree().sound().containsKey(found)) {
          Files.delete(found);
        }
      }
      Files.write(file, nodes.tree().sound().get(file));
    }
  }

  /** Sets that have been brought together. */
  private void sets(Random random) throws IOException {
    Tree tree = collected.get(random.nextInt(collected.size()));
    tree.restore();
    boolean noticed = true;
    for (int n = random.nextInt(3); n > 0; n--) {
      Files.deleteIfExists(pick(tree.files(".*"), random));
    }
    for (int n = random.nextInt(2); n >= 0; n--) {
      Path file = pick(tree.files(random.nextInt(4) == 0 ? ".*" : REDSET), random);
      noticed &= harm(file, tree.sound().get(file), tree, random);
    }
    Path hidden = tree.top().resolve("hidden");
    Set<Path> located = new HashSet<>();
    SerialRebuild.Locator locator =
        (rank, recorded) -> {
          Path file = locate(tree.top().resolve("ckpt"), recorded);
          located.add(file);
          return file;
        };
    List<SetReport> before = reports(SerialRebuild.survey(hidden, Collected.NAME, locator));
    reports(SerialRebuild.check(hidden, Collected.NAME, locator, 1));
    List<SetReport> after = reports(SerialRebuild.rebuild(hidden, Collected.NAME, locator, 1));
    List<RedsetName> names = new ArrayList<>();
    for (Path file : Tree.all(hidden)) {
      RedsetName.parse(file.getFileName().toString())
          .filter(name -> name.group() == 0)
          .ifPresent(names::add);
    }
    if (!names.isEmpty()) {
      reports(List.of(SerialRebuild.rebuildSet(hidden, names, locator)));
    }
    boolean rebuilt = after.stream().allMatch(report -> report instanceof SetReport.Rebuilt);
    if (before.stream().allMatch(report -> report instanceof SetReport.Rebuildable) && !rebuilt) {
      count("could not be rebuilt after all");
    }
    for (Path file : Tree.all(tree.top())) {
      require(tree.sound().containsKey(file) || located.contains(file), "leaves or makes " + file);
    }
    boolean good =
        after.stream()
            .allMatch(
                report ->
                    report instanceof SetReport.Rebuilt || report instanceof SetReport.Complete);
    if (good && noticed) {
      count("right bytes");
      for (Path file : tree.files(".*/ckpt/.*|" + REDSET)) {
        require(
            Arrays.equals(Files.readAllBytes(file), tree.sound().get(file)),
            "wrong bytes in " + file);
      }
    }
  }

  private static Path locate(Path directory, String recorded) throws IOException {
    try {
      Path name = Path.of(recorded).normalize().getFileName();
      if (name != null && recorded.startsWith(Job.DATASET + "/") && !name.endsWith("..")) {
        return directory.resolve(name);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("no place for " + recorded, e);
    }
    throw new IOException("no place for " + recorded);
  }

  /** Counts the reports; whose reason is an accident in the program, it ends the run. */
  private List<SetReport> reports(List<SetReport> reports) {
    for (SetReport report : reports) {
      count(report.getClass().getSimpleName());
      if (report instanceof SetReport.Lost lost) {
        require(!lost.reason().matches("(?s)(.*[ .])?java\\..*"), lost.reason());
      }
    }
    return reports;
  }

  /** Ranks that recover together, some of them moved, a node lost now and then. */
  private void job(Random random) throws IOException {
    Nodes nodes = jobs.get(random.nextInt(jobs.size()));
    nodes.tree().restore();
    Job job = nodes.job();
    for (int rank = 0; rank < job.size(); rank++) {
      job.move(rank, nodes.nodes().get(rank));
    }
    if (random.nextInt(3) == 0) {
      job.lose(pick(nodes.nodes(), random.nextInt(job.size())));
    }
    if (random.nextInt(3) == 0) {
      job.move(random.nextInt(job.size()), "e");
    }
    boolean noticed = true;
    String form = random.nextInt(3) == 0 ? ".*\\.shuffile" : ".*";
    for (int n = random.nextInt(2); n >= 0; n--) {
      Path file = pick(nodes.tree().files(form), random);
      if (Files.exists(file)) {
        noticed &= harm(file, nodes.tree().sound().get(file), nodes.tree(), random);
      }
    }
    recover(nodes, noticed);
  }

  private static String pick(List<String> names, int at) {
    return names.get(at);
  }

  private void recover(Nodes nodes, boolean noticed) throws IOException {
    Job job = nodes.job();
    List<Object> all = job.recoverEach();
    Set<Class<?>> kinds = new HashSet<>();
    all.forEach(outcome -> kinds.add(outcome.getClass()));
    for (Object outcome : all) {
      if (outcome instanceof IOException e) {
        plain(e);
      } else {
        count(outcome.getClass().getSimpleName());
      }
    }
    require(kinds.size() == 1, "ranks end differently: " + all);
    for (Path file : Tree.all(nodes.cluster())) {
      require(!file.toString().endsWith("-part"), "leaves " + file);
      require(file.toString().contains(Job.DATASET + "/"), "writes " + file);
    }
    if (all.get(0) instanceof Rebuilt.Recovered && noticed) {
      count("recovered right");
      Map<String, byte[]> found = job.found();
      for (Map.Entry<String, byte[]> file : job.written().entrySet()) {
        require(
            Arrays.equals(file.getValue(), found.get(file.getKey())),
            "wrong bytes in " + file.getKey());
      }
    }
  }

  private void plain(IOException e) {
    count("error");
    require(e.getMessage() != null, "an error without a word: " + e);
    require(!e.getMessage().contains("waits for ever"), e.getMessage());
    require(!(e.getCause() instanceof ExecutionException), "an accident: " + e.getCause());
  }

  private void count(String outcome) {
    outcomes.merge(outcome, 1, Integer::sum);
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalStateException(otherwise);
    }
  }

  /** Nothing is where nothing belongs. */
  private void checkOutside(Set<Path> before) throws IOException {
    require(before.equals(inBase()), "something was written to " + base);
  }

  private Set<Path> inBase() throws IOException {
    try (Stream<Path> all = Files.list(base)) {
      return new TreeSet<>(all.toList());
    }
  }

  private void mutate(int what, long number) throws IOException {
    Random random = new Random(number * 0x9E3779B97F4A7C15L + what);
    switch (what) {
      case FILES -> file(random);
      case SETS -> sets(random);
      default -> job(random);
    }
  }

  /**
   * Arguments: an empty directory, what to do (0 files, 1 sets, 2 jobs), the first mutation, and
   * how many. Prints what came of them.
   */
  public static void main(String[] arguments) throws Exception {
    SetMutationRun run = new SetMutationRun(Path.of(arguments[0]));
    int what = Integer.parseInt(arguments[1]);
    long first = Long.parseLong(arguments[2]);
    long count = Long.parseLong(arguments[3]);
    Set<Path> before = run.inBase();
    for (long number = first; number < first + count; number++) {
      long now = number;
      run.bounded(
          number + " of " + what,
          () -> {
            run.mutate(what, now);
            run.checkOutside(before);
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
