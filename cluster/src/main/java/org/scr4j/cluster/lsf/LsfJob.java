package org.scr4j.cluster.lsf;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ToolText;

/**
 * What {@code bjobs} says of a job.
 *
 * @param state such as {@code RUN}
 * @param user whose job it is; empty where that is not told
 * @param left until its run limit; nothing where it has none or none is told
 */
record LsfJob(String state, String user, Optional<Duration> left) {

  /** What {@code bjobs -o} is asked for. Old versions do not know the last two fields. */
  private static final List<String> FIELDS =
      List.of("stat", "user", "time_left", "run_time", "runtimelimit");

  private static final int OLD_FIELDS = 3;

  /** A job in one of them does not run any more. {@code UNKWN} and {@code ZOMBI} may yet. */
  private static final Set<String> ENDED = Set.of("DONE", "EXIT", "POST_DONE", "POST_ERR");

  private static final Set<String> STATES =
      Set.of(
          "PEND",
          "PROV",
          "PSUSP",
          "RUN",
          "USUSP",
          "SSUSP",
          "UNKWN",
          "WAIT",
          "ZOMBI",
          "DONE",
          "EXIT",
          "POST_DONE",
          "POST_ERR");

  /** Hours are not wrapped into days; the letter may be missing. */
  private static final Pattern TIME_LEFT = Pattern.compile("(\\d{1,9}):(\\d{2})(?:\\s+([LEX]))?");

  private static final Pattern SECONDS = Pattern.compile("(\\d{1,12}) second\\(s\\)");
  private static final Pattern CLOCK = Pattern.compile("(\\d{1,9}):(\\d{2}):(\\d{2})");

  /** Minutes. One that is followed by a host's name counts that host's minutes. */
  private static final Pattern MINUTES = Pattern.compile("(\\d{1,12})(?:\\.\\d{1,6})?");

  /**
   * The arguments that ask for one job; without the id all jobs of the user would be listed.
   *
   * @param old whether only fields are wanted that all versions know
   */
  static List<String> command(String id, boolean old) {
    String fields = String.join(" ", old ? FIELDS.subList(0, OLD_FIELDS) : FIELDS);
    return List.of("bjobs", "-noheader", "-o", fields + " delimiter='^'", id);
  }

  /** Whether an answer says that there is no such job. */
  static boolean isUnknown(String output) {
    return output
        .lines()
        .anyMatch(line -> line.matches("\\s*Job <[^>]*> is not found.*|\\s*No .*job found.*"));
  }

  /**
   * Reads the answer. Lines that describe no job, such as those that complain of a daemon that is
   * away for the moment, are passed over.
   *
   * @throws ClusterException if there is not just one job in it
   */
  static LsfJob parse(String output) throws ClusterException {
    List<String[]> rows =
        output
            .lines()
            .map(line -> line.strip().split("\\^", -1))
            .filter(row -> row.length == FIELDS.size() || row.length == OLD_FIELDS)
            .filter(row -> STATES.contains(row[0].strip()))
            .toList();
    if (rows.size() != 1) {
      throw new ClusterException("bjobs printed '" + ToolText.shown(output) + "' for a job");
    }
    String[] row = rows.get(0);
    String user = row[1].strip();
    return new LsfJob(
        row[0].strip(),
        user.equals("-") ? "" : user,
        row.length > OLD_FIELDS ? left(row[2], row[3], row[4]) : left(row[2], "", ""));
  }

  /** The run limit less the time that it has run, to the second; else what {@code bjobs} counts. */
  private static Optional<Duration> left(String timeLeft, String runTime, String limit) {
    Optional<Duration> most = limit(limit.strip());
    Optional<Duration> ran = ran(runTime.strip());
    if (most.isPresent() && ran.isPresent()) {
      Duration left = most.get().minus(ran.get());
      return Optional.of(left.isNegative() ? Duration.ZERO : left);
    }
    Matcher counted = TIME_LEFT.matcher(timeLeft.strip());
    // E counts to an estimate of the user's, at which nothing happens.
    return counted.matches() && !"E".equals(counted.group(3))
        ? Optional.of(
            Duration.ofHours(Long.parseLong(counted.group(1)))
                .plusMinutes(Long.parseLong(counted.group(2))))
        : Optional.empty();
  }

  private static Optional<Duration> limit(String text) {
    Matcher minutes = MINUTES.matcher(text);
    return minutes.matches()
        ? Optional.of(Duration.ofMinutes(Long.parseLong(minutes.group(1))))
        : clock(text);
  }

  private static Optional<Duration> ran(String text) {
    Matcher seconds = SECONDS.matcher(text);
    return seconds.matches()
        ? Optional.of(Duration.ofSeconds(Long.parseLong(seconds.group(1))))
        : clock(text);
  }

  private static Optional<Duration> clock(String text) {
    Matcher clock = CLOCK.matcher(text);
    return clock.matches()
        ? Optional.of(
            Duration.ofHours(Long.parseLong(clock.group(1)))
                .plusMinutes(Long.parseLong(clock.group(2)))
                .plusSeconds(Long.parseLong(clock.group(3))))
        : Optional.empty();
  }

  boolean hasEnded() {
    return ENDED.contains(state);
  }

  /** When LSF ends it, given when it was asked. */
  Optional<Instant> end(Instant asked) {
    return left.map(asked::plus);
  }
}
