package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event log has the lines of LLNL's. */
class EventLogTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T11:07:54.9Z"), ZoneOffset.UTC);

  @TempDir Path temp;

  private EventLog log() {
    return new EventLog(temp.resolve(".scr/log"), CLOCK, "node1", "38");
  }

  private static final EventLog.Transfer ENCODE =
      new EventLog.Transfer(
          "ENCODE",
          Optional.of("/dev/shm"),
          Optional.of("/dev/shm/root/scr.38/scr.dataset.1"),
          OptionalInt.of(1),
          Optional.of("ckpt.1"),
          Optional.of(Instant.parse("2026-11-22T11:07:50Z")),
          OptionalDouble.of(0.005056),
          OptionalDouble.of(16468),
          OptionalLong.of(8));

  @Test
  void linesAreTheirs() throws IOException {
    log().start(8, 4);
    log()
        .append(
            EventLog.Event.of("CHECKPOINT_END")
                .withNote("/dev/shm")
                .withDataset(1, "ckpt.1")
                .withSeconds(0.0074905));
    log().append(ENCODE);
    log().halt("SCR_FINALIZE_CALLED");
    assertThat(Files.readAllLines(temp.resolve(".scr/log")))
        .containsExactly(
            "2026-11-22T11:07:54: host=node1, jobid=38, event=START, procs=8, nodes=4",
            "2026-11-22T11:07:54: host=node1, jobid=38, event=CHECKPOINT_END, note=\"/dev/shm\","
                + " dset=1, name=\"ckpt.1\", secs=0.007491",
            "2026-11-22T11:07:50: host=node1, jobid=38, xfer=ENCODE, from=/dev/shm,"
                + " to=/dev/shm/root/scr.38/scr.dataset.1, dset=1, name=\"ckpt.1\","
                + " secs=0.005056, bytes=16468.000000, files=8",
            "2026-11-22T11:07:54: host=node1, jobid=38, event=HALT, note=\"SCR_FINALIZE_CALLED\"");
    assertThat(Files.getPosixFilePermissions(temp.resolve(".scr/log")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aNameCannotForgeALine() throws IOException {
    log().append(EventLog.Event.of("FLUSH").withDataset(1, "x\"\n2026: host=evil"));
    assertThat(Files.readAllLines(temp.resolve(".scr/log")))
        .singleElement()
        .asString()
        .endsWith("name=\"x' 2026: host=evil\"");
  }

  @Test
  void linesOfManyWritersDoNotMix() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        tasks.add(
            () -> {
              for (int n = 0; n < 100; n++) {
                log().append(ENCODE);
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
    List<String> lines = Files.readAllLines(temp.resolve(".scr/log"));
    assertThat(lines).hasSize(800);
    assertThat(lines).containsOnly(lines.get(0));
  }
}
