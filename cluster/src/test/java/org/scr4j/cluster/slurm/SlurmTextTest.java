package org.scr4j.cluster.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments in all spellings of squeue and scontrol. */
class SlurmTextTest {

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  @Test
  void aMomentIsSecondsOrLocalTime() {
    assertThat(SlurmText.moment("1795373250\n", ZONE)).contains(Instant.ofEpochSecond(1795373250));
    assertThat(SlurmText.moment("2026-11-22T12:29:48", ZONE))
        .contains(Instant.parse("2026-11-22T11:29:48Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NONE",
        "N/A",
        "Unknown",
        "UNLIMITED",
        "NOT_SET",
        "INVALID",
        "None",
        "(null)",
        "",
        "0",
        "2026-13-01T00:00:00",
        "2026-11-22",
        "99999999999999999999",
        "-5",
        "Tomorr 12:00"
      })
  void whatIsNoMomentIsNotKnown(String text) {
    assertThat(SlurmText.moment(text, ZONE)).isEmpty();
  }
}
