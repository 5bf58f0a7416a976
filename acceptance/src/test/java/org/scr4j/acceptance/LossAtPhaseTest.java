package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scr4j.acceptance.LossProgram.Loss;
import org.scr4j.acceptance.LossProgram.Moment;
import org.scr4j.library.Phase;

/**
 * On a real Slurm, with each scheme and with two levels at once, a node is lost in every phase of
 * the library's work, one after the other in one job; ranks restart on spare nodes, and every byte
 * they restart from is compared.
 *
 * <p>A loss comes before, in, or after its phase, in turn; with {@code -Dscr4j.losses=all} each
 * scheme meets each of the three.
 */
class LossAtPhaseTest {

  private static final int RANKS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** In the order in which a job that has something to fetch comes through them. */
  private static final List<Phase> PHASES =
      List.of(Phase.FETCH, Phase.WRITE, Phase.REBUILD, Phase.RESTART, Phase.ENCODE, Phase.FLUSH);

  /** How checkpoints are kept: lines of the configuration, and how many losses they survive. */
  private record Kept(String name, int survives, List<String> lines) {
    static Kept of(String name, int survives, String... lines) {
      return new Kept(name, survives, List.of(lines));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Kept> SCHEMES =
      List.of(
          Kept.of("SINGLE", 0, "SCR_COPY_TYPE=SINGLE"),
          Kept.of("PARTNER", 1, "SCR_COPY_TYPE=PARTNER"),
          Kept.of("XOR", 1, "SCR_COPY_TYPE=XOR"),
          Kept.of("RS", 2, "SCR_COPY_TYPE=RS", "SCR_SET_FAILURES=2"),
          Kept.of(
              "two levels",
              1,
              "SCR_COPY_TYPE=FILE",
              "STORE=/dev/shm COUNT=2",
              "STORE=/dev/shm/second COUNT=1",
              "CKPT=0 INTERVAL=1 STORE=/dev/shm TYPE=PARTNER",
              "CKPT=1 INTERVAL=2 STORE=/dev/shm/second TYPE=RS SET_FAILURES=2"));

  /**
   * One job.
   *
   * @param number of its scheme: other ranks are lost with each
   * @param first the moment of its first loss
   */
  private record Case(Kept kept, int number, int first) {
    List<Loss> plan() {
      return IntStream.range(0, PHASES.size()).mapToObj(this::loss).toList();
    }

    private Loss loss(int at) {
      Moment[] moments = Moment.values();
      Moment moment = moments[(first + at) % moments.length];
      return new Loss(PHASES.get(at), moment, (number + first + at) % RANKS);
    }
  }

  static Stream<Case> cases() {
    boolean all = System.getProperty("scr4j.losses", "").equals("all");
    return IntStream.range(0, SCHEMES.size())
        .boxed()
        .flatMap(
            number ->
                (all ? IntStream.range(0, Moment.values().length) : IntStream.of(number % 3))
                    .mapToObj(first -> new Case(SCHEMES.get(number), number, first)));
  }

  @TempDir Path directory;
  private static TestCluster cluster;
  private Installed scr;
  private Optional<Installed.Running> job = Optional.empty();

  @BeforeAll
  static void startTheCluster() throws IOException, InterruptedException {
    cluster = TestCluster.up();
  }

  @BeforeEach
  void install() throws IOException {
    scr = new Installed(directory);
    scr.set("PATH", Installed.HOME.resolve("bin") + ":" + System.getenv("PATH"));
    scr.set("SCR_RUNS", "12").set("SCR_RUNS_WITHOUT_PROGRESS", "0");
    scr.set("SCR_CACHE_SIZE", "2").set("SCR_FLUSH", "" + LossProgram.FLUSHED);
  }

  @AfterEach
  void bringNodesBack() throws IOException, InterruptedException {
    if (job.isPresent() && job.get().process().isAlive()) {
      job.get().process().destroy();
      job.get().await();
    }
    cluster.startAll();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aNodeIsLostInEveryPhase(Case one) throws IOException, InterruptedException {
    List<Loss> plan = one.plan();
    Files.write(scr.prefix().resolve(".scrconf"), one.kept().lines());
    // What there is to fetch: a first job writes it, and does not say that it is the last.
    Files.writeString(scr.prefix().resolve("plan"), new Loss(Phase.FETCH, Moment.IN, 99) + "\n");
    Installed.Result before = start(LossProgram.FLUSHED, false).await();
    assertThat(before.status()).as(before.err()).isZero();
    Files.write(scr.prefix().resolve("plan"), plan.stream().map(Loss::toString).toList());

    job = Optional.of(start(LossProgram.LAST, true));
    for (int line = 0; line < plan.size(); line++) {
      String node = awaitNode(line, plan.get(line));
      cluster.kill(node, line == one.first() ? TestCluster.How.SILENT : TestCluster.How.POWER);
      Files.createFile(scr.prefix().resolve("done." + line));
    }
    Installed.Result result = job.get().await();

    assertThat(result.status()).as(result.err()).isZero();
    assertThatEveryRunWentOnFromWhatCouldBeHad(one.kept(), plan, result.err());
    scr.ok("scr_index", "--verify", "ckpt." + LossProgram.LAST);
  }

  private Installed.Running start(int last, boolean finish) throws IOException {
    String classes =
        Path.of(LossProgram.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            + ":"
            + Installed.HOME.resolve("lib/scr4j/*");
    List<String> line =
        new ArrayList<>(
            List.of(
                "salloc", "--quiet", "--no-kill", "--exclusive", "-N" + (RANKS + PHASES.size())));
    line.addAll(List.of("-w", String.join(",", cluster.allNodes())));
    line.addAll(List.of("scr_run", "srun", "-N" + RANKS, "-n" + RANKS));
    line.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"));
    line.addAll(List.of("-cp", classes, LossProgram.class.getName()));
    line.addAll(List.of(scr.prefix().toString(), "" + last, "" + finish));
    return cluster.start(scr, line.toArray(new String[0]));
  }

  /** The node of the rank that has come where the plan wants its end. */
  private String awaitNode(int line, Loss loss) throws IOException {
    String start = "die." + line + ".";
    await(loss.toString())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> asked(start).isPresent() || !job.orElseThrow().process().isAlive());
    return asked(start)
        .orElseThrow(() -> new AssertionError(loss + " never came: " + job.orElseThrow().err()));
  }

  private Optional<String> asked(String start) throws IOException {
    try (Stream<Path> all = Files.list(scr.prefix())) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(start))
          .map(name -> name.substring(start.length()))
          .findFirst();
    }
  }

