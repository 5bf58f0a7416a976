package org.scr4j.job.terminal;

import org.scr4j.dataset.Meter;

/** What a meter of bytes says, as a count to show. */
public final class Metered {

  private Metered() {}

  /** How far {@code what} is by {@code meter}. */
  public static Progress.Count count(String what, Meter meter) {
    Meter.Reading now = meter.read();
    String stage = now.stage().isEmpty() ? what : what + ": " + now.stage();
    return new Progress.Count(stage, now.done(), now.total(), Progress.Unit.BYTES);
  }
}
