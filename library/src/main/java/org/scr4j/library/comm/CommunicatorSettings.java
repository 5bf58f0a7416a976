package org.scr4j.library.comm;

import java.time.Duration;

/**
 * How long ranks wait for each other and how much they keep for each other.
 *
 * @param rendezvous longest time from the first rank's start until all are connected
 * @param heartbeat how often a connection without other traffic says that its end is alive
 * @param silence how long a connection may say nothing before its peer counts as lost
 * @param inquiry how long a rank waits for another before it asks whether both make the same call
 * @param eagerBytes how many bytes of messages nobody waits for yet are kept for each peer; further
 *     ones stay with their sender
 */
public record CommunicatorSettings(
    Duration rendezvous, Duration heartbeat, Duration silence, Duration inquiry, int eagerBytes) {

  /** A minute for the rendezvous, twenty seconds of silence, 4 MiB for each peer. */
  public static final CommunicatorSettings DEFAULT =
      new CommunicatorSettings(
          Duration.ofSeconds(60),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          Duration.ofMillis(500),
          4 << 20);

  /** Checks that silence is longer than a heartbeat, and all are positive. */
  public CommunicatorSettings {
    if (heartbeat.compareTo(Duration.ofMillis(1)) < 0
        || silence.compareTo(heartbeat) <= 0
        || inquiry.isNegative()
        || inquiry.isZero()
        || rendezvous.isNegative()
        || eagerBytes < 0) {
      throw new IllegalArgumentException("periods must be positive, silence above heartbeat");
    }
  }

  /** These settings with another limit for the rendezvous. */
  public CommunicatorSettings withRendezvous(Duration limit) {
    return new CommunicatorSettings(limit, heartbeat, silence, inquiry, eagerBytes);
  }
}
