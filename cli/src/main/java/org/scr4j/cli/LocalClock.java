package org.scr4j.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** The time here. Most commands never ask for the zone, whose tables take long to read. */
final class LocalClock extends Clock {

  @Override
  public ZoneId getZone() {
    return ZoneId.systemDefault();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.system(zone);
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }
}
