package org.scr4j.dataset;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Holds copies back to a bandwidth and to a share of the time, until it is told that somebody waits
 * for them. What is copied is counted as on a {@link Meter}. A thread that is interrupted is no
 * longer held, and stays interrupted: its next read ends the copy.
 */
public final class Throttle extends Meter {

  private static final double PERCENT = 100;

  private final double bytesPerNano;
  private final double restPerWork;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition lifted = lock.newCondition();
  private boolean open;
  private long free;
  private long resumed;

  /**
   * A throttle for one thread.
   *
   * @param bytesPerSecond most that is copied in a second; 0 for no bound
   * @param percent most of the time that is spent copying, in percent; 0 or 100 for no bound
   * @param nanos the time, as {@link System#nanoTime}
   */
  public Throttle(double bytesPerSecond, double percent, LongSupplier nanos) {
    this.bytesPerNano = bytesPerSecond / TimeUnit.SECONDS.toNanos(1);
    this.restPerWork = percent > 0 && percent < PERCENT ? PERCENT / percent - 1 : 0;
    this.nanos = nanos;
    this.free = nanos.getAsLong();
    this.resumed = free;
  }

  /** From now on nothing is held back: somebody waits. */
  public void lift() {
    lock.lock();
    try {
      open = true;
      lifted.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  void add(long bytes) {
    super.add(bytes);
    lock.lock();
    try {
      long left = pause(bytes, nanos.getAsLong());
      while (left > 0 && !open) {
        left = lifted.awaitNanos(left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      resumed = nanos.getAsLong();
      lock.unlock();
    }
  }

  /**
   * How long to wait before these bytes may be written.
   *
   * @param bytes how much has been read since the last call
   * @param now the time, in nanoseconds
   * @return nanoseconds
   */
  long pause(long bytes, long now) {
    long rest = (long) ((now - resumed) * restPerWork);
    if (bytesPerNano > 0) {
      free = Math.max(free, now) + (long) (bytes / bytesPerNano);
    }
    return Math.max(rest, free - now);
  }
}
