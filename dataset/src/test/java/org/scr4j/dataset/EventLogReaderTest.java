package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLogReaderTest {

  private static final String START =
      "2026-11-22T11:08:15: host=node1, jobid=39, event=START, procs=8, nodes=4\n";

  @TempDir Path directory;
  private final List<LogEntry> entries = new ArrayList<>();

  private EventLogReader log(String text) throws Exception {
    Path file = directory.resolve("log");
    Files.writeString(file, text);
    return new EventLogReader(file);
  }

  @Test
  void linesOfLlnlsLibraryAreRead() throws Exception {
    String text =
        START
            + "2026-11-22T11:08:16: host=node1, jobid=39, event=CHECKPOINT_END, note=\"/dev/shm\","
            + " dset=1, name=\"a, event=START\", secs=0.007896\n"
            + "2026-11-22T11:08:17: host=node1, jobid=39, xfer=FLUSH_SYNC, from=/a, to=/b, dset=1,"
            + " secs=2.5, bytes=8276.000000, files=8\n";
    assertThat(log(text).read(entries::add)).isZero();
    assertThat(entries).hasSize(3);
    assertThat(entries.get(0).event("START")).isTrue();
    assertThat(entries.get(0).jobId()).isEqualTo("39");
    assertThat(entries.get(0).time()).isEqualTo(LocalDateTime.of(2026, 11, 22, 11, 8, 15));
    assertThat(entries.get(1).event("CHECKPOINT_END")).isTrue();
    assertThat(entries.get(1).dataset()).hasValue(1);
    assertThat(entries.get(1).seconds()).hasValue(0.007896);
    assertThat(entries.get(2).transferred("FLUSH_SYNC")).isTrue();
    assertThat(entries.get(2).event("FLUSH_SYNC")).isFalse();
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Path file = directory.resolve("log");
    Instant now = Instant.parse("2026-11-22T11:08:15Z");
    EventLog log = new EventLog(file, Clock.fixed(now, ZoneOffset.UTC), "n1", "7");
    log.append(EventLog.Event.of("RUN_END").withNote("run=1").withSeconds(3));
    log.halt("SCR_FINALIZE_CALLED");
    new EventLogReader(file).read(entries::add);
    assertThat(entries.get(0).note()).contains("run=1");
    assertThat(entries.get(0).seconds()).hasValue(3);
    assertThat(entries.get(1).event("HALT")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rubbish",
        "2026-13-22T11:08:15: host=a, jobid=1, event=START",
        "2026-11-22T11:08:15: host=a, jobid=1",
        "2026-11-22T11:08:15:",
        "\0\0\0",
        "=,=,="
      })
  void whatIsNoLineOfItIsCountedAndPassedOver(String line) throws Exception {
    assertThat(log(START + line + "\n" + START).read(entries::add)).isEqualTo(1);
    assertThat(entries).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "nan", "1e9", "99999999999999", "", "1.2.3"})
  void secondsThatCannotBeAreUnknown(String seconds) throws Exception {
    log("2026-11-22T11:08:15: host=a, jobid=1, event=X, secs=" + seconds + "\n").read(entries::add);
    assertThat(entries.get(0).seconds()).isEmpty();
  }

  @Test
  void aPartIsReadFromByteToByte() throws Exception {
    EventLogReader log = log(START + START + START);
    assertThat(log.read(START.length(), 2L * START.length(), entries::add)).isZero();
    assertThat(entries).hasSize(1);
    assertThat(log.size()).isEqualTo(3L * START.length());
  }

  @Test
  void aLineThatNeverEndsNeedsNoMemory() throws Exception {
    String endless = "x".repeat(1 << 20);
    assertThat(log(START + endless + "\n" + START + endless).read(entries::add)).isEqualTo(2);
    assertThat(entries).hasSize(2);
  }

  @Test
  void aMissingLogHasNoBytesAndCannotBeRead() throws Exception {
    EventLogReader log = new EventLogReader(directory.resolve("none"));
    assertThat(log.size()).isZero();
    assertThatThrownBy(() -> log.read(entries::add)).isInstanceOf(NoSuchFileException.class);
  }
}
