package org.scr4j.library;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says which ranks call something else than most of them. */
final class Disagreement {

  private static final int NAMED = 4;

  private Disagreement() {}

  /**
   * One line that names them.
   *
   * @param calls what each rank calls
   * @param nodes the node of each rank
   */
  static String of(List<String> calls, List<String> nodes) {
    String most = usual(calls);
    List<String> others = new ArrayList<>();
    int more = 0;
    for (int rank = 0; rank < calls.size(); rank++) {
      if (calls.get(rank).equals(most)) {
        continue;
      }
      if (others.size() < NAMED) {
        others.add("rank " + rank + " on " + nodes.get(rank) + " calls " + calls.get(rank));
      } else {
        more++;
      }
    }
    return String.join(", ", others)
        + (more > 0 ? ", and " + more + " more call something else" : "")
        + ", where rank "
        + calls.indexOf(most)
        + " calls "
        + most
        + ": all ranks must make the same calls in the same order";
  }

  /** What most call; of several, what the lowest rank does. */
  private static String usual(List<String> calls) {
    Map<String, Integer> counts = new HashMap<>();
    calls.forEach(call -> counts.merge(call, 1, Integer::sum));
    int most = Collections.max(counts.values());
    return calls.stream().filter(call -> counts.get(call) == most).findFirst().orElseThrow();
  }
}
