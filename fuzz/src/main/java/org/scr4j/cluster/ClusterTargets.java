package org.scr4j.cluster;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Target;

/** Node sets, marks, and what fan-out programs print. */
public final class ClusterTargets {

  private static final Pattern LABELLED = Pattern.compile("([^ :]+): ?(.*)", Pattern.DOTALL);
  private static final int MOST_COMPARED = 200;

  private ClusterTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("node-set", ClusterTargets::nodeSet),
        new Target("node-set-algebra", ClusterTargets::algebra),
        new Target("node-names", ClusterTargets::names),
        new Target("step-mark", ClusterTargets::stepMark),
        new Target("fan-out-answers", ClusterTargets::fanOut),
        new Target("tool-text", ClusterTargets::toolText));
  }

  private static Optional<NodeSet> parse(String text) throws Exception {
    return Holds.orDocumented(NodeSetException.class, () -> NodeSet.parse(text));
  }

  private static void nodeSet(Input input) throws Exception {
    Optional<NodeSet> parsed = parse(input.text());
    if (parsed.isEmpty()) {
      return;
    }
    NodeSet set = parsed.get();
    String normal = set.compressed();
    NodeSet again = NodeSet.parse(normal);
    Holds.same(set, again);
    Holds.same(normal, again.compressed());
    Holds.same(set.hashCode(), again.hashCode());
    if (set.size() <= MOST_COMPARED) {
      List<String> names = set.toList();
      Holds.same((long) names.size(), set.size());
      Holds.same(names, again.toList());
      Holds.same(names, NodeSet.of(names).toList());
      Holds.same(names, List.copyOf(new LinkedHashSet<>(names)));
      Holds.that(names.stream().allMatch(set::contains), "a name is not in its set");
    }
  }

  private static void algebra(Input input) throws Exception {
    List<String> lines = input.lines();
    if (lines.size() < 2) {
      return;
    }
    Optional<NodeSet> first = parse(lines.get(0));
    Optional<NodeSet> second = parse(lines.get(1));
    if (first.isEmpty() || second.isEmpty()) {
      return;
    }
    NodeSet a = first.get();
    NodeSet b = second.get();
    Optional<NodeSet> union = Holds.orDocumented(NodeSetException.class, () -> a.union(b));
    Optional<NodeSet> both = Holds.orDocumented(NodeSetException.class, () -> a.intersection(b));
    Optional<NodeSet> only = Holds.orDocumented(NodeSetException.class, () -> a.minus(b));
    if (both.isPresent() && only.isPresent()) {
      Holds.same(a.size(), both.get().size() + only.get().size());
    }
    if (union.isPresent() && only.isPresent()) {
      Holds.same(union.get().size(), b.size() + only.get().size());
    }
    if (a.size() <= MOST_COMPARED && b.size() <= MOST_COMPARED) {
      Set<String> names = new LinkedHashSet<>(a.toList());
      Set<String> shared = new LinkedHashSet<>(names);
      names.addAll(b.toList());
      shared.retainAll(new LinkedHashSet<>(b.toList()));
      Holds.same(List.copyOf(names), union.orElseThrow().toList());
      Holds.same(List.copyOf(shared), both.orElseThrow().toList());
      Holds.same(a.toList().subList(0, (int) a.size() / 2), a.first(a.size() / 2).toList());
    }
  }

  private static void names(Input input) throws Exception {
    Optional<NodeSet> set =
        Holds.orDocumented(NodeSetException.class, () -> NodeSet.of(input.lines()));
    if (set.isPresent()) {
      Holds.same(List.copyOf(new LinkedHashSet<>(input.lines())), set.get().toList());
    }
  }

  private static void stepMark(Input input) {
    Optional<StepMark> mark = StepMark.parse(input.text());
    mark.ifPresent(found -> Holds.same(mark, StepMark.parse(found.text())));
  }

  private static void fanOut(Input input) {
    FanOutAnswers answers = new FanOutAnswers("mark", LABELLED);
    Map<String, String> out = new HashMap<>();
    for (String line : input.lines()) {
      if (line.startsWith("!")) {
        answers.err(line.substring(1));
      } else {
        answers.out(line);
        String node = line.split(":", 2)[0];
        if (node.matches("[a-z0-9-]{1,20}") && !node.startsWith("-")) {
          out.merge(node, line, String::concat);
        }
      }
    }
    for (String label : out.keySet()) {
      answers.errorsOf(label);
      if (answers.hasEnded(label)) {
        Holds.that(answers.answer(label).isPresent(), label + " has ended without an answer");
      }
    }
    List<FoldedOutput.Fold> folds = FoldedOutput.fold(out);
    Holds.that(folds.size() <= out.size(), "more folds than outputs");
    FoldedOutput.lines(out);
  }

  private static void toolText(Input input) {
    Holds.oneLine(ToolText.shown(input.text()));
    Holds.oneLine(ToolText.lastLine(input.text()));
  }
}
