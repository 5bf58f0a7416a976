package org.scr4j.library.comm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scr4j.library.comm.CollectiveCall.Operation;

/** What a rank answers to another one that tells which collective call it waits in. */
class CollectiveOrderTest {

  private static final int OTHER = 1;

  private final MailboxCommunicator comm =
      new SoloCommunicator("node0", CommunicatorSettings.DEFAULT);

  private static CollectiveCall call(Operation operation, int number) {
    return new CollectiveCall(operation, 0, 0, number);
  }

  @Test
  void theSameCallIsNoContradiction() {
    comm.barrier();

    assertThat(comm.contradiction(OTHER, call(Operation.BARRIER, 0))).isEmpty();
  }

  @Test
  void anotherCallIs() {
    comm.barrier();

    assertThat(comm.contradiction(OTHER, call(Operation.ALL_GATHER, 0)))
        .hasValueSatisfying(text -> assertThat(text).contains("allGather").contains("barrier"));
  }

  @Test
  void aCallThatThisRankHasNotMadeYetIsNot() {
    assertThat(comm.contradiction(OTHER, call(Operation.BARRIER, 0))).isEmpty();
  }

  @Test
  void norIsOneBeforeTheFirstThatIsStillToBePrepared() {
    assertThat(comm.contradiction(OTHER, call(Operation.ALL_GATHER, -1))).isEmpty();

    comm.prepare();
    comm.allGather(new byte[1]);

    assertThat(comm.contradiction(OTHER, call(Operation.ALL_GATHER, -1))).isEmpty();
  }
}
