package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState.Location;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** When a run hangs: time is made, the flush file is a real one. */
class WatchdogTest {

  private static final Duration CACHE = Duration.ofSeconds(100);
  private static final Duration PREFIX = Duration.ofMinutes(15);
  private static final Duration BOTH_TWICE = CACHE.plus(PREFIX).multipliedBy(2);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path directory;
  private FlushFile file;
  private Watchdog watchdog;
  private long now;
  private long made = 1_700_000_000_000_000L;

  @BeforeEach
  void begin() {
    file =
        new FlushFile(
            new StateFiles(LockKind.NONE, line -> {}), directory.resolve(".scr/flush.scr"));
    watchdog = new Watchdog(file, CACHE, PREFIX, false, () -> now);
  }

  private void dataset(int id, Location location) throws Exception {
    DatasetDescriptor descriptor =
        DatasetDescriptor.create(
            id,
            "ckpt." + id,
            OptionalInt.of(id),
            false,
            made++,
            new DatasetDescriptor.Origin("tester", Optional.empty(), "7", Optional.empty()));
    file.update(state -> state.withEntry(descriptor, id, location));
  }

  private Optional<String> after(Duration time) throws Exception {
    now += time.toNanos();
    return watchdog.look();
  }

  @Test
  void untilItsFirstDatasetARunHasTwiceBothTimeOuts() throws Exception {
    assertThat(after(CACHE.plus(PREFIX))).isEmpty();
    assertThat(after(CACHE.plus(PREFIX).minus(SECOND))).isEmpty();
    assertThat(after(SECOND))
        .contains(
            "no dataset for 2000 s (twice SCR_WATCHDOG_TIMEOUT and SCR_WATCHDOG_TIMEOUT_PFS together,"
                + " since the run began)");
  }

  @Test
  void eachDatasetGivesItAnotherPeriod() throws Exception {
    for (int id = 1; id < 5; id++) {
      dataset(id, Location.CACHE);
      assertThat(after(SECOND)).isEmpty();
      assertThat(after(CACHE.minus(SECOND))).isEmpty();
    }
    assertThat(after(SECOND)).contains("no progress for 100 s (SCR_WATCHDOG_TIMEOUT)");
  }

  @Test
  void aFlushHasATimeOutOfItsOwnAndItsEndIsProgress() throws Exception {
    dataset(1, Location.CACHE);
    assertThat(after(SECOND)).isEmpty();
    file.update(state -> state.withLocation(1, Location.SYNC_FLUSHING));
    assertThat(after(SECOND)).isEmpty();
    assertThat(after(PREFIX.minus(SECOND))).isEmpty();
    file.update(
        state -> state.withoutLocation(1, Location.SYNC_FLUSHING).withLocation(1, Location.PFS));
    assertThat(after(SECOND)).isEmpty();
    assertThat(after(CACHE)).isPresent();
  }

  @Test
  void whatIsWrittenStraightToThePrefixHasTheLongerTimeOut() throws Exception {
    watchdog = new Watchdog(file, CACHE, PREFIX, true, () -> now);
    dataset(1, Location.PFS);
    assertThat(after(SECOND)).isEmpty();
    assertThat(after(PREFIX.minus(SECOND))).isEmpty();
    assertThat(after(SECOND)).contains("no progress for 900 s (SCR_WATCHDOG_TIMEOUT_PFS)");
  }

  @Test
  void whatAnEarlierRunLeftIsNoDatasetOfThisOne() throws Exception {
    dataset(6, Location.CACHE);
    watchdog = new Watchdog(file, CACHE, PREFIX, false, () -> now);
    watchdog.begin();
    // A rebuild at the start writes the same datasets anew, or drops some.
    file.update(state -> state);
    assertThat(after(CACHE.multipliedBy(2))).isEmpty();
    file.update(state -> state.without(6));
    assertThat(after(SECOND)).isEmpty();
    assertThat(after(BOTH_TWICE.minus(SECOND))).isEmpty();
    dataset(6, Location.CACHE);
    assertThat(after(SECOND)).as("made again, with the same number").isEmpty();
    assertThat(after(CACHE)).isPresent();
  }

  @Test
  void aFileThatIsBeingWrittenIsProgress() throws Exception {
    dataset(1, Location.CACHE);
    assertThat(after(SECOND)).isEmpty();
    Files.writeString(file.path(), "half");
    assertThat(after(CACHE)).isEmpty();
    assertThat(after(CACHE)).isPresent();
  }
}
