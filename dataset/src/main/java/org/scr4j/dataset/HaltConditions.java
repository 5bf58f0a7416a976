package org.scr4j.dataset;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The conditions of a halt file. Zero is a value like any other; absent means not asked for.
 *
 * @param checkpointsLeft checkpoints to take before the job ends
 * @param exitBefore seconds since 1970 before which the job must have ended
 * @param exitAfter seconds since 1970 after which it must end
 * @param haltSeconds seconds to keep free before {@code exitBefore} and the allocation's end
 * @param exitReason end now; the text says why
 */
public record HaltConditions(
    OptionalLong checkpointsLeft,
    OptionalLong exitBefore,
    OptionalLong exitAfter,
    OptionalLong haltSeconds,
    Optional<String> exitReason) {

  /** No condition. */
  public static final HaltConditions NONE =
      new HaltConditions(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty());

  /** The exit reason that an application leaves when it ended well. */
  public static final String FINALIZED = "SCR_FINALIZE_CALLED";

  /** Whether there is no condition. */
  public boolean isNone() {
    return checkpointsLeft.isEmpty()
        && exitBefore.isEmpty()
        && exitAfter.isEmpty()
        && haltSeconds.isEmpty()
        && exitReason.isEmpty();
  }

  /** These with another number of checkpoints. */
  public HaltConditions withCheckpointsLeft(OptionalLong value) {
    return new HaltConditions(value, exitBefore, exitAfter, haltSeconds, exitReason);
  }

  /** These with another time to exit before. */
  public HaltConditions withExitBefore(OptionalLong value) {
    return new HaltConditions(checkpointsLeft, value, exitAfter, haltSeconds, exitReason);
  }

  /** These with another time to exit after. */
  public HaltConditions withExitAfter(OptionalLong value) {
    return new HaltConditions(checkpointsLeft, exitBefore, value, haltSeconds, exitReason);
  }

  /** These with other halt seconds. */
  public HaltConditions withHaltSeconds(OptionalLong value) {
    return new HaltConditions(checkpointsLeft, exitBefore, exitAfter, value, exitReason);
  }

  /** These with another exit reason. */
  public HaltConditions withExitReason(Optional<String> value) {
    return new HaltConditions(checkpointsLeft, exitBefore, exitAfter, haltSeconds, value);
  }

  /** These with {@code seconds} (SCR_HALT_SECONDS) where no halt seconds are set. */
  public HaltConditions orHaltSeconds(OptionalLong seconds) {
    return haltSeconds.isPresent() ? this : withHaltSeconds(seconds);
  }

  /**
   * The first condition that holds, as the commands judge it between runs.
   *
   * @param allocationEnd nothing where it is not known: then it halts nothing
   */
  public Optional<HaltReason> active(Instant now, Optional<Instant> allocationEnd) {
    String reason = exitReason.orElse("");
    if (!reason.isEmpty()) {
      return Optional.of(new HaltReason(HaltReason.Kind.REASON, reason, "exit reason " + reason));
    }
    Optional<HaltReason> counted = counted();
    return counted.isPresent() ? counted : timed(now, allocationEnd);
  }

  /** Every condition of the file that holds, in the order in which {@link #active} looks. */
  public List<HaltReason> allActive(Instant now) {
    List<HaltReason> found = new ArrayList<>();
    HaltConditions left = this;
    for (Optional<HaltReason> next = left.active(now, Optional.empty());
        next.isPresent();
        next = left.active(now, Optional.empty())) {
      found.add(next.get());
      left = left.without(next.get().kind());
    }
    return List.copyOf(found);
  }

  private HaltConditions without(HaltReason.Kind kind) {
    return switch (kind) {
      case REASON -> withExitReason(Optional.empty());
      case NO_CHECKPOINTS_LEFT -> withCheckpointsLeft(OptionalLong.empty());
      case EXIT_BEFORE -> withExitBefore(OptionalLong.empty());
      case EXIT_AFTER -> withExitAfter(OptionalLong.empty());
      case TIME_LIMIT -> this;
    };
  }

  /**
   * As {@link #active}, as the library judges it: that an earlier run ended well does not matter,
   * since somebody started this one on purpose.
   */
  public Optional<HaltReason> activeInApplication(Instant now, Optional<Instant> allocationEnd) {
    HaltConditions mine =
        exitReason.filter(FINALIZED::equals).isPresent() ? withExitReason(Optional.empty()) : this;
    return mine.active(now, allocationEnd);
  }

  /** One line for each time that LLNL's 32-bit reader would take for a time in the past. */
  public List<String> warnings() {
    List<String> lines = new ArrayList<>();
    warn(lines, "exit-before", exitBefore);
    warn(lines, "exit-after", exitAfter);
    return lines;
  }

  private static void warn(List<String> lines, String what, OptionalLong time) {
    if (time.isPresent() && time.getAsLong() > Integer.MAX_VALUE) {
      lines.add(
          what
              + " time "
              + instant(time.getAsLong())
              + " is past 2038-01-19: an application linked with LLNL's library would halt at once");
    }
  }

  private Optional<HaltReason> counted() {
    return checkpointsLeft.isPresent() && checkpointsLeft.getAsLong() <= 0
        ? Optional.of(
            new HaltReason(
                HaltReason.Kind.NO_CHECKPOINTS_LEFT,
                "NO_CHECKPOINTS_LEFT",
                "no checkpoints remaining"))
        : Optional.empty();
  }

  private Optional<HaltReason> timed(Instant now, Optional<Instant> allocationEnd) {
    long spare = haltSeconds.orElse(0);
    if (exitBefore.isPresent() && reached(now, exitBefore.getAsLong(), spare)) {
      return Optional.of(
          new HaltReason(
              HaltReason.Kind.EXIT_BEFORE,
              "EXIT_BEFORE_TIME",
              "exit-before time "
                  + instant(exitBefore.getAsLong())
                  + " is less than "
                  + spare
                  + " s away or past"));
    }
    if (exitAfter.isPresent() && reached(now, exitAfter.getAsLong(), 0)) {
      return Optional.of(
          new HaltReason(
              HaltReason.Kind.EXIT_AFTER,
              "EXIT_AFTER_TIME",
              "exit-after time " + instant(exitAfter.getAsLong()) + " is past"));
    }
    if (allocationEnd.isPresent() && reached(now, allocationEnd.get().getEpochSecond(), spare)) {
      return Optional.of(
          new HaltReason(
              HaltReason.Kind.TIME_LIMIT,
              "TIME_LIMIT",
              "the allocation ends at " + allocationEnd.get() + ", within " + spare + " s"));
    }
    return Optional.empty();
  }

  /** Files may hold numbers that are no time that a calendar has. */
  private static String instant(long seconds) {
    try {
      return Instant.ofEpochSecond(seconds).toString();
    } catch (DateTimeException e) {
      return seconds + " s since 1970";
    }
  }

  private static boolean reached(Instant now, long time, long spare) {
    try {
      return now.getEpochSecond() >= Math.subtractExact(time, spare);
    } catch (ArithmeticException e) {
      return spare > 0;
    }
  }
}
