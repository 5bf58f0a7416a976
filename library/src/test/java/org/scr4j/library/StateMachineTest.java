package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which call may follow which. */
final class StateMachineTest {

  private static final List<String> ALONE = List.of("node1");

  @TempDir(factory = InMemory.class)
  Path directory;

  private VirtualJob job;

  @BeforeEach
  void job() throws Exception {
    job = new VirtualJob(directory).set("SCR_COPY_TYPE", "SINGLE");
  }

  private void with(java.util.function.Consumer<Scr> program) {
    job.run(
        ALONE,
        (scr, rank) -> {
          program.accept(scr);
          return true;
        });
  }

  private static void write(Scr scr, String file) {
    try {
      Files.writeString(scr.routeFile(file), "data");
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDatasetIsBegunBeforeItIsEnded() {
    with(
        scr ->
            assertThatThrownBy(() -> scr.completeOutput(true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("completeOutput called in no dataset: call startOutput first"));
  }

  @Test
  void filesBelongToADataset() {
    with(
        scr ->
            assertThatThrownBy(() -> scr.routeFile("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                    "routeFile called in no dataset: call startOutput or startRestart first"));
  }

  @Test
  void whileADatasetIsWrittenNothingElseBegins() {
    with(
        scr -> {
          scr.startOutput("one");
          for (Runnable call :
              List.<Runnable>of(
                  () -> scr.startOutput("two"),
                  scr::startRestart,
                  scr::haveRestart,
                  scr::needCheckpoint,
                  scr::shouldExit,
                  scr::finish,
                  () -> scr.completeRestart(true))) {
            assertThatThrownBy(call::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("called while writing a dataset: call completeOutput first");
          }
          write(scr, "a");
          assertThat(scr.completeOutput(true)).isTrue();
        });
  }

  @Test
  void aRestartNeedsAnOffer() {
    with(
        scr ->
            assertThatThrownBy(scr::startRestart)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ask haveRestart first"));
  }

  @Test
  void whileACheckpointIsReadNothingElseBegins() {
    with(
        scr -> {
          scr.startOutput("one");
          write(scr, "a");
          scr.completeOutput(true);
          assertThat(scr.haveRestart()).contains("one");
          assertThat(scr.startRestart()).isEqualTo("one");
          assertThatThrownBy(() -> scr.startOutput("two"))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage(
                  "startOutput called while reading a checkpoint: call completeRestart first");
          assertThat(scr.routeFile("a")).hasContent("data");
          assertThatThrownBy(() -> scr.routeFile("b"))
              .isInstanceOf(ScrException.class)
              .hasMessageContaining("has no file b in dataset 1 (one)");
          assertThat(scr.completeRestart(true)).isTrue();
        });
  }

  @Test
  void afterTheEndNothingFollows() {
    with(
        scr -> {
          scr.finish();
          assertThatThrownBy(() -> scr.startOutput("one"))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("startOutput called while finished: only close may follow");
          scr.close();
          assertThatThrownBy(scr::shouldExit)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("closed");
          scr.close();
        });
  }

  @Test
  void filesStayBelowThePrefix() {
    with(
        scr -> {
          scr.startOutput("one");
          assertThat(scr.routeFile("dir/a").toString())
              .endsWith("/dev/shm/root/scr.38/scr.dataset.1/a");
          assertThat(scr.routeFile(job.prefix().resolve("dir/a").toString()))
              .isEqualTo(scr.routeFile("dir/a"));
          for (String outside : List.of("../a", "/etc/passwd", "", ".scr/a", "dir/.scr")) {
            assertThatThrownBy(() -> scr.routeFile(outside)).isInstanceOf(ScrException.class);
          }
          assertThatThrownBy(() -> scr.routeFile("other/a"))
              .isInstanceOf(ScrException.class)
              .hasMessageContaining("have the same name in cache");
          write(scr, "dir/a");
          assertThat(scr.completeOutput(true)).isTrue();
        });
  }

  @Test
  void switchedOffItWritesStraightToThePrefix() {
    job.set("SCR_ENABLE", "0");
    with(
        scr -> {
          assertThat(scr.haveRestart()).isEmpty();
          scr.startOutput("one");
          write(scr, "dir/a");
          assertThat(scr.completeOutput(true)).isTrue();
          scr.finish();
        });
    assertThat(job.prefix().resolve("dir/a")).hasContent("data");
    assertThat(job.prefix().resolve(".scr")).doesNotExist();
  }

  @Test
  void aValueThatIsNoneNamesItsParameter() {
    job.set("SCR_SET_SIZE", "many");
    assertThatThrownBy(() -> with(scr -> {}))
        .hasRootCauseInstanceOf(ScrException.class)
        .rootCause()
        .hasMessageContaining("SCR_SET_SIZE");
  }
}
