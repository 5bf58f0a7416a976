package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every installed command as a user meets it. */
class CommandsTest {

  @TempDir Path directory;
  private Installed scr;

  @BeforeEach
  void install() throws IOException {
    scr = new Installed(directory);
  }

  static Stream<String> commands() throws IOException {
    try (Stream<Path> bin = Files.list(Installed.HOME.resolve("bin"));
        Stream<Path> libexec = Files.list(Installed.HOME.resolve("libexec"))) {
      return Stream.concat(bin, libexec)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpFitsATerminal(String command) throws IOException, InterruptedException {
    Installed.Result help = scr.ok(command, "--help");

    assertThat(help.out()).contains(command);
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aWrongOptionIsOneLineAndAUsageError(String command)
      throws IOException, InterruptedException {
    Installed.Result wrong = scr.run(command, "--no-such-option");

    assertThat(wrong.status()).as(wrong.err()).isEqualTo(64);
    assertThat(wrong.err().strip().lines()).hasSize(1);
    assertThat(wrong.err()).startsWith(command + ": ").contains("--no-such-option");
  }

  @Test
  void hostlistExpandsCompressesAndCounts() throws IOException, InterruptedException {
    assertThat(scr.ok("scr_hostlist", "-e", "n[008-011]").out().strip())
        .isEqualTo("n008,n009,n010,n011");
    assertThat(scr.ok("scr_hostlist", "a1", "a2", "a3", "b").out().strip()).isEqualTo("a[1-3],b");
    assertThat(scr.ok("scr_hostlist", "--count", "n[1-1000000]").out().strip())
        .isEqualTo("1000000");
    assertThat(scr.ok("scr_hostlist", "--minus", "n[1-5]", "n[2-3]").out().strip())
        .isEqualTo("n[1,4-5]");
  }

  @Test
  void withoutAnAllocationOneLineSaysWhatToDo() throws IOException, InterruptedException {
    Installed.Result result = scr.run("scr_run", "local", "-N1", "-n1", "true");

    assertThat(result.status()).isEqualTo(69);
    assertThat(result.err().strip().lines()).hasSize(1);
    assertThat(result.err()).contains("scr_local up");
  }

  @Test
  void printShowsAStateFile() throws IOException, InterruptedException {
    scr.ok("scr_halt", "--checkpoints", "7");

    Path file = scr.prefix().resolve(".scr/halt.scr");
    assertThat(scr.ok("scr_print", file.toString()).out()).isEqualTo("  CheckpointsLeft = 7\n");
    assertThat(scr.ok("scr_print", "--mode", "tree", file.toString()).out())
        .isEqualTo("  CheckpointsLeft\n    7\n");
  }

  @Test
  void aDamagedFileIsNamedWithTheFault() throws IOException, InterruptedException {
    Path file = directory.resolve("damaged.scr");
    Files.writeString(file, "this is not a tree, whatever its name says");

    Installed.Result result = scr.run("scr_print", file.toString());

    assertThat(result.status()).isEqualTo(74);
    assertThat(result.err()).contains(file.toString()).contains("byte 0");
  }

  @Test
  void theApplicationsStatusAndStreamsAreItsOwn() throws IOException, InterruptedException {
    scr.ok("scr_local", "up", "-N", "2");
    try {
      Installed.Result result =
          scr.run("scr_run", "local", "-N1", "-n1", "sh", "-c", "echo out; echo err >&2; exit 9");

      assertThat(result.status()).isEqualTo(9);
      assertThat(result.out()).isEqualTo("out\n");
      assertThat(result.err()).contains("err\n");
    } finally {
      scr.close();
    }
  }
}
