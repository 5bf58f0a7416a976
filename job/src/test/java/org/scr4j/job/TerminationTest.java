package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;

@Timeout(30)
class TerminationTest {

  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Termination termination = new Termination();
  private final AtomicInteger ended = new AtomicInteger();

  private final Launcher.Step step =
      new Launcher.Step() {
        @Override
        public String id() {
          return "1";
        }

        @Override
        public NodeSet nodes() {
          return NodeSet.empty();
        }

        @Override
        public Launcher.Outcome await() {
          return new Launcher.Exited(0);
        }

        @Override
        public Optional<Launcher.Outcome> await(Duration limit) {
          return Optional.of(await());
        }

        @Override
        public void end(Duration grace) {
          ended.incrementAndGet();
        }

        @Override
        public boolean awaitClean(Duration limit) {
          return true;
        }
      };

  @Test
  void whoAsksForTheEndDuringALaunchReturnsOnceTheStepHasEnded() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    Thread signal =
        new Thread(
            () -> {
              asked.countDown();
              termination.request(Signal.TERM, GRACE);
            });
    termination.launch(
        () -> {
          signal.start();
          asked.await();
          await().until(() -> signal.getState() == Thread.State.WAITING);
          assertThat(ended).hasValue(0);
          return step;
        },
        GRACE);
    signal.join();
    assertThat(ended).hasValue(1);
  }

  @Test
  void aStepThatIsLaunchedAfterwardsIsEndedAtOnce() throws Exception {
    termination.request(Signal.TERM, GRACE);
    termination.launch(() -> step, GRACE);
    assertThat(ended).hasValue(1);
  }

  @Test
  void aLaunchThatFailsKeepsNobodyWaiting() throws Exception {
    Thread signal = new Thread(() -> termination.request(Signal.TERM, GRACE));
    try {
      termination.launch(
          () -> {
            signal.start();
            await().until(() -> signal.getState() == Thread.State.WAITING);
            throw new java.io.IOException("no launcher");
          },
          GRACE);
    } catch (java.io.IOException expected) {
      assertThat(expected).hasMessage("no launcher");
    }
    signal.join();
    assertThat(ended).hasValue(0);
  }
}