  /**
   * Each run restarted from the newest checkpoint that had completed, where no more nodes were lost
   * since than the scheme survives; and never from before the newest one that was flushed.
   */
  private void assertThatEveryRunWentOnFromWhatCouldBeHad(
      Kept kept, List<Loss> plan, String messages) throws IOException {
    List<String> runs = Files.readAllLines(scr.prefix().resolve("runs"));
    assertThat(runs).as(messages).hasSizeGreaterThan(plan.size() - 2);
    for (String run : runs) {
      String[] words = run.split(" ");
      int from = Integer.parseInt(words[0]);
      int completed = Integer.parseInt(words[1]);
      int losses = Integer.parseInt(words[2]);
      assertThat(from)
          .as(run + " of " + runs + " with " + plan + messages)
          .isGreaterThanOrEqualTo(completed / LossProgram.FLUSHED * LossProgram.FLUSHED);
      boolean rebuilt = losses == 0 || !lostBeforeRebuilt(plan, losses);
      if (kept.survives() > 0 && rebuilt) {
        assertThat(from).as(run + " of " + runs + messages).isGreaterThanOrEqualTo(completed);
      }
    }
  }

  /** Whether two nodes were gone before what the first had was rebuilt. */
  private static boolean lostBeforeRebuilt(List<Loss> plan, int losses) {
    Loss newest = plan.get(losses - 1);
    return newest.phase() == Phase.REBUILD && newest.moment() != Moment.AFTER;
  }
}
