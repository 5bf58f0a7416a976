package org.scr4j.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What many nodes said, with equal texts said once: {@code node[1-4]: same text}. The order is that
 * of the nodes: a text stands where the first node that gave it does.
 */
public final class FoldedOutput {

  private FoldedOutput() {}

  /**
   * Nodes with one text.
   *
   * @param nodes at least one
   * @param text as each of them gave it
   */
  public record Fold(NodeSet nodes, String text) {

    /** {@code node[1-4]: text}; further lines of the text are indented. */
    public String line() {
      return nodes.compressed() + ": " + text.strip().replace("\n", "\n    ");
    }
  }

  /**
   * Folds {@code texts}.
   *
   * @param texts of each node, in the order of the nodes
   */
  public static List<Fold> fold(Map<String, String> texts) {
    Map<String, List<String>> nodes = new LinkedHashMap<>();
    texts.forEach((node, text) -> nodes.computeIfAbsent(text, t -> new ArrayList<>()).add(node));
    List<Fold> folds = new ArrayList<>();
    nodes.forEach((text, named) -> folds.add(new Fold(NodeSet.of(named), text)));
    return folds;
  }

  /** {@link Fold#line} of each fold. */
  public static List<String> lines(Map<String, String> texts) {
    return fold(texts).stream().map(Fold::line).toList();
  }
}
