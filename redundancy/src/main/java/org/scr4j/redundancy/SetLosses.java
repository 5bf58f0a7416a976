package org.scr4j.redundancy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What losses a set survives. */
final class SetLosses {

  private SetLosses() {}

  /**
   * Why a set cannot be had back; nothing where it can.
   *
   * @param any the place of any of its members
   * @param ranks the job's rank of each member
   * @param missing by member, whether it lacks something
   */
  static Optional<String> unrecoverable(Descriptor any, List<Integer> ranks, boolean[] missing) {
    List<Integer> lost = new ArrayList<>();
    for (int member = 0; member < missing.length; member++) {
      if (missing[member]) {
        lost.add(ranks.get(member));
      }
    }
    if (lost.isEmpty()) {
      return Optional.empty();
    }
    String what = any.setName() + " (" + Text.ranks(ranks) + ") has lost " + Text.ranks(lost);
    if (any.kind().isEmpty()) {
      return Optional.of(what + ": " + any.unsupported());
    }
    return switch (any.kind().get()) {
      case SINGLE -> Optional.of(what + ": SINGLE keeps no copy");
      case XOR ->
          lost.size() > 1
              ? Optional.of(what + ": XOR survives the loss of one member")
              : Optional.empty();
      case RS ->
          lost.size() > any.failures()
              ? Optional.of(what + ": RS survives the loss of " + Text.members(any.failures()))
              : Optional.empty();
      case PARTNER -> withoutCopy(any, ranks, missing).map(rank -> what + ": " + rank);
    };
  }

  private static Optional<String> withoutCopy(
      Descriptor any, List<Integer> ranks, boolean[] missing) {
    for (int member = 0; member < missing.length; member++) {
      if (missing[member] && PartnerSet.source(member, any.failures(), missing).isEmpty()) {
        return Optional.of("no copy is left of the files of rank " + ranks.get(member));
      }
    }
    return Optional.empty();
  }
}
