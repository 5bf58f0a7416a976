package org.scr4j.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.config.Parameter;
import org.scr4j.config.Parameters;
import org.scr4j.job.ExitCode;

/** The manual pages are whole, and read by the programs that show them. */
class ManualTest {

  private static final List<String> SECTIONS =
      List.of(
          "NAME",
          "SYNOPSIS",
          "DESCRIPTION",
          "OPTIONS",
          "EXIT STATUS",
          "ENVIRONMENT",
          "FILES",
          "EXAMPLES",
          "SEE ALSO");

  @TempDir static Path directory;

  @BeforeAll
  static void write() throws IOException {
    Main.write(directory, "0.1");
  }

  private static List<Path> manual() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("share/man"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void everyPageHasAllSectionsInOrder() throws IOException {
    assertThat(manual()).hasSizeGreaterThan(30);
    for (Path page : manual()) {
      List<String> titles =
          Files.readAllLines(page).stream()
              .filter(line -> line.startsWith(".SH "))
              .map(line -> line.substring(5, line.length() - 1))
              .toList();
      assertThat(titles).as(page.toString()).isEqualTo(SECTIONS);
    }
  }

  @Test
  void noSectionIsEmpty() throws IOException {
    for (Page page : Pages.all()) {
      assertThat(page.description()).as(page.name()).isNotEmpty();
      assertThat(page.options()).as(page.name()).isNotEmpty();
      assertThat(page.exit()).as(page.name()).isNotEmpty();
      assertThat(page.environment()).as(page.name()).isNotEmpty();
      assertThat(page.files()).as(page.name()).isNotEmpty();
      assertThat(page.examples()).as(page.name()).isNotEmpty();
    }
  }

  @Test
  void groffFindsNothingToWarnOf() throws IOException, InterruptedException {
    Shell.need("groff");
    for (Path page : manual()) {
      List<String> groff = List.of("groff", "-ww", "-man", "-Tutf8", "-z", page.toString());
      assertThat(Shell.output(directory, groff)).as(page.toString()).isEmpty();
    }
  }

  @Test
  void manFindsNothingToWarnOf() throws IOException, InterruptedException {
    Shell.need("man");
    for (Path page : manual()) {
      String shown =
          Shell.output(directory, List.of("man", "--warnings", "-P", "cat", "-l", page.toString()));
      assertThat(shown).as(page.toString()).doesNotContain("warning").contains("EXIT STATUS");
    }
  }

  @Test
  void thePageOfTheConfigurationHasEveryParameterWithItsFacts() throws IOException {
    String page = Manual.ofConfiguration("0.1");
    for (Parameter<?> parameter : Parameters.all()) {
      int start = page.indexOf("\\fB" + Roff.escaped(parameter.name()) + "\\fR\n");
      assertThat(start).as(parameter.name()).isPositive();
      String facts = page.substring(page.indexOf("\n.br\n", start)).lines().toList().get(2);
      assertThat(facts)
          .as(parameter.name())
          .contains("Default: ", "Since " + Roff.escaped(parameter.since()))
          .contains(parameter.unit().isEmpty() ? "" : "Unit: ");
    }
  }

  @Test
  void everyStatusThatCommandsEndWithHasAMeaning() throws IOException, IllegalAccessException {
    List<String> codes = new ArrayList<>();
    for (Field field : ExitCode.class.getFields()) {
      codes.add(field.get(null).toString());
    }
    assertThat(Texts.of("common").items("exit").stream().map(Page.Item::term).toList())
        .containsAll(codes);
  }

  @Test
  void pagesPointAtPagesThatThereAre() throws IOException {
    List<String> there =
        manual().stream()
            .map(page -> page.getFileName().toString().replaceFirst("\\.(\\d)$", "($1)"))
            .collect(Collectors.toList());
    for (Page page : Pages.all()) {
      assertThat(there).as(page.name()).containsAll(page.seeAlso());
    }
  }

  @Test
  void onlyWhatNoTestCanHaveIsNotRun() throws IOException {
    for (Page page : Pages.all()) {
      for (Page.Example example : page.examples()) {
        if (example.where() == Page.Where.ELSEWHERE) {
          assertThat(String.join("\n", example.commands()))
              .as(page.name())
              .containsPattern("\\b(scr_)?(jsrun|lrun|aprun|flux|mpirun)\\b");
        }
      }
    }
  }

  @Test
  void theReferenceInTheDocumentsIsCurrent() throws IOException {
    Path document = Path.of("..", "docs", "reference.md").toAbsolutePath().normalize();
    assertThat(Files.readString(document))
        .as("cp pages/target/pages/reference.md docs/reference.md")
        .isEqualTo(Files.readString(directory.resolve("reference.md")));
  }
}
