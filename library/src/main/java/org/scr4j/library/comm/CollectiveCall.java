package org.scr4j.library.comm;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.scr4j.library.comm.Communicator.Reduction;

/**
 * One collective call as all ranks must make it.
 *
 * @param operation what is called
 * @param variant the reduction and the type of its values; 0 for other operations
 * @param root the rank it starts from or ends at
 * @param number how many collective calls came before it
 */
record CollectiveCall(Operation operation, int variant, int root, int number) {

  /** The collective calls of {@link Communicator}, with their numbers on the wire. */
  enum Operation {
    /** Not a collective call: a rank waits for a message. */
    NONE(0, "receive"),
    BARRIER(1, "barrier"),
    BROADCAST(2, "broadcast"),
    REDUCE(3, "reduce"),
    ALL_REDUCE(4, "allReduce"),
    GATHER(5, "gather"),
    ALL_GATHER(6, "allGather");

    private static final Map<Integer, Operation> BY_CODE =
        Arrays.stream(values()).collect(Collectors.toMap(o -> o.code, o -> o));
    private final int code;
    private final String text;

    Operation(int code, String text) {
      this.code = code;
      this.text = text;
    }
  }

  private static final List<String> VARIANTS =
      List.of(
          "",
          "(sum of longs)",
          "(sum of doubles)",
          "(min of longs)",
          "(min of doubles)",
          "(max of longs)",
          "(max of doubles)",
          "(?)");

  static int variant(Reduction reduction, boolean doubles) {
    int first =
        switch (reduction) {
          case SUM -> 1;
          case MIN -> 3;
          case MAX -> 5;
        };
    return doubles ? first + 1 : first;
  }

  /** Operation and variant in one byte. */
  byte code() {
    return (byte) (operation.code << 3 | variant);
  }

  static CollectiveCall of(byte code, int root, int number) {
    Operation operation = Operation.BY_CODE.getOrDefault(code >> 3, Operation.NONE);
    return new CollectiveCall(operation, code & 7, root, number);
  }

  @Override
  public String toString() {
    String where =
        switch (operation) {
          case BROADCAST -> " from rank " + root;
          case REDUCE, GATHER -> " to rank " + root;
          default -> "";
        };
    return operation.text
        + VARIANTS.get(variant)
        + where
        + " (collective call "
        + (number + 1)
        + ")";
  }
}
