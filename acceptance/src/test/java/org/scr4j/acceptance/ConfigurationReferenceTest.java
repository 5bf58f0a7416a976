package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.scr4j.config.Documentation;
import org.scr4j.config.Parameter;
import org.scr4j.config.Parameters;

/** {@code docs/configuration.md} says what the code reads, and admits what it does not. */
class ConfigurationReferenceTest {

  private static final Path PROJECT = Path.of(System.getProperty("scr4j.source")).normalize();
  private static final Path DOCUMENT = PROJECT.resolve("docs/configuration.md");
  private static final String BEFORE_TABLES =
      "<!-- generated from org.scr4j.config.Parameters -->\n";

  @Test
  void theTablesAreThoseOfTheCode() throws IOException {
    String text = Files.readString(DOCUMENT);
    String tables = text.substring(text.indexOf(BEFORE_TABLES) + BEFORE_TABLES.length());
    assertThat(tables.strip())
        .as("write this into docs/configuration.md:\n" + Documentation.markdownTable())
        .isEqualTo(Documentation.markdownTable().strip());
  }

  @Test
  void parametersWithoutEffectAreNamed() throws IOException, IllegalAccessException {
    Set<String> expected = new TreeSet<>();
    Set<String> read = constantsInUse();
    for (Field field : Parameters.class.getFields()) {
      boolean ofVirtualNodes = field.getName().startsWith("LOCAL_");
      if (field.get(null) instanceof Parameter<?> parameter
          && !read.contains(field.getName())
          && !ofVirtualNodes) {
        expected.add(parameter.name());
      }
    }
    String text = Files.readString(DOCUMENT);
    String listed = text.substring(text.indexOf("## Without effect"), text.indexOf("## Reference"));
    Set<String> named =
        Pattern.compile("`(\\w+)`")
            .matcher(listed)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isEqualTo(expected);
  }

  private static Set<String> constantsInUse() throws IOException {
    Pattern constant = Pattern.compile("\\bParameters\\.([A-Z_]+)");
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(PROJECT)) {
      for (Path file : files.filter(ConfigurationReferenceTest::isMainSource).toList()) {
        Matcher use = constant.matcher(Files.readString(file));
        while (use.find()) {
          names.add(use.group(1));
        }
      }
    }
    return names;
  }

  private static boolean isMainSource(Path file) {
    String name = file.toString();
    return name.endsWith(".java") && name.contains("/src/main/java/") && !name.contains("/target/");
  }
}
