package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each defect that docs/compatibility.md lists of LLNL's commands has tests that are there. */
class ReferenceDefectsTest {

  private static final Path PROJECT = Path.of(System.getProperty("scr4j.source")).normalize();
  private static final int DEFECTS = 35;

  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|[^|]*\\|([^|]*)\\|");
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final Pattern ABOVE = Pattern.compile("class \\w+ extends (\\w+)");

  @Test
  void everyDefectHasItsTests() throws IOException {
    Map<Integer, List<MatchResult>> rows = rows();
    assertThat(rows.keySet())
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, DEFECTS).boxed().toList());
    Map<String, String> classes = testClasses();
    List<String> missing = new ArrayList<>();
    rows.forEach(
        (number, tests) -> {
          if (tests.isEmpty()) {
            missing.add("defect " + number + " has no test");
          }
          for (MatchResult test : tests) {
            if (!isThere(classes, test.group(1), test.group(2))) {
              missing.add("defect " + number + ": there is no test " + test.group());
            }
          }
        });
    assertThat(missing).isEmpty();
  }

  private static Map<Integer, List<MatchResult>> rows() throws IOException {
    String text = Files.readString(PROJECT.resolve("docs/compatibility.md"));
    String section = text.substring(text.indexOf("## Defects"));
    Map<Integer, List<MatchResult>> rows = new HashMap<>();
    Matcher row = ROW.matcher(section);
    while (row.find()) {
      rows.put(Integer.valueOf(row.group(1)), TEST.matcher(row.group(2)).results().toList());
    }
    return rows;
  }

  /** Sources of tests by the name of their class. */
  private static Map<String, String> testClasses() throws IOException {
    Map<String, String> classes = new HashMap<>();
    try (Stream<Path> files = Files.walk(PROJECT)) {
      for (Path file : files.filter(ReferenceDefectsTest::isTestSource).toList()) {
        String name = file.getFileName().toString();
        classes.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
      }
    }
    return classes;
  }

  private static boolean isTestSource(Path file) {
    String name = file.toString();
    return name.endsWith(".java") && name.contains("/src/test/java/") && !name.contains("/target/");
  }

  /** Whether {@code name} has a test of that name, of its own or from the class above it. */
  private static boolean isThere(Map<String, String> classes, String name, String method) {
    String source = classes.getOrDefault(name, "");
    boolean own = source.contains(" void " + method + "(");
    Optional<String> above = ABOVE.matcher(source).results().findFirst().map(r -> r.group(1));
    return own || above.filter(it -> isThere(classes, it, method)).isPresent();
  }
}
