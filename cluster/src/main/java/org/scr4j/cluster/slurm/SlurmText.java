package org.scr4j.cluster.slurm;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** Small things that Slurm's commands print. */
final class SlurmText {

  private SlurmText() {}

  /**
   * A moment as {@code squeue} and {@code scontrol} print it: seconds since 1970 where
   * SLURM_TIME_FORMAT=%s is heeded, else local time of {@code zone}.
   *
   * @return nothing for {@code NONE}, {@code N/A}, {@code Unknown}, {@code UNLIMITED} and whatever
   *     else is no moment
   */
  static Optional<Instant> moment(String text, ZoneId zone) {
    String value = text.strip();
    try {
      if (value.matches("[0-9]{1,12}")) {
        long seconds = Long.parseLong(value);
        return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
      }
      if (value.matches("[0-9]{4}-.*")) {
        return Optional.of(LocalDateTime.parse(value).atZone(zone).toInstant());
      }
    } catch (DateTimeException notAMoment) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
