package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents say is so. */
class DocumentsTest {

  private static final Path PROJECT = Path.of(System.getProperty("scr4j.source")).normalize();

  @TempDir Path directory;

  @Test
  void theReadersOwnRunSurvives() throws IOException, InterruptedException {
    Path home = Files.createDirectories(directory.resolve("home"));
    Files.createSymbolicLink(home.resolve("scr4j"), Installed.HOME);
    Path out = directory.resolve("by-hand.out");
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-e", "-c", commandsByHand())
            .directory(Files.createDirectories(directory.resolve("work")).toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    shell.environment().keySet().removeIf(name -> name.startsWith("SCR_"));
    shell.environment().put("HOME", home.toString());
    shell.environment().put("SCR_LOCAL_DIR", directory.resolve("cluster").toString());
    shell.environment().put("JAVA_HOME", System.getProperty("java.home"));

    int status = shell.start().waitFor();

    String printed = Files.readString(out);
    assertThat(status).as(printed).isZero();
    assertThat(HeatRun.answer(printed).restartedFromStep()).as(printed).isPositive();
    assertThat(printed).contains("node2: failed by scr_local").contains("DSET VALID FLUSHED");
  }

  @Test
  void everyInstalledCommandIsListed() throws IOException {
    String text = Files.readString(PROJECT.resolve("docs/commands.md"));
    for (String folder : List.of("bin", "libexec")) {
      try (Stream<Path> commands = Files.list(Installed.HOME.resolve(folder))) {
        assertThat(commands.map(file -> "`" + file.getFileName() + "`"))
            .allSatisfy(name -> assertThat(text).contains(name));
      }
    }
  }

  @Test
  void everyListedCommandIsInstalledAndCanBeRun() throws IOException {
    List<String> listed =
        Files.readAllLines(PROJECT.resolve("docs/commands.md")).stream()
            .filter(line -> line.startsWith("| `scr_"))
            .flatMap(
                line -> Pattern.compile("`(scr_\\w+)`").matcher(line.split("\\|")[1]).results())
            .map(name -> name.group(1))
            .toList();
    assertThat(listed).hasSizeGreaterThan(20).allSatisfy(Installed::program);
  }

  @Test
  void linksBetweenDocumentsLeadSomewhere() throws IOException {
    for (String document : List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")) {
      Path file = PROJECT.resolve(document);
      List<String> broken =
          Pattern.compile("\\]\\(([^)#:]+)\\)")
              .matcher(Files.readString(file))
              .results()
              .map(link -> link.group(1))
              .filter(target -> !Files.exists(PROJECT.resolve(target)))
              .toList();
      assertThat(broken).as(document).isEmpty();
    }
  }

  /** The indented block of README.md, without the build, which has been done. */
  private static String commandsByHand() throws IOException {
    List<String> lines = Files.readAllLines(PROJECT.resolve("README.md"));
    int start = lines.indexOf("    ./build --prefix ~/scr4j");
    assertThat(start).as("the block of commands in README.md").isPositive();
    return lines.stream()
        .skip(start + 1L)
        .takeWhile(line -> line.startsWith("    "))
        .map(String::strip)
        .collect(Collectors.joining("\n"));
  }
}
