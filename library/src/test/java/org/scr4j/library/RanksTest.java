package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that only some ranks may do at a time. */
final class RanksTest {

  private static final List<String> NODES =
      List.of("a", "a", "a", "b", "b", "b", "c", "c", "c", "c");

  /** Long enough for others to come in if nothing keeps them out. */
  private static final int SPINS = 20_000;

  private interface Body {
    Optional<String> run(Ranks ranks) throws Exception;
  }

  private static List<Optional<String>> all(Body body) throws Exception {
    MemoryWorld world = new MemoryWorld(NODES);
    ExecutorService threads = Executors.newFixedThreadPool(NODES.size());
    try {
      List<Future<Optional<String>>> running = new ArrayList<>();
      for (int rank = 0; rank < NODES.size(); rank++) {
        int me = rank;
        running.add(threads.submit(() -> body.run(new Ranks(world.communicator(me)))));
      }
      List<Optional<String>> results = new ArrayList<>();
      for (Future<Optional<String>> one : running) {
        results.add(one.get(60, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10, 256})
  void noMoreThanTheWidthAreAtItAtOnceAndAllGetTheirTurn(int width) throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    List<Optional<String>> results =
        all(
            ranks ->
                ranks.attemptInTurn(
                    width,
                    () -> {
                      most.accumulateAndGet(now.incrementAndGet(), Math::max);
                      for (int spin = 0; spin < SPINS; spin++) {
                        Thread.onSpinWait();
                      }
                      done.incrementAndGet();
                      now.decrementAndGet();
                    }));
    assertThat(results).containsOnly(Optional.empty());
    assertThat(done).hasValue(NODES.size());
    assertThat(most.get()).isLessThanOrEqualTo(width);
  }

  @Test
  void aRankThatFailsStillLetsTheNextOneBegin() throws Exception {
    List<Optional<String>> results =
        all(
            ranks ->
                ranks.attemptInTurn(
                    1,
                    () -> {
                      if (ranks.rank() == 3) {
                        throw new IOException("no space");
                      }
                    }));
    assertThat(results).containsOnly(Optional.of("rank 3 on b: no space"));
  }

  @Test
  void theNodesTakeTurns() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    all(ranks -> ranks.attemptInTurn(1, () -> order.add(ranks.node())));
    assertThat(order).containsExactly("a", "b", "c", "a", "b", "c", "a", "b", "c", "c");
  }
}
