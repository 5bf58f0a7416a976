package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guides, followed to the letter by somebody whose home directory has nothing but the sources.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuidesTest {

  private static final Path PROJECT = Path.of(System.getProperty("scr4j.source")).normalize();
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** What building has left, and what is of no use to somebody who builds. */
  private static final Set<String> LEFT_OUT = Set.of("target", "install", ".git");

  @TempDir static Path home;

  @Test
  @Order(1)
  void theTutorialLeadsFromTheSourcesToAJobThatSurvives() throws IOException, InterruptedException {
    copy(PROJECT, home.resolve("scr4j"));
    Document guide = Document.read("guide.md");

    String printed = follow(guide);

    assertThat(guide.missingIn(printed)).as(printed).isEmpty();
    // It restarted from a checkpoint that was never flushed, but rebuilt, or from a newer one.
    assertThat(HeatRun.answer(Files.readString(home.resolve("job/run.log"))).restartedFromStep())
        .as(printed)
        .isGreaterThan(400);
  }

  @Test
  @Order(2)
  void theAdministratorsGuideIsSo() throws IOException, InterruptedException {
    Document guide = Document.read("admin.md");

    String printed = follow(guide);

    assertThat(guide.missingIn(printed)).as(printed).isEmpty();
  }

  @Test
  void everyBlockIsOneThatIsTried() throws IOException {
    for (String name : List.of("guide.md", "admin.md")) {
      assertThat(Document.read(name).blocks())
          .as(name)
          .hasSizeGreaterThan(10)
          .allSatisfy(block -> assertThat(block.kind()).isIn("sh", "sh slurm", "text"));
    }
  }

  @Test
  void theScriptsThatAreNamedAreInstalled() throws IOException {
    String text = Files.readString(PROJECT.resolve("docs/guide.md"));
    List<String> scripts =
        java.util.regex.Pattern.compile("(?m)^\\| [^|]+\\| `(scr_\\w+\\.sh)` \\|")
            .matcher(text)
            .results()
            .map(row -> row.group(1))
            .toList();
    assertThat(scripts)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            script -> assertThat(Installed.HOME.resolve("share/examples/" + script)).exists());
  }

  /** Runs all blocks in the home directory of a user who has just come. */
  private static String follow(Document document) throws IOException, InterruptedException {
    return document.follow(home, Map.of("HOME", home.toString()), PATIENCE);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            if (LEFT_OUT.contains(directory.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(directory).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
