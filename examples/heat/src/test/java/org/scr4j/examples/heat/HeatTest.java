package org.scr4j.examples.heat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.library.Scr;
import org.scr4j.library.comm.Communicator;
import org.scr4j.library.comm.CommunicatorSettings;
import org.scr4j.library.comm.Communicators;
import org.scr4j.library.comm.RankIdentity;

/** Ranks are threads that talk by sockets; their nodes are directories. */
@Timeout(120)
final class HeatTest {

  private static final int ROWS = 23;
  private static final int COLUMNS = 17;
  private static final int STEPS = 40;

  @TempDir Path directory;

  @BeforeEach
  void prefix() throws IOException {
    Files.createDirectory(directory.resolve("prefix"));
    Files.createFile(directory.resolve("scr.conf"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 23})
  void theChecksumIsThatOfTheUndividedPlateOnAnyNumberOfRanks(int ranks) throws Exception {
    assertThat(run(ranks, "once", new ByteArrayOutputStream()))
        .endsWith(
            "heat: ranks=%d steps=40 restarted_from=none checksum=%016x\n"
                .formatted(ranks, undivided()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aRunThatEndedInTheMiddleGoesOnToTheSameChecksum(int ranks) {
    assertThatThrownBy(() -> run(ranks, "first", new BreakingAfter("heat: saved heat.20\n")))
        .isInstanceOf(ExecutionException.class);
    assertThat(runAgain(ranks))
        .doesNotContain("heat: saved heat.20\n")
        .endsWith(
            "heat: ranks=%d steps=40 restarted_from=heat.20 checksum=%016x\n"
                .formatted(ranks, undivided()));
  }

  @Test
  void moreRanksThanRowsAreRefused() {
    assertThatThrownBy(() -> run(ROWS + 1, "many", new ByteArrayOutputStream()))
        .hasMessageContaining("--rows 23 leaves some of 24 ranks without a row");
  }

  @ParameterizedTest
  @CsvSource({
    "--rows=0, '--rows is a number from 1 to 1048576, not ''0'''",
    "--cols=x, '--cols is a number from 1 to 1048576, not ''x'''",
    "--steps=-1, '--steps is a number from 0 to 1048576, not ''-1'''",
    "--every=0, '--every is a number from 1 to 1048576, not ''0'''",
    "--rows, '--rows is no option, or lacks its value'",
    "--colour=red, 'unknown option --colour'"
  })
  void argumentsThatCannotBeUsedAreNamed(String argument, String error) {
    assertThatThrownBy(() -> HeatOptions.parse(argument))
        .isInstanceOf(HeatOptions.UsageException.class)
        .hasMessageStartingWith(error)
        .hasMessageNotContaining("\n");
  }

  @Test
  void optionsAreTakenWithAndWithoutEqualsSign() throws Exception {
    assertThat(HeatOptions.parse("--rows", "5", "--cols=6", "--step-ms", "7"))
        .isEqualTo(new HeatOptions(5, 6, 2000, 100, 7));
  }

  private String runAgain(int ranks) {
    try {
      return run(ranks, "second", new ByteArrayOutputStream());
    } catch (Exception e) {
      throw new AssertionError("the second run failed", e);
    }
  }

  /** Rank 0's output. */
  private String run(int ranks, String step, ByteArrayOutputStream out) throws Exception {
    HeatOptions options = new HeatOptions(ROWS, COLUMNS, STEPS, 10, 0);
    ExecutorService threads = Executors.newFixedThreadPool(ranks);
    List<Future<?>> all = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      RankIdentity identity = new RankIdentity(rank, ranks, "node" + rank, step, true);
      all.add(
          threads.submit(
              () -> {
                rank(options, identity, out);
                return 0;
              }));
    }
    threads.shutdown();
    for (Future<?> one : all) {
      one.get(100, TimeUnit.SECONDS);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private void rank(HeatOptions options, RankIdentity identity, ByteArrayOutputStream out)
      throws HeatOptions.UsageException {
    Path prefix = directory.resolve("prefix");
    try (Communicator ranks =
            Communicators.connect(identity, prefix, CommunicatorSettings.DEFAULT);
        Scr scr = Scr.init(environment(identity.node()), ranks);
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      Heat.run(options, scr, lines);
    }
  }

  private Map<String, String> environment(String node) {
    Map<String, String> env = new HashMap<>();
    env.put("SCR_PREFIX", directory.resolve("prefix").toString());
    env.put("SCR_CONFIG_FILE", directory.resolve("scr.conf").toString());
    env.put("SCR_STORAGE_ROOT", directory.resolve("nodes").resolve(node).toString());
    env.put("SCR_LOCAL_NODE", node);
    env.put("SCR_JOB_ID", "38");
    env.put("SCR_USER_NAME", "root");
    env.put("SCR_COPY_TYPE", "SINGLE");
    env.put("SCR_CACHE_BYPASS", "0");
    return env;
  }

  /** Where rank 0's output ends, and rank 0 with it, once it has said {@code last}. */
  private static final class BreakingAfter extends ByteArrayOutputStream {
    private final String last;

    BreakingAfter(String last) {
      this.last = last;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      if (toString(StandardCharsets.UTF_8).contains(last)) {
        throw new IllegalStateException("rank 0 ends here");
      }
    }
  }

  /** The same plate in one piece, written as the equation reads. */
  private static long undivided() {
    double[][] plate = new double[ROWS + 2][COLUMNS + 2];
    for (int y = 0; y < ROWS; y++) {
      for (int x = 0; x < COLUMNS; x++) {
        double ripple = (y * 7 + x * 13) % 17;
        plate[y + 1][x + 1] = y % 61 < 20 && x % 47 < 15 ? 100 + ripple : ripple;
      }
    }
    for (int step = 0; step < STEPS; step++) {
      double[][] next = new double[ROWS + 2][COLUMNS + 2];
      for (int y = 1; y <= ROWS; y++) {
        for (int x = 1; x <= COLUMNS; x++) {
          double around = plate[y - 1][x] + plate[y + 1][x] + plate[y][x - 1] + plate[y][x + 1];
          next[y][x] = plate[y][x] + 0.2 * (around - 4 * plate[y][x]);
        }
      }
      plate = next;
    }
    long sum = 0;
    for (int y = 0; y < ROWS; y++) {
      for (int x = 0; x < COLUMNS; x++) {
        long place = mix((long) y * COLUMNS + x + 1);
        sum += mix(Double.doubleToRawLongBits(plate[y + 1][x + 1]) ^ place);
      }
    }
    return sum;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
