package org.scr4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.scr4j.dataset.HaltConditions;

/**
 * Changes to halt conditions, in the order given; later ones win.
 *
 * @see ScrHalt
 * @see ScrHaltCntl
 */
final class HaltEdit {

  private final List<UnaryOperator<HaltConditions>> changes = new ArrayList<>();

  boolean isEmpty() {
    return changes.isEmpty();
  }

  HaltConditions apply(HaltConditions conditions) {
    HaltConditions result = conditions;
    for (UnaryOperator<HaltConditions> change : changes) {
      result = change.apply(result);
    }
    return result;
  }

  void checkpoints(OptionalLong value) {
    changes.add(halt -> halt.withCheckpointsLeft(value));
  }

  void before(OptionalLong value) {
    changes.add(halt -> halt.withExitBefore(value));
  }

  void after(OptionalLong value) {
    changes.add(halt -> halt.withExitAfter(value));
  }

  void seconds(OptionalLong value) {
    changes.add(halt -> halt.withHaltSeconds(value));
  }

  void reason(Optional<String> value) {
    changes.add(halt -> halt.withExitReason(value));
  }
}
