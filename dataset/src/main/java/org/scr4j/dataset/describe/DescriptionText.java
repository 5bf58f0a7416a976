package org.scr4j.dataset.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A description as text: a line that says what the file is, a line for each fact, tables, and what
 * is wrong. Characters of names that would move the cursor are written as escapes.
 */
public final class DescriptionText {

  /** A column is made as wide as its widest value, up to this; wider values stick out. */
  private static final int WIDEST = 80;

  private DescriptionText() {}

  /** The text, ended by a newline. */
  public static String of(FileDescription description) {
    StringBuilder text = new StringBuilder();
    text.append(description.type().title()).append(": ");
    text.append(Words.oneLine(description.headline())).append('\n');
    facts(description.facts(), text);
    for (FileDescription.Table table : description.tables()) {
      text.append('\n');
      table(table, text);
    }
    for (String problem : description.problems()) {
      text.append("problem: ").append(Words.oneLine(problem)).append('\n');
    }
    return text.toString();
  }

  private static void facts(List<FileDescription.Fact> facts, StringBuilder text) {
    int width = facts.stream().mapToInt(fact -> fact.name().length()).max().orElse(0);
    for (FileDescription.Fact fact : facts) {
      text.append("  ").append(fact.name()).append(':');
      text.append(" ".repeat(width - fact.name().length() + 1));
      text.append(word(fact.value())).append('\n');
    }
  }

  private static void table(FileDescription.Table table, StringBuilder text) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(table.columns().stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
    int[] widths = new int[table.columns().size()];
    boolean[] numbers = new boolean[widths.length];
    for (List<Value> row : table.rows()) {
      lines.add(row.stream().map(DescriptionText::word).toList());
      for (int i = 0; i < widths.length; i++) {
        numbers[i] |= row.get(i) instanceof Value.Count;
      }
    }
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Math.min(WIDEST, line.get(i).length()));
      }
    }
    for (List<String> line : lines) {
      line(line, widths, numbers, text);
    }
  }

  private static void line(
      List<String> words, int[] widths, boolean[] numbers, StringBuilder text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String blanks = " ".repeat(Math.max(0, widths[i] - words.get(i).length()));
      line.append("  ");
      line.append(numbers[i] ? blanks + words.get(i) : words.get(i) + blanks);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static String word(Value value) {
    if (value instanceof Value.Text text) {
      return Words.oneLine(text.text());
    }
    if (value instanceof Value.Count count) {
      return Long.toString(count.number());
    }
    if (value instanceof Value.Flag flag) {
      return flag.yes() ? "yes" : "no";
    }
    return "-";
  }
}
