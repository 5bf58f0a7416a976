package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {

  @TempDir Path directory;

  static List<String> names() {
    return Commands.NAMES;
  }

  @ParameterizedTest
  @MethodSource("names")
  void helpFitsATerminalAndNamesEveryOption(String name) {
    Called help = Called.in(directory, name, "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    Stream<String> options =
        new CommandLine(Commands.create(name).orElseThrow())
            .getCommandSpec().options().stream().flatMap(option -> Stream.of(option.names()));
    assertThat(options).allSatisfy(option -> assertThat(help.out()).contains(option));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aWrongOptionIsOneLineAndStatus64(String name) {
    Called wrong = Called.in(directory, name, "--no-such-option");
    assertThat(wrong.status()).isEqualTo(64);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err().lines()).hasSize(1);
    assertThat(wrong.err()).startsWith(name + ": ").contains("--help");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyCommandTellsItsVersion(String name) {
    assertThat(Called.in(directory, name, "--version").out())
        .matches(name + " \\(scr4j\\) \\d.*\\n");
  }

  @Test
  void aNameThatIsNoCommandIsStatus64() {
    assertThat(Called.in(directory, "scr_nothing").status()).isEqualTo(64);
  }

  @Test
  void aMissingFileIsNamedWithStatus74() {
    Called missing = Called.in(directory, "scr_print", "nofile.scr");
    assertThat(missing.status()).isEqualTo(74);
    assertThat(missing.err())
        .isEqualTo(
            "scr_print: "
                + directory.resolve("nofile.scr")
                + ": no such file or directory; check the path\n");
  }

  @Test
  void aDamagedFileIsNamedWithThePlaceOfTheDamage() throws Exception {
    Files.writeString(directory.resolve("bad.scr"), "this is no tree at all, not by far");
    Called damaged = Called.in(directory, "scr_print", "bad.scr");
    assertThat(damaged.status()).isEqualTo(74);
    assertThat(damaged.err()).contains("bad.scr").contains("damaged at byte");
  }

  @Test
  void aValueThatCannotBeUsedIsStatus78AndNamesItsOrigin() {
    Called bad =
        Called.with(directory, java.util.Map.of("SCR_FILE_LOCK", "nonsense"), "scr_halt", "--list");
    assertThat(bad.status()).isEqualTo(78);
    assertThat(bad.err()).contains("SCR_FILE_LOCK").contains("nonsense");
  }

  @Test
  void verboseAddsTheTrace() {
    assertThat(Called.in(directory, "scr_print", "nofile.scr", "--verbose").err())
        .contains("no such file")
        .contains("\tat ");
  }

  @Test
  void withoutAnAllocationStatusIs69AndSaysWhatToDo() {
    Called none =
        Called.with(
            directory,
            java.util.Map.of("SCR_LOCAL_DIR", directory.resolve("none").toString()),
            "scr_should_exit");
    assertThat(none.status()).isEqualTo(69);
    assertThat(none.err().lines()).hasSize(1);
  }
}
