package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a copy is held back. */
class ThrottleTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong now = new AtomicLong();

  private Throttle throttle(double bytesPerSecond, double percent) {
    return new Throttle(bytesPerSecond, percent, now::get);
  }

  @Test
  void bytesWaitUntilTheBandwidthAllowsThem() {
    Throttle throttle = throttle(100, 0);
    assertThat(throttle.pause(100, 0)).isEqualTo(SECOND);
    assertThat(throttle.pause(50, SECOND)).isEqualTo(SECOND / 2);
    assertThat(throttle.pause(50, SECOND)).isEqualTo(SECOND);
  }

  @Test
  void timeThatWasNotUsedIsNotSavedUp() {
    Throttle throttle = throttle(100, 0);
    assertThat(throttle.pause(100, 60 * SECOND)).isEqualTo(SECOND);
  }

  @Test
  void aShareOfTheTimeLeavesTheRestFree() {
    assertThat(throttle(0, 25).pause(1, SECOND)).isEqualTo(3 * SECOND);
    assertThat(throttle(0, 100).pause(1, SECOND)).isZero();
    assertThat(throttle(0, 0).pause(1, SECOND)).isZero();
  }

  @Test
  void theLongerOfBothPausesCounts() {
    assertThat(throttle(1, 50).pause(1, 10 * SECOND)).isEqualTo(10 * SECOND);
    assertThat(throttle(1, 50).pause(100, 10 * SECOND)).isEqualTo(100 * SECOND);
  }

  @Test
  @Timeout(60)
  void whoWaitsForItLiftsIt() throws Exception {
    Throttle throttle = throttle(1e-9, 0);
    CountDownLatch begun = new CountDownLatch(1);
    Thread copy =
        new Thread(
            () -> {
              begun.countDown();
              throttle.add(1);
            });
    copy.start();
    begun.await();
    throttle.lift();
    copy.join();
    assertThat(throttle.read().done()).isEqualTo(1);
  }

  @Test
  @Timeout(60)
  void anInterruptEndsThePauseAndStays() throws Exception {
    Throttle throttle = throttle(1e-9, 0);
    boolean[] still = {false};
    Thread copy =
        new Thread(
            () -> {
              throttle.add(1);
              still[0] = Thread.interrupted();
            });
    copy.start();
    copy.interrupt();
    copy.join();
    assertThat(still[0]).isTrue();
  }
}
