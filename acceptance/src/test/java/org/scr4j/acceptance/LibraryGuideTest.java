package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library's guide, followed to the letter: the program is saved, compiled and run. */
class LibraryGuideTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");

  @TempDir Path directory;

  @Test
  void itsProgramSurvivesTheLossOfANode() throws IOException, InterruptedException {
    Document guide = Document.read("library.md");
    for (Document.Block program : guide.blocks("java")) {
      Matcher name = CLASS.matcher(program.text());
      assertThat(name.find()).isTrue();
      Files.writeString(directory.resolve(name.group(1) + ".java"), program.text());
    }

    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    String path = Installed.HOME.resolve("bin") + ":" + java + ":" + System.getenv("PATH");
    String printed =
        guide.follow(directory, Map.of("SCR4J", Installed.HOME.toString(), "PATH", path), PATIENCE);

    assertThat(guide.missingIn(printed)).as(printed).isEmpty();
    assertThat(guide.blocks())
        .allSatisfy(block -> assertThat(block.kind()).isIn("java", "sh", "text"));
  }
}
