package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class CheckNodeScriptTest {

  @TempDir Path root;

  private final Map<String, String> environment =
      new HashMap<>(Map.of("PATH", System.getenv("PATH")));

  @BeforeEach
  void storage() throws Exception {
    Files.createDirectories(root.resolve("dev/shm"));
    environment.put("SCR_STORAGE_ROOT", root.toString());
  }

  private ProcessRunner.Finished run(String... arguments) throws InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", ProbeCheck.storageScript(), "scr_check_node"));
    command.addAll(List.of(arguments));
    return (ProcessRunner.Finished)
        new ProcessRunner()
            .run(ProcessRunner.Call.of(command, environment, Duration.ofSeconds(20)));
  }

  private void passes(String... arguments) throws InterruptedException {
    ProcessRunner.Finished end = run(arguments);
    assertThat(end.err()).isEmpty();
    assertThat(end.out()).isEqualTo("PASS\n");
    assertThat(end.status()).isZero();
  }

  private void fails(String reason, String... arguments) throws InterruptedException {
    ProcessRunner.Finished end = run(arguments);
    assertThat(end.err()).isEmpty();
    assertThat(end.out()).startsWith("FAIL: ").contains(reason).hasLineCount(1);
    assertThat(end.status()).isEqualTo(1);
  }

  @Test
  void storageThatIsThereOrCanBeMadePasses() throws Exception {
    passes();
    passes("--cntl", "/dev/shm", "--cache", "/dev/shm,/new/dir/,/");
    passes("--free", "--cntl=/dev/shm", "--cache=/dev/shm:1,/dev/shm:4KB");
    assertThat(root.resolve("new")).doesNotExist();
    assertThat(root.resolve("dev/shm")).isEmptyDirectory();
  }

  @Test
  void withoutARootPathsAreWhatTheySay() throws Exception {
    environment.remove("SCR_STORAGE_ROOT");
    passes("--cache", root + "/x y:1K");
    environment.put("SCR_STORAGE_ROOT", "/");
    passes("--cache", root + "/x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1024", "1B", "1K", "1KB", "1KiB", "1M", "1MB"})
  void sizesThatFit(String size) throws Exception {
    passes("--cache", "/dev/shm:" + size);
    passes("--free", "--cache", "/dev/shm:" + size);
  }

  @ParameterizedTest
  @ValueSource(strings = {"900P", "999999TB", "99999999GB", "999999999999999999"})
  void sizesThatDoNotFit(String size) throws Exception {
    fails("cache directory /dev/shm: ", "--cache", "/dev/shm:" + size);
    fails("KiB free, ", "--free", "--cache", "/dev/shm:" + size);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1X", "-1", "1.5G", "1 G", "9999999999999999999", "999999999999P"})
  void sizesThatAreNone(String size) throws Exception {
    fails("size '" + size + "' for /dev/shm", "--cache", "/dev/shm:" + size);
  }

  @Test
  void whatCannotBeWrittenFails() throws Exception {
    Files.writeString(root.resolve("file"), "");
    Files.createSymbolicLink(root.resolve("dangling"), root.resolve("none"));
    fails("control directory /file: " + root + "/file is not a directory", "--cntl", "/file");
    fails("cache directory /file/x: ", "--cache", "/dev/shm,/file/x");
    fails("/dangling is not a directory", "--cache", "/dangling/x");
    fails("cache directory 'dev/shm' is not an absolute path", "--cache", "dev/shm");
    environment.remove("SCR_STORAGE_ROOT");
    fails("cache directory /proc/self/x: cannot create files", "--cache", "/proc/self/x");
  }

  @Test
  void whatIsMeantOtherwiseIsRefused() throws Exception {
    assertThat(run("--bogus").status()).isEqualTo(64);
    assertThat(run("--cache").status()).isEqualTo(64);
    assertThat(run("--help").out()).startsWith("usage: scr_check_node");
  }
}
