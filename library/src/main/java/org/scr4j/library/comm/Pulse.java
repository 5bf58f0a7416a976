package org.scr4j.library.comm;

/** When a peer was last heard of and spoken to, and how far the two have taken leave. */
final class Pulse {

  private volatile long lastRead = System.nanoTime();
  private volatile long lastWrite = System.nanoTime();
  private volatile boolean peerDone;
  private volatile boolean delivered;

  void read() {
    lastRead = System.nanoTime();
  }

  void written() {
    lastWrite = System.nanoTime();
  }

  /** Nanoseconds since anything came. */
  long silence(long now) {
    return now - lastRead;
  }

  /** Nanoseconds since anything was sent. */
  long idle(long now) {
    return now - lastWrite;
  }

  /** Forgets a silence that was not the peer's fault. */
  void restartSilence(long now) {
    lastRead = now;
  }

  /** Whether the peer has said that it leaves. */
  boolean isPeerDone() {
    return peerDone;
  }

  void peerDone() {
    peerDone = true;
  }

  /** Whether the peer has confirmed everything up to this rank's BYE. */
  boolean isDelivered() {
    return delivered;
  }

  void delivered() {
    delivered = true;
  }
}
