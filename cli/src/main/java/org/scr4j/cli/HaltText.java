package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import org.scr4j.dataset.HaltConditions;
import org.scr4j.dataset.HaltReason;

/** Halt conditions as LLNL's scr_halt_cntl and scr_retries_halt print them. */
final class HaltText {

  /** What C's asctime gives. */
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

  private HaltText() {}

  static void print(PrintStream out, Path file, HaltConditions halt) {
    out.println("Halt file settings for " + file + ":");
    halt.exitReason().ifPresent(text -> out.println("  ExitReason:      " + text));
    halt.checkpointsLeft().ifPresent(left -> out.println("  CheckpointsLeft: " + left));
    halt.exitAfter().ifPresent(time -> out.println("  ExitAfter:       " + local(time)));
    halt.exitBefore().ifPresent(time -> out.println("  ExitBefore:      " + local(time)));
    halt.haltSeconds().ifPresent(seconds -> out.println("  HaltSeconds:     " + seconds));
    if (halt.exitBefore().isPresent() && halt.haltSeconds().isPresent()) {
      long effective = halt.exitBefore().getAsLong() - halt.haltSeconds().getAsLong();
      out.println("  ExitBefore - HaltSeconds: " + local(effective));
    }
    if (halt.isNone()) {
      out.println("  None");
    }
  }

  private static String local(long seconds) {
    try {
      return ASCTIME.format(Instant.ofEpochSecond(seconds).atZone(ZoneId.systemDefault()));
    } catch (DateTimeException e) {
      // A file may hold any number.
      return seconds + " s since 1970";
    }
  }

  /** A condition that holds, as LLNL's scr_retries_halt prints it. */
  static String line(HaltReason reason, HaltConditions halt, long haltSeconds, Instant now) {
    return switch (reason.kind()) {
      case REASON -> "Reason: " + reason.name() + ".";
      case NO_CHECKPOINTS_LEFT -> "No checkpoints remaining.";
      case EXIT_BEFORE ->
          past(
              now,
              "ExitBefore-HaltSeconds",
              halt.exitBefore().orElseThrow() - halt.haltSeconds().orElse(haltSeconds));
      case EXIT_AFTER -> past(now, "ExitAfter", halt.exitAfter().orElseThrow());
      case TIME_LIMIT -> reason.text();
    };
  }

  private static String past(Instant now, String what, long time) {
    String present = local(now.getEpochSecond());
    return "Current time (" + present + ") is past " + what + " time (" + local(time) + ").";
  }

  /** One object with the conditions that are set; times in seconds since 1970. */
  static void json(JsonGenerator out, Path file, HaltConditions halt) throws IOException {
    out.writeStartObject();
    out.writeStringField("file", file.toString());
    if (halt.exitReason().isPresent()) {
      out.writeStringField("exit_reason", halt.exitReason().get());
    }
    number(out, "checkpoints_left", halt.checkpointsLeft());
    number(out, "exit_after", halt.exitAfter());
    number(out, "exit_before", halt.exitBefore());
    number(out, "halt_seconds", halt.haltSeconds());
    out.writeEndObject();
  }

  private static void number(JsonGenerator out, String name, OptionalLong value)
      throws IOException {
    if (value.isPresent()) {
      out.writeNumberField(name, value.getAsLong());
    }
  }
}
