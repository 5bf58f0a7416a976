package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules of CONTRIBUTING.md that a reader of the sources can check. */
class SourceRulesTest {

  private static final Path PROJECT = Path.of(System.getProperty("scr4j.source")).normalize();
  private static final int LONGEST_FILE = 500;
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "^public (?:(?:abstract|final|sealed|non-sealed|static) )*"
              + "(?:class|interface|record|enum|@interface) \\w+");

  @Test
  void noFileIsLongerThanAReaderCanHold() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : javaFiles("")) {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() > LONGEST_FILE) {
        tooLong.add(PROJECT.relativize(file) + ": " + lines.size() + " lines");
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void everyPublicTypeHasJavadoc() throws IOException {
    List<String> undocumented = new ArrayList<>();
    for (Path file : javaFiles("src/main/java")) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (PUBLIC_TYPE.matcher(lines.get(i)).find() && !documented(lines, i)) {
          undocumented.add(PROJECT.relativize(file) + ":" + (i + 1));
        }
      }
    }
    assertThat(undocumented).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItHolds() throws IOException {
    List<Path> files = javaFiles("src/main/java");
    // Once: the module fuzz has classes in packages of other modules.
    Set<String> told =
        files.stream()
            .filter(file -> file.endsWith("package-info.java"))
            .map(SourceRulesTest::packagePath)
            .collect(Collectors.toSet());
    assertThat(files.stream().map(SourceRulesTest::packagePath)).isSubsetOf(told);
  }

  private static String packagePath(Path file) {
    return file.getParent().toString().replaceFirst(".*src/main/java/", "");
  }

  /** A type's Javadoc ends on the line before it, or before its annotations. */
  private static boolean documented(List<String> lines, int declaration) {
    int above = declaration - 1;
    while (above >= 0 && !lines.get(above).isBlank() && !lines.get(above).endsWith("*/")) {
      above--;
    }
    return above >= 0 && lines.get(above).endsWith("*/");
  }

  private static List<Path> javaFiles(String below) throws IOException {
    try (Stream<Path> files = Files.walk(PROJECT)) {
      List<Path> found =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().contains("/target/"))
              .filter(file -> file.toString().contains(below))
              .sorted()
              .toList();
      assertThat(found).as("Java files below " + PROJECT).isNotEmpty();
      return found;
    }
  }
}
