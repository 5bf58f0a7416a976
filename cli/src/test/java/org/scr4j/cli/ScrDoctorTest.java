package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** scr_doctor on a prefix and on virtual nodes, with something wrong with them. */
@Timeout(90)
class ScrDoctorTest {

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private boolean up;

  @BeforeEach
  void variables() throws IOException {
    environment.put("SCR_LOCAL_DIR", directory.resolve("cluster").toString());
    environment.put("SCR_PREFIX", Files.createDirectory(directory.resolve("prefix")).toString());
    environment.put("PATH", System.getenv("PATH"));
    environment.put("USER", "tester");
  }

  @AfterEach
  void down() {
    if (up) {
      call("scr_local", "down");
    }
  }

  private Called call(String... words) {
    return Called.with(directory, environment, words);
  }

  private void clusterOf(int nodes) {
    assertThat(call("scr_local", "up", "-N", Integer.toString(nodes)).status()).isZero();
    up = true;
  }

  /** Blanks as one, since lines are wrapped. */
  private static String flat(Called called) {
    return called.out().replaceAll("\\s+", " ");
  }

  @Test
  void outsideAnAllocationItChecksWhatItCan() {
    Called found = call("scr_doctor");
    assertThat(flat(found))
        .contains("skipped allocation not in one, so nodes are not checked")
        .contains("-> not in an allocation of a supported resource manager")
        .contains("ok lock locks of SCR_FILE_LOCK=flock work");
    assertThat(found.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void aFailedNodeIsNamedWithTheReason() {
    clusterOf(3);
    call("scr_local", "fail", "node2");
    assertThat(flat(call("scr_doctor")))
        .contains("warning health node2: failed by scr_local")
        .contains("ok health 2 of 3 nodes are usable");
  }

  @Test
  void tooFewNodesAreBad() {
    clusterOf(2);
    environment.put("SCR_MIN_NODES", "3");
    Called found = call("scr_doctor");
    assertThat(found.status()).isEqualTo(1);
    assertThat(flat(found)).contains("BAD health 2 of 2 nodes are usable, and a run needs 3");
  }

  @Test
  void whatJobsLeftInTheCacheIsFoundOnItsNode() throws IOException {
    clusterOf(2);
    environment.put("SCR_CACHE_BASE", "/cache");
    Path left;
    try (var all = Files.walk(directory.resolve("cluster"))) {
      left = all.filter(path -> path.endsWith("node2")).findFirst().orElseThrow();
    }
    String root = rootOf(left);
    Files.createDirectories(Path.of(root, "cache/tester/scr.37/scr.dataset.4"));
    assertThat(flat(call("scr_doctor"))).contains("leftovers node2: /cache/tester/scr.37 (");
  }

  /** What the processes of node2 have as SCR_STORAGE_ROOT. */
  private String rootOf(Path node) throws IOException {
    Called where = call("scr_run", "local", "-N2", "-n2", "sh", "-c", "echo $SCR_STORAGE_ROOT");
    assertThat(where.status()).as(where.err()).isZero();
    try (var all = Files.list(node)) {
      return all.filter(Files::isDirectory).findFirst().orElse(node).toString();
    }
  }

  @Test
  void theCommandThatCollectsIsMissingOnTheNodes() {
    clusterOf(2);
    Called found = call("scr_doctor");
    assertThat(found.status()).isEqualTo(1);
    assertThat(flat(found)).contains("BAD java node[1-2]: libexec/scr_copy is not there");
  }

  @Test
  void ofATimeLimitWithinTheHaltSecondsItWarns() {
    clusterOf(2);
    environment.put("SCR_HALT_SECONDS", "3600");
    assertThat(flat(call("scr_doctor")))
        .contains("SCR_HALT_SECONDS=3600 has no effect")
        .contains("-> set SCR_END_TIME");
  }

  @Test
  void aHaltConditionAndADamagedFileAreFound() throws IOException {
    call("scr_halt");
    Path flush = Path.of(environment.get("SCR_PREFIX")).resolve(".scr/flush.scr");
    Files.writeString(flush, "no tree");
    Called found = call("scr_doctor");
    assertThat(found.status()).isEqualTo(1);
    assertThat(flat(found)).contains("scr_run would not start a run: exit reason JOB_HALTED");
    assertThat(found.out()).contains("BAD     state");
  }

  @Test
  void aBadParameterIsNamedWithItsOrigin() throws IOException {
    Path file = Path.of(environment.get("SCR_PREFIX")).resolve(".scrconf");
    Files.writeString(file, "SCR_FLUSH=rarely\nSCR_FLUHS=3\n");
    Called found = call("scr_doctor");
    assertThat(found.status()).isEqualTo(1);
    assertThat(flat(found))
        .contains("SCR_FLUSH=rarely")
        .contains("no parameter is called SCR_FLUHS");
  }

  @Test
  void everyParameterIsListedWithItsOriginAndPasswordsAreNot() {
    environment.put("SCR_LOG_DB_PASS", "s3cret");
    environment.put("SCR_RUNS", "4");
    String json = call("scr_doctor", "--json").out();
    assertThat(json).contains("\"SCR_RUNS\"").contains("environment").doesNotContain("s3cret");
    assertThat(call("scr_doctor", "--all").out())
        .contains("SCR_RUNS=4 (environment)")
        .contains("SCR_CACHE_SIZE=1 (default)")
        .doesNotContain("s3cret");
  }

  @Test
  void aPrefixThatIsNoDirectoryIsBad() {
    Called found = call("scr_doctor", "--prefix", "/no/such");
    assertThat(found.status()).isEqualTo(1);
    assertThat(flat(found)).contains("/no/such (command line) is not a directory");
  }

  @Test
  void itLeavesNothingBehind() throws IOException {
    clusterOf(2);
    call("scr_doctor");
    try (var all = Files.list(Path.of(environment.get("SCR_PREFIX")))) {
      assertThat(all).isEmpty();
    }
  }
}
