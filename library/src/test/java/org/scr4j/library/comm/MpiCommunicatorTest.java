package org.scr4j.library.comm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MPI, by Open MPI and by MPICH where they are installed: ranks are JVMs that mpirun starts. */
final class MpiCommunicatorTest {

  static void assumeInstalled(MpiStep.Kind kind) {
    assumeTrue(kind.program().isPresent(), kind.launcher() + " is not in PATH");
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  @Timeout(90)
  private abstract static class ByMpi extends ExchangeConformance {

    private final MpiStep.Kind kind;
    private MpiStep step;

    ByMpi(MpiStep.Kind kind, int size) {
      super(size);
      this.kind = kind;
    }

    @BeforeAll
    void start(@TempDir Path logs) throws Exception {
      assumeInstalled(kind);
      step = new MpiStep(kind, size(), 8, logs);
    }

    @AfterAll
    void end() throws Exception {
      if (step != null) {
        try (MpiStep last = step) {
          last.run(comm -> 0);
          assertThat(last.finish()).isZero();
        }
      }
    }

    @Override
    @SuppressWarnings("unchecked")
    <T> List<T> run(Ranks.Program<T> program) throws Exception {
      List<T> results = new ArrayList<>();
      for (MpiRank.Outcome outcome : step.run(program)) {
        assertThat(outcome.failure()).as("rank " + results.size()).isEmpty();
        results.add((T) outcome.result());
      }
      return results;
    }

    @Override
    List<String> failures(Ranks.Program<?> program) throws Exception {
      List<String> failures = new ArrayList<>();
      for (MpiRank.Outcome outcome : step.run(program)) {
        failures.add(
            outcome.failure().isEmpty() ? "returned " + outcome.result() : outcome.failure());
      }
      return failures;
    }

    @Test
    void allRanksSendSixtyFourMegabytesRoundTheRingAtOnceInABoundedHeap() throws Exception {
      List<Boolean> right =
          run(
              comm -> {
                int next = (comm.rank() + 1) % comm.size();
                int previous = (comm.rank() + comm.size() - 1) % comm.size();
                ByteBuffer out = ByteBuffer.allocate(RankProcess.RING);
                ByteBuffer in = ByteBuffer.allocate(RankProcess.RING);
                new Random(comm.rank()).nextBytes(out.array());
                comm.sendReceive(next, out, previous, in, 1);
                new Random(previous).nextBytes(out.array());
                return in.flip().equals(out.rewind());
              });
      assertThat(right).containsOnly(true);
    }
  }

  @Nested
  class OpenMpiTwo extends ByMpi {
    OpenMpiTwo() {
      super(MpiStep.Kind.OPEN_MPI, 2);
    }
  }

  @Nested
  class OpenMpiFive extends ByMpi {
    OpenMpiFive() {
      super(MpiStep.Kind.OPEN_MPI, 5);
    }
  }

  @Nested
  class MpichTwo extends ByMpi {
    MpichTwo() {
      super(MpiStep.Kind.MPICH, 2);
    }
  }

  @Nested
  class MpichFive extends ByMpi {
    MpichFive() {
      super(MpiStep.Kind.MPICH, 5);
    }
  }
}
