package org.scr4j.redundancy;

import java.util.ArrayList;
import java.util.List;

/** How ranks are named to people. */
final class Text {

  private Text() {}

  /** {@code one member}, or {@code 3 members}. */
  static String members(int count) {
    return count == 1 ? "one member" : count + " members";
  }

  /** {@code rank 3}, or {@code ranks 0-2,7}. */
  static String ranks(List<Integer> ranks) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < ranks.size(); ) {
      int end = i;
      while (end + 1 < ranks.size() && ranks.get(end + 1) == ranks.get(end) + 1) {
        end++;
      }
      parts.add(end == i ? "" + ranks.get(i) : ranks.get(i) + "-" + ranks.get(end));
      i = end + 1;
    }
    return (ranks.size() == 1 ? "rank " : "ranks ") + String.join(",", parts);
  }
}
