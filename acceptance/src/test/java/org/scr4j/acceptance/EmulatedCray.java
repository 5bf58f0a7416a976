package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A job of PBS on five nodes of a Cray: the emulated commands of the cluster module's tests, put
 * first in PATH. Each node has storage of its own, which is lost with the node.
 */
final class EmulatedCray {

  static final String JOB = "138295.sdb";

  private static final Path SOURCES =
      Path.of(System.getProperty("scr4j.source"), "cluster/src/test/resources/emulated");

  private static final List<String> NODES =
      List.of("nid00012", "nid00031", "nid00014", "nid00015", "nid00016");

  private final Path directory;
  private final Installed scr;

  EmulatedCray(Path directory, Installed scr) throws IOException {
    this.directory = directory;
    this.scr = scr;
    for (String name : List.of("behaviour", "nodes", "tasks", "storage", "dead", "apps")) {
      Files.createDirectories(state(name));
    }
    Files.createDirectories(directory.resolve("bin"));
    for (String platform : List.of("pbs", "alps")) {
      try (Stream<Path> files = Files.list(SOURCES.resolve(platform).normalize())) {
        files.forEach(this::install);
      }
    }
    Files.move(directory.resolve("bin/job"), state("job"));
    for (String node : NODES) {
      Files.writeString(state("nodes").resolve(node), "free\n");
    }
    Files.writeString(state("order"), String.join("\n", NODES) + "\n");
    Files.writeString(state("start"), Instant.now().getEpochSecond() + "\n");
    scr.set("EMULATED_STATE", state("").toString())
        .set(
            "PATH",
            String.join(
                ":",
                directory.resolve("bin").toString(),
                Installed.HOME.resolve("bin").toString(),
                System.getenv("PATH")))
        .set("PBS_JOBID", JOB)
        .set("TMPDIR", directory.toString());
  }

  private void install(Path script) {
    Path copy = directory.resolve("bin").resolve(script.getFileName());
    try {
      Files.copy(script, copy);
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path state(String file) {
    return directory.resolve("state").resolve(file);
  }

  /** The node dies with its processes and its storage, and the machine notices. */
  void kill(String node) throws IOException, InterruptedException {
    String command = directory.resolve("bin/node-down").toString();
    assertThat(scr.start("node-down", List.of(command, node)).await().status()).isZero();
  }

  /** What a command was called with, a call a line. */
  List<String> calls(String command) throws IOException {
    return Files.readAllLines(state("calls." + command));
  }

  void assertThatNobodyEndedTheJob() {
    assertThat(state("violation")).doesNotExist();
  }
}
