package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** Commands that act tell what they would do, and every file of the prefix is as it was. */
@Timeout(60)
class DryRunTest {

  @TempDir Path directory;
  private Path prefix;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void up() throws Exception {
    prefix = Files.createDirectory(directory.resolve("prefix"));
    environment.put("SCR_LOCAL_DIR", directory.resolve("cluster").toString());
    environment.put("SCR_CONFIG_FILE", "/dev/null");
    environment.put("USER", "tester");
    environment.put("PATH", System.getenv("PATH"));
    assertThat(Called.with(prefix, environment, "scr_local", "up", "-N", "3").status()).isZero();
  }

  @AfterEach
  void down() {
    Called.with(prefix, environment, "scr_local", "down");
  }

  /** Calls with {@code --dry-run}; nothing may have changed then. */
  private Called dry(String... words) throws Exception {
    Map<String, String> before = files();
    String[] all = java.util.Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--dry-run";
    Called called = Called.with(prefix, environment, all);
    assertThat(files()).isEqualTo(before);
    return called;
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (var all = Files.walk(prefix)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        String stamp = Files.getLastModifiedTime(file).toString();
        found.put(
            prefix.relativize(file).toString(),
            Files.isDirectory(file) ? stamp : stamp + " " + Files.size(file));
      }
    }
    return found;
  }

  private void cached(int id, FlushState.Location location) throws Exception {
    String job = Called.with(prefix, environment, "scr_env", "-j").out().strip();
    DatasetDescriptor dataset =
        DatasetDescriptor.create(
            id,
            "ckpt." + id,
            OptionalInt.of(id),
            false,
            id,
            new DatasetDescriptor.Origin("tester", Optional.empty(), job, Optional.empty()));
    new FlushFile(new StateFiles(LockKind.FLOCK, line -> {}), prefix.resolve(".scr/flush.scr"))
        .update(state -> state.withEntry(dataset, id, location));
  }

  @Test
  void ofPrerun() throws Exception {
    Called fresh = dry("scr_prerun");
    assertThat(fresh.status()).isZero();
    assertThat(fresh.out()).contains("would make " + prefix.resolve(".scr"));
    cached(1, FlushState.Location.CACHE);
    assertThat(dry("scr_prerun").out()).contains("would keep " + prefix.resolve(".scr/flush.scr"));
    cached(1, FlushState.Location.PFS);
    assertThat(dry("scr_prerun").out())
        .contains("would remove " + prefix.resolve(".scr/flush.scr"));
    Files.writeString(prefix.resolve(".scr/flush.scr"), "rubbish");
    assertThat(dry("scr_prerun").out()).contains("would move aside ");
  }

  @Test
  void ofPostrun() throws Exception {
    assertThat(dry("scr_postrun").out()).isEqualTo("nothing in cache that the prefix lacks\n");
    cached(1, FlushState.Location.CACHE);
    cached(2, FlushState.Location.CACHE);
    Called.with(prefix, environment, "scr_local", "fail", "node2");
    assertThat(dry("scr_postrun").out())
        .isEqualTo(
            """
            would collect from node[1,3]
            would save checkpoint ckpt.2 (dataset 2), and make it current
            would save checkpoint ckpt.1 (dataset 1) only where no newer one can be had
            """);
  }

  @Test
  void ofScavenge() throws Exception {
    cached(1, FlushState.Location.CACHE);
    assertThat(dry("scr_scavenge", "-j", "node[1-2]", "-i", "1").out())
        .startsWith("would collect dataset 1 (ckpt.1) from /dev/shm/tester/scr.")
        .contains("on node[1-2]");
    assertThat(dry("scr_scavenge", "-j", "node1", "-i", "7").status()).isEqualTo(74);
  }

  @Test
  void ofPoststage() throws Exception {
    cached(1, FlushState.Location.PFS);
    cached(2, FlushState.Location.FLUSHING);
    cached(3, FlushState.Location.CACHE);
    assertThat(dry("scr_poststage").out())
        .isEqualTo(
            """
            dataset 1 (ckpt.1): in the prefix already
            dataset 2 (ckpt.2): would be checked, and completed where nothing is missing
            dataset 3 (ckpt.3): not transferred: it was in cache only
            """);
  }

  @Test
  void ofKillJobstep() throws Exception {
    assertThat(dry("scr_kill_jobstep", "-l", "local", "-j", "x.1").out())
        .isEqualTo("would have local end step x.1, if it runs\n");
  }

  @Test
  void ofHalt() throws Exception {
    Called called = dry("scr_halt", "-c", "5", "-i");
    assertThat(called.out()).contains("CheckpointsLeft: 5").contains("JOB_HALTED");
    assertThat(called.err()).contains("nothing is changed").contains("would be ended");
    Called.with(prefix, environment, "scr_halt", "-c", "5");
    assertThat(dry("scr_halt", "--remove").out()).contains("None");
  }
}
