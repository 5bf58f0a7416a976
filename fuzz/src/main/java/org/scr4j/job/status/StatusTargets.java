package org.scr4j.job.status;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.Optional;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Scratch;

/** The end of an event log, as a status shows it. */
public final class StatusTargets {

  private StatusTargets() {}

  /** Failures in a log. */
  public static void tail(Input input) throws IOException {
    LogTail.failures(Scratch.file("tail", input.bytes()), Optional.of("1"), ZoneOffset.UTC);
    LogTail.failures(Scratch.file("tail", input.bytes()), Optional.empty(), ZoneOffset.UTC);
  }
}
