package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.Verifier;

/**
 * A whole job, all its ranks in one process, dies by SIGKILL while it flushes in the background.
 * Whatever the moment: what the index calls valid is there to the byte, the newest checkpoint that
 * was complete is restarted from, and the next run brings it to the prefix without copying again
 * what had arrived.
 */
final class KilledJobTest {

  private static final List<String> NODES = List.of("node1", "node1", "node2", "node2");
  private static final int KILLS = 6;
  private static final int TAIL = 2000;

  @TempDir(factory = InMemory.class)
  Path directory;

  private static VirtualJob job(Path directory, String bandwidth, String window)
      throws IOException {
    return new VirtualJob(directory)
        .set("SCR_COPY_TYPE", "XOR")
        .set("SCR_SET_SIZE", "2")
        .set("SCR_FLUSH", "1")
        .set("SCR_CACHE_SIZE", "2")
        .set("SCR_FLUSH_ASYNC", "1")
        .set("SCR_FLUSH_POSTSTAGE", "1")
        .set("SCR_PREFIX_SIZE", window)
        .set("SCR_FLUSH_ASYNC_BW", bandwidth);
  }

  /** The process that is killed: goes on from where it can, for ever. */
  static final class Main {
    private Main() {}

    /** Directory, bandwidth, window, and a file that tells the newest step that was good. */
    public static void main(String[] args) throws IOException {
      Path told = Path.of(args[3]);
      job(Path.of(args[0]), args[1], args[2])
          .run(
              NODES,
              (scr, rank) -> {
                int step = VirtualJob.restart(scr, rank).orElse(0);
                while (true) {
                  step++;
                  boolean good = VirtualJob.write(scr, rank, step);
                  if (rank == 0 && good) {
                    Path fresh = told.resolveSibling("told.new");
                    Files.writeString(fresh, Integer.toString(step));
                    Files.move(fresh, told, StandardCopyOption.ATOMIC_MOVE);
                    System.out.println(step);
                  }
                  if (step < 0) {
                    return true;
                  }
                }
              });
    }
  }

  @ParameterizedTest
  @Timeout(240)
  @CsvSource({"0, 0", "3000, 0", "100000, 2"})
  void aKillAtAnyMomentLosesNothing(String bandwidth, String window) throws Exception {
    Path told = directory.resolve("told");
    for (int kill = 0; kill < KILLS; kill++) {
      int wanted = good(told) + 1;
      killAfter(bandwidth, window, told, wanted, kill * 7);
      int newest = good(told);
      VirtualJob job = job(directory.resolve("job"), "0", window);
      checkPrefix(job);
      Map<Path, Object> arrived = arrived(job);
      List<Integer> from =
          job.run(
              NODES,
              (scr, rank) -> {
                int step = VirtualJob.restart(scr, rank).orElse(0);
                scr.finish();
                return step;
              });
      assertThat(from).as("restart after kill %d", kill).allMatch(step -> step >= newest);
      checkPrefix(job);
      assertThat(index(job).current()).contains(VirtualJob.name(from.get(0)));
      for (Map.Entry<Path, Object> file : arrived.entrySet()) {
        if (Files.exists(file.getKey())) {
          assertThat(inode(file.getKey()))
              .as("%s is not copied again after kill %d", file.getKey(), kill)
              .isEqualTo(file.getValue());
        }
      }
    }
  }

  private static int good(Path told) throws IOException {
    return Files.exists(told) ? Integer.parseInt(Files.readString(told)) : 0;
  }

  private static DatasetIndex index(VirtualJob job) throws IOException {
    return job.index().orElse(DatasetIndex.EMPTY);
  }

  private static void checkPrefix(VirtualJob job) throws IOException {
    Verifier verifier = new Verifier(VirtualJob.FILES, job.layout(), 1 << 16, 1);
    for (DatasetIndex.Entry entry : index(job).datasets()) {
      if (entry.valid()) {
        assertThat(verifier.verify(entry.id()).good()).as(entry.name()).isTrue();
      }
    }
  }

  private static Object inode(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino");
  }

  /** The files of flushes that were cut which have their names in the prefix. */
  private static Map<Path, Object> arrived(VirtualJob job) throws IOException {
    Map<Path, Object> found = new HashMap<>();
    FlushState state = new FlushFile(VirtualJob.FILES, job.layout().flush()).read();
    for (FlushState.Entry entry : state.datasets()) {
      Optional<String> name = entry.name().filter(some -> entry.at(FlushState.Location.FLUSHING));
      for (int rank = 0; name.isPresent() && rank < NODES.size(); rank++) {
        Path file = job.prefix().resolve(name.get()).resolve("rank_" + rank + ".ckpt");
        if (Files.exists(file)) {
          found.put(file, inode(file));
        }
      }
    }
    return found;
  }

  private static String tail(Path file) {
    try {
      String all = Files.readString(file);
      return all.substring(Math.max(0, all.length() - TAIL));
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  private void killAfter(String bandwidth, String window, Path told, long step, int milliseconds)
      throws Exception {
    Path place = Files.createDirectories(directory.resolve("job"));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            place.toString(),
            bandwidth,
            window,
            told.toString());
    Path errors = directory.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try (BufferedReader said = process.inputReader()) {
      String line = said.readLine();
      while (line != null && Long.parseLong(line) < step) {
        line = said.readLine();
      }
      assertThat(process.waitFor(milliseconds, TimeUnit.MILLISECONDS))
          .as(() -> "it ends only when killed, see " + tail(errors))
          .isFalse();
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
