package org.scr4j.cluster;

import java.util.ArrayList;
import java.util.List;

/** Writes runs in Slurm's style, in their order; what is written parses to the same names. */
final class NodeSetPrinter {

  private NodeSetPrinter() {}

  static String print(List<NodeRun> runs) {
    return String.join(",", terms(runs));
  }

  /** A number or bracket, with what stands before and behind it. */
  private record Group(String prefix, String body, String suffix) {}

  private static List<String> terms(List<NodeRun> runs) {
    List<Group> groups = groups(runs);
    List<String> terms = new ArrayList<>();
    int at = 0;
    while (at < groups.size()) {
      Group first = groups.get(at);
      int end = at + 1;
      while (end < groups.size()
          && groups.get(end).body().equals(first.body())
          && groups.get(end).suffix().equals(first.suffix())) {
        end++;
      }
      for (String prefix : prefixes(groups.subList(at, end))) {
        terms.add(prefix + first.body() + first.suffix());
      }
      at = end;
    }
    return terms;
  }

  /** Prefixes before the same bracket are node names of a kind, and fold in the same way. */
  private static List<String> prefixes(List<Group> groups) {
    if (groups.size() == 1 || groups.get(0).body().isEmpty()) {
      return groups.stream().map(Group::prefix).toList();
    }
    NodeSetBuilder folded = new NodeSetBuilder();
    groups.forEach(group -> folded.addName(group.prefix()));
    return terms(folded.build().runs());
  }

  private static List<Group> groups(List<NodeRun> runs) {
    List<Group> groups = new ArrayList<>();
    int at = 0;
    while (at < runs.size()) {
      NodeRun first = runs.get(at);
      int end = at + 1;
      if (first.width() == NodeRun.NO_NUMBER) {
        groups.add(new Group(first.prefix(), "", ""));
      } else {
        while (end < runs.size() && sameBracket(first, runs.get(end))) {
          end++;
        }
        groups.add(new Group(first.prefix(), body(runs.subList(at, end)), first.suffix()));
      }
      at = end;
    }
    return groups;
  }

  private static boolean sameBracket(NodeRun one, NodeRun other) {
    return other.width() != NodeRun.NO_NUMBER
        && one.prefix().equals(other.prefix())
        && one.suffix().equals(other.suffix());
  }

  private static String body(List<NodeRun> runs) {
    List<String> ranges = new ArrayList<>();
    boolean single = true;
    int at = 0;
    while (at < runs.size()) {
      NodeRun first = runs.get(at);
      long high = first.high();
      if (at + 1 < runs.size() && outgrows(first, runs.get(at + 1))) {
        high = runs.get(++at).high();
      }
      at++;
      String low = NodeRun.digits(first.low(), first.width());
      boolean one = high == first.low();
      ranges.add(one ? low : low + "-" + NodeRun.digits(high, first.width()));
      single &= one;
    }
    return single && ranges.size() == 1 ? ranges.get(0) : "[" + String.join(",", ranges) + "]";
  }

  /** Whether {@code next} goes on where the leading zeros of {@code run} end: 099, 100. */
  private static boolean outgrows(NodeRun run, NodeRun next) {
    return run.width() > 0
        && next.width() == NodeRun.PLAIN
        && run.high() + 1 == next.low()
        && Long.toString(next.low()).length() == run.width();
  }
}
