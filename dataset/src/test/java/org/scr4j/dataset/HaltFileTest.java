package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.kvtree.CorruptTreeException;

/** Halt conditions: what they mean, and how the file is shared with a running application. */
class HaltFileTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Optional<Instant> FAR = Optional.of(NOW.plusSeconds(86_400));
  private static final long SECONDS = NOW.getEpochSecond();

  @TempDir Path prefix;

  private HaltFile file() {
    return new HaltFile(Reference.stateFiles(), prefix.resolve(".scr/halt.scr"));
  }

  private static Optional<HaltReason.Kind> kind(HaltConditions conditions) {
    return conditions.active(NOW, FAR).map(HaltReason::kind);
  }

  private static OptionalLong at(long value) {
    return OptionalLong.of(value);
  }

  @Test
  void withoutConditionsNothingHalts() throws IOException {
    assertThat(file().read()).isEqualTo(HaltConditions.NONE);
    assertThat(HaltConditions.NONE.active(NOW, FAR)).isEmpty();
    assertThat(HaltConditions.NONE.active(NOW, Optional.empty())).isEmpty();
  }

  @Test
  void zeroCheckpointsLeftHaltsAndOneDoesNot() {
    assertThat(kind(HaltConditions.NONE.withCheckpointsLeft(at(0))))
        .contains(HaltReason.Kind.NO_CHECKPOINTS_LEFT);
    assertThat(kind(HaltConditions.NONE.withCheckpointsLeft(at(1)))).isEmpty();
  }

  @Test
  void zeroHaltSecondsHaltNothingBeforeTheEnd() {
    HaltConditions zero = HaltConditions.NONE.withHaltSeconds(at(0));
    assertThat(kind(zero)).isEmpty();
    assertThat(zero.active(NOW, Optional.of(NOW.plusSeconds(1)))).isEmpty();
    assertThat(zero.active(NOW, Optional.of(NOW))).isPresent();
  }

  @Test
  void haltSecondsCountBackFromTheEndOfTheAllocation() {
    HaltConditions hour = HaltConditions.NONE.withHaltSeconds(at(3600));
    assertThat(hour.active(NOW, Optional.of(NOW.plusSeconds(3600))).map(HaltReason::kind))
        .contains(HaltReason.Kind.TIME_LIMIT);
    assertThat(hour.active(NOW, Optional.of(NOW.plusSeconds(3601)))).isEmpty();
    assertThat(hour.active(NOW, Optional.empty())).as("an unknown end is no end").isEmpty();
    assertThat(HaltConditions.NONE.orHaltSeconds(at(60)).haltSeconds()).hasValue(60);
    assertThat(hour.orHaltSeconds(at(60)).haltSeconds()).as("the file wins").hasValue(3600);
  }

  @Test
  void timesToExitBeforeAndAfter() {
    HaltConditions before = HaltConditions.NONE.withExitBefore(at(SECONDS + 100));
    assertThat(kind(before)).isEmpty();
    assertThat(kind(before.withHaltSeconds(at(100)))).contains(HaltReason.Kind.EXIT_BEFORE);
    assertThat(kind(before.withHaltSeconds(at(99)))).isEmpty();
    assertThat(kind(HaltConditions.NONE.withExitAfter(at(SECONDS))))
        .contains(HaltReason.Kind.EXIT_AFTER);
    assertThat(kind(HaltConditions.NONE.withExitAfter(at(SECONDS + 1)))).isEmpty();
  }

  @Test
  void anImmediateReasonHaltsAndAnEmptyOneDoesNot() {
    HaltConditions now = HaltConditions.NONE.withExitReason(Optional.of("JOB_HALTED"));
    assertThat(now.active(NOW, FAR).orElseThrow().text()).contains("JOB_HALTED");
    assertThat(now.activeInApplication(NOW, FAR)).isPresent();
    assertThat(kind(HaltConditions.NONE.withExitReason(Optional.of("")))).isEmpty();
  }

  @Test
  void thatAnEarlierRunEndedWellStopsCommandsButNotAnApplication() {
    HaltConditions finished =
        HaltConditions.NONE.withExitReason(Optional.of("SCR_FINALIZE_CALLED"));
    assertThat(finished.active(NOW, FAR).orElseThrow().finalized()).isTrue();
    assertThat(finished.activeInApplication(NOW, FAR)).isEmpty();
    assertThat(finished.withCheckpointsLeft(at(0)).activeInApplication(NOW, FAR)).isPresent();
  }

  @Test
  void timesPast2038AreWrittenInFullAndWarnedOf() throws IOException {
    long year2100 = Instant.parse("2100-01-01T00:00:00Z").getEpochSecond();
    HaltConditions late = file().update(none -> none.withExitBefore(at(year2100)));
    assertThat(file().read().exitBefore()).hasValue(year2100);
    assertThat(kind(late)).isEmpty();
    assertThat(late.warnings()).singleElement().asString().contains("2038");
    assertThat(HaltConditions.NONE.withExitAfter(at(2_000_000_000)).warnings()).isEmpty();
  }

  @Test
  void theFileHasTheBytesOfTheFormat() throws IOException {
    file().update(none -> none.withCheckpointsLeft(at(5)));
    String hex =
        "951fc3f5"
            + "0001"
            + "0001"
            + "0000000000000036"
            + "00000001"
            + "00000001"
            + HexFormat.of().formatHex("CheckpointsLeft\0".getBytes(StandardCharsets.US_ASCII))
            + "00000001"
            + "3500"
            + "00000000";
    byte[] bytes = Files.readAllBytes(file().path());
    assertThat(bytes).hasSize(0x36);
    assertThat(HexFormat.of().formatHex(bytes, 0, bytes.length - 4)).isEqualTo(hex);
  }

  @Test
  void unknownKeysAndTheInodeStay() throws IOException {
    file().update(none -> none.withHaltSeconds(at(10)));
    Object inode = Files.getAttribute(file().path(), "unix:ino");
    Reference.stateFiles()
        .update(
            file().path(),
            tree -> {
              tree.setValue("Future", "kept");
              return tree.size();
            });
    file().update(found -> found.withHaltSeconds(OptionalLong.empty()));
    assertThat(file().read()).isEqualTo(HaltConditions.NONE);
    assertThat(Reference.tree(file().path()).value("Future")).contains("kept");
    assertThat(Files.getAttribute(file().path(), "unix:ino")).isEqualTo(inode);
  }

  @Test
  void anApplicationTakesOverTheFileAndCountsDown() throws IOException {
    HaltConditions mine =
        HaltConditions.NONE.withCheckpointsLeft(at(9)).withExitReason(Optional.of("MINE"));
    assertThat(file().synchronize(mine, 1).checkpointsLeft()).as("no file yet").hasValue(8);
    file().update(found -> found.withCheckpointsLeft(at(1)).withExitReason(Optional.empty()));
    HaltConditions now = file().synchronize(mine, 2);
    assertThat(now.checkpointsLeft()).as("never below zero").hasValue(0);
    assertThat(now.exitReason()).as("one's own reason lasts").contains("MINE");
  }

  @Test
  void parallelUpdatesLoseNothing() throws Exception {
    file().update(none -> none.withCheckpointsLeft(at(400)));
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        tasks.add(
            () -> {
              for (int n = 0; n < 50; n++) {
                file().synchronize(HaltConditions.NONE, 1);
              }
              return null;
            });
      }
      for (Future<Void> done : pool.invokeAll(tasks)) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(file().read().checkpointsLeft()).hasValue(0);
  }

  @Test
  void damageAndNonsenseNameTheFile() throws IOException {
    file().update(none -> none.withCheckpointsLeft(at(5)));
    Reference.stateFiles()
        .update(
            file().path(),
            tree -> {
              tree.setValue("ExitBefore", "tomorrow");
              return tree.size();
            });
    assertThatThrownBy(() -> file().read())
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("halt.scr: ExitBefore is 'tomorrow'");
    assertThatThrownBy(() -> file().update(found -> found)).hasMessageContaining("ExitBefore");
    Files.write(file().path(), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> file().read()).isInstanceOf(CorruptTreeException.class);
    assertThat(file().remove()).isTrue();
    assertThat(file().read()).isEqualTo(HaltConditions.NONE);
  }

  @Test
  void allConditionsThatHoldAreTold() {
    HaltConditions all =
        HaltConditions.NONE
            .withExitReason(Optional.of("WHY"))
            .withCheckpointsLeft(OptionalLong.of(0))
            .withExitBefore(OptionalLong.of(NOW.getEpochSecond() + 5))
            .withHaltSeconds(OptionalLong.of(5))
            .withExitAfter(OptionalLong.of(NOW.getEpochSecond()));
    assertThat(all.allActive(NOW))
        .extracting(HaltReason::kind)
        .containsExactly(
            HaltReason.Kind.REASON,
            HaltReason.Kind.NO_CHECKPOINTS_LEFT,
            HaltReason.Kind.EXIT_BEFORE,
            HaltReason.Kind.EXIT_AFTER);
    assertThat(all.withCheckpointsLeft(OptionalLong.of(1)).allActive(NOW)).hasSize(3);
    assertThat(HaltConditions.NONE.allActive(NOW)).isEmpty();
  }
}
