package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import org.scr4j.dataset.HaltConditions;

/** Halt conditions as LLNL's scr_halt_cntl prints them. */
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
    if (halt.equals(HaltConditions.NONE)) {
      out.println("  None");
    }
  }

  private static String local(long seconds) {
    return ASCTIME.format(Instant.ofEpochSecond(seconds).atZone(ZoneId.systemDefault()));
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
