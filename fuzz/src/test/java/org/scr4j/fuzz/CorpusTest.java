package org.scr4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every input of the corpus, among them all that ever failed, and a short run for new ones. */
class CorpusTest {

  private static final Path CORPUS = Path.of(System.getProperty("scr4j.fuzz.corpus"));
  private static final long SHORT_RUN = 20_000;

  @TestFactory
  Stream<DynamicTest> everyInputOfTheCorpusHolds() {
    return Targets.ALL.stream().map(target -> dynamicTest(target.name(), () -> replay(target)));
  }

  private static void replay(Target target) throws IOException {
    List<Path> inputs = inputs(target.name());
    assertThat(inputs).as("seeds of " + target.name()).isNotEmpty();
    for (Path input : inputs) {
      byte[] bytes = Files.readAllBytes(input);
      assertThatCode(() -> target.property().check(new Input(bytes)))
          .as(input.toString())
          .doesNotThrowAnyException();
    }
  }

  private static List<Path> inputs(String target) throws IOException {
    try (Stream<Path> files = Files.list(CORPUS.resolve(target))) {
      return files.sorted().toList();
    }
  }

  @Test
  void theCorpusHasATargetForEachOfItsDirectories() throws IOException {
    try (Stream<Path> directories = Files.list(CORPUS)) {
      assertThat(directories.map(directory -> directory.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(Targets.ALL.stream().map(Target::name).toList());
    }
  }

  @Test
  void aShortRunOverAllTargetsFindsNothing(@TempDir Path all) throws Exception {
    assumeTrue(
        FuzzRun.isPossible(), "Jazzer has no native part for " + System.getProperty("os.arch"));
    for (int number = 0; number < Targets.ALL.size(); number++) {
      String name = Targets.ALL.get(number).name();
      for (Path input : inputs(name)) {
        Files.write(
            all.resolve(name + "-" + input.getFileName()),
            Input.chosen(number, Files.readAllBytes(input)).bytes());
      }
    }
    FuzzRun.Result result = FuzzRun.start("all", all, SHORT_RUN).await();
    assertThat(result.findings()).as("inputs are in " + all).isEmpty();
    assertThat(result.executions()).isGreaterThanOrEqualTo(SHORT_RUN);
  }
}
