package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand nodes of an emulated Slurm: one in a hundred is dead, half of these silent on the
 * network and half of them not, and one in a hundred is slow. How long that takes, and how much
 * memory, is in docs/scale.md.
 */
class ManyNodesTest {

  private static final int NODES = 10_000;
  private static final int EACH = 100;

  @TempDir Path directory;
  private Installed scr;

  @BeforeEach
  void emulate() throws IOException {
    Path commands = Path.of(System.getProperty("scr4j.source"), "acceptance/src/test/resources");
    Path bin = Files.createDirectories(directory.resolve("bin"));
    try (Stream<Path> all = Files.list(commands.resolve("manynodes"))) {
      for (Path command : all.toList()) {
        Path copy = Files.copy(command, bin.resolve(command.getFileName()));
        assertThat(copy.toFile().setExecutable(true)).isTrue();
      }
    }
    scr = new Installed(directory);
    scr.set("PATH", bin + ":" + System.getenv("PATH"));
    scr.set("MANY_NODES", Integer.toString(NODES));
    scr.set("SLURM_JOB_ID", "7");
    scr.set("SLURM_JOB_NODELIST", "n[00001-10000]");
    scr.set("SLURM_NNODES", Integer.toString(NODES));
    scr.set("SCR_JAVA_OPTIONS", "-Xmx512m");
  }

  private static List<String> dead(int beginning, int every) {
    return IntStream.iterate(beginning, i -> i <= NODES, i -> i + every)
        .mapToObj(i -> String.format("n%05d", i))
        .toList();
  }

  @Test
  void theDeadAreListedWithTheirReasonsAndTheSlowAreNot() throws Exception {
    Installed.Result result = scr.ok("scr_list_down_nodes", "--reason");

    List<String> lines = result.out().lines().toList();
    assertThat(lines.stream().map(line -> line.split(": ")[0]).collect(Collectors.toList()))
        .isEqualTo(dead(50, EACH));
    assertThat(lines)
        .filteredOn(line -> line.contains("no sign of life on the network"))
        .extracting(line -> line.split(": ")[0])
        .isEqualTo(dead(50, 2 * EACH));
    assertThat(lines)
        .filteredOn(line -> line.contains("state unknown: no answer in"))
        .extracting(line -> line.split(": ")[0])
        .isEqualTo(dead(150, 2 * EACH));
  }
}
