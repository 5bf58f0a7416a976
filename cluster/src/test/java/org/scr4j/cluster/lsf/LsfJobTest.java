package org.scr4j.cluster.lsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;

/** What bjobs prints of one job. */
class LsfJobTest {

  private static Optional<Duration> left(String fields) throws ClusterException {
    return LsfJob.parse("RUN^alice^" + fields + "\n").left();
  }

  @Test
  void theJobIsAlwaysAskedForByItsId() {
    // Without it bjobs lists all jobs of the user, and the first row may be another job's.
    assertThat(LsfJob.command("748", false)).endsWith("748").doesNotContain("-json");
    assertThat(LsfJob.command("105[2]", true))
        .containsExactly("bjobs", "-noheader", "-o", "stat user time_left delimiter='^'", "105[2]");
  }

  @ParameterizedTest
  @CsvSource({
    "0:12 L^-^-, PT12M",
    "0:51 L^16038 second(s)^-, PT51M",
    "100:30 L^-^-, PT100H30M",
    "0:12^-^-, PT12M",
    "0:00 X^-^-, PT0S",
    // To the second where limit and time run are known.
    "23:59 E^16038 second(s)^1440.0, PT19H32M42S",
    "0:12 L^100 second(s)^14.0, PT12M20S",
    "0:00 L^900 second(s)^14.0, PT0S",
    // With LSB_HMS_TIME_FORMAT of the site.
    "0:09 L^00:00:01^00:10:00, PT9M59S",
    // Minutes of another host are not ours.
    "0:30 L^60 second(s)^3.0/hostA, PT30M",
    "' 0:12 L ^ 100 second(s) ^ 14.0 ', PT12M20S"
  })
  void theTimeLeftIsRead(String fields, Duration left) throws Exception {
    assertThat(left(fields)).contains(left);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-^-^-",
        "-^100 second(s)^-",
        // An estimate is no limit.
        "0:30 E^100 second(s)^-",
        "^^",
        "12^x^y",
        "0:1^-^-",
        "-5:00 L^-^-",
        "99999999999:00 L^-^-",
        "Jan  7 09:59 L^-^-",
        "0h12^100 secondes^14,0"
      })
  void withoutALimitOrWithoutAMeaningThereIsNoEnd(String fields) throws Exception {
    assertThat(left(fields)).isEmpty();
  }

  @Test
  void theEndIsCountedFromTheMomentOfTheQuestion() throws Exception {
    LsfJob job = LsfJob.parse("RUN^alice^0:12 L^100 second(s)^14.0\n");
    Instant asked = Instant.parse("2024-02-29T23:55:00Z");
    assertThat(job.end(asked)).contains(Instant.parse("2024-03-01T00:07:20Z"));
    assertThat(job.user()).isEqualTo("alice");
    assertThat(job.state()).isEqualTo("RUN");
  }

  @Test
  void oldVersionsTellLess() throws Exception {
    assertThat(LsfJob.parse("RUN^alice^0:12 L\n").left()).contains(Duration.ofMinutes(12));
    assertThat(LsfJob.parse("SSUSP^-^-\r\n").user()).isEmpty();
  }

  @Test
  void complaintsOfADaemonThatIsAwayArePassedOver() throws Exception {
    String output =
        """
        Cannot connect to LSF. Please wait ...
        Cannot connect to LSF. Please wait ...
        RUN^alice^0:12 L^-^-
        """;
    assertThat(LsfJob.parse(output).left()).contains(Duration.ofMinutes(12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"DONE", "EXIT", "POST_DONE", "POST_ERR"})
  void aJobThatHasEndedIsKnown(String state) throws Exception {
    assertThat(LsfJob.parse(state + "^alice^-^-^-\n").hasEnded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RUN", "UNKWN", "ZOMBI", "SSUSP", "USUSP", "PEND"})
  void otherStatesAreNoEnd(String state) throws Exception {
    assertThat(LsfJob.parse(state + "^alice^-^-^-\n").hasEnded()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage\u0000\u0001",
        "RUN",
        "RUN^alice",
        "RUN^alice^0:12 L^16038 sec",
        "LAUFT^alice^0:12 L^-^-",
        "TIME_LEFT\n0:12 L",
        "RUN^a^-^-^-\nRUN^b^-^-^-"
      })
  void whatIsNotOneJobIsAnErrorOfOneLine(String output) {
    assertThatThrownBy(() -> LsfJob.parse(output))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("bjobs printed '")
        .satisfies(
            error -> assertThat(error.getMessage()).doesNotContain("\n").hasSizeLessThan(200));
  }

  @Test
  void aJobThatIsGoneIsTold() {
    assertThat(LsfJob.isUnknown("\nJob <748> is not found\n")).isTrue();
    assertThat(LsfJob.isUnknown("No unfinished job found\n")).isTrue();
    assertThat(LsfJob.isUnknown("RUN^alice^0:12 L^-^-\n")).isFalse();
    assertThat(LsfJob.isUnknown("LSF is down. Please wait ...\n")).isFalse();
  }
}
