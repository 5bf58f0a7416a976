package org.scr4j.job.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.scr4j.job.terminal.Style;
import org.scr4j.job.terminal.Words;

/** A diagnosis as lines for people, none wider than the terminal. */
public final class DiagnosisText {

  private static final int INDENT = 21;

  private final Diagnosis diagnosis;
  private final int columns;
  private final Style style;

  /**
   * A text of {@code diagnosis}.
   *
   * @param columns how wide it may be
   */
  public DiagnosisText(Diagnosis diagnosis, int columns, Style style) {
    this.diagnosis = diagnosis;
    this.columns = columns;
    this.style = style;
  }

  /**
   * The lines.
   *
   * @param everyValue whether parameters are listed that are set nowhere
   */
  public List<String> lines(boolean everyValue) {
    List<String> lines = new ArrayList<>();
    for (Finding.Area area : Finding.Area.values()) {
      List<Finding> here =
          diagnosis.findings().stream().filter(finding -> finding.area() == area).toList();
      if (!here.isEmpty()) {
        lines.add(style.heading(area.name().toLowerCase(Locale.ROOT)));
        here.forEach(finding -> lines.addAll(finding(finding)));
        if (area == Finding.Area.CONFIGURATION) {
          values(everyValue, lines);
        }
      }
    }
    lines.add("");
    lines.add(sum());
    return lines;
  }

  private List<String> finding(Finding finding) {
    String mark = String.format(Locale.ROOT, "  %-7s", mark(finding.level()));
    String head = mark + " " + String.format(Locale.ROOT, "%-10s ", finding.check());
    List<String> lines = new ArrayList<>();
    List<String> text = wrapped(Words.printable(finding.text()));
    lines.add(marked(finding.level(), mark) + head.substring(mark.length()) + text.get(0));
    text.subList(1, text.size()).forEach(line -> lines.add(" ".repeat(INDENT) + line));
    if (!finding.remedy().isEmpty()) {
      List<String> remedy = wrapped("-> " + Words.printable(finding.remedy()));
      lines.add(" ".repeat(INDENT) + remedy.get(0));
      remedy
          .subList(1, remedy.size())
          .forEach(line -> lines.add(" ".repeat(INDENT) + "   " + line));
    }
    return lines;
  }

  private static String mark(Finding.Level level) {
    return switch (level) {
      case OK -> "ok";
      case NOTE -> "note";
      case WARNING -> "warning";
      case BAD -> "BAD";
      case SKIPPED -> "skipped";
    };
  }

  private String marked(Finding.Level level, String text) {
    return switch (level) {
      case OK -> style.good(text);
      case NOTE, SKIPPED -> text;
      case WARNING -> style.notable(text);
      case BAD -> style.bad(text);
    };
  }

  /** Between words where that is possible; three columns are left for a further indent. */
  private List<String> wrapped(String text) {
    int width = Math.max(20, columns - INDENT - 3);
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int blank = rest.lastIndexOf(' ', width);
      int end = blank > 0 ? blank : width;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  private void values(boolean all, List<String> lines) {
    for (Value value : diagnosis.values()) {
      if (all || value.set()) {
        String text =
            value.name()
                + "="
                + value.value()
                + (value.set() || !all ? " (" + value.origin() + ")" : " (default)");
        lines.add("          " + Words.cut(Words.printable(text), columns - 10));
      }
    }
  }

  private String sum() {
    long bad = diagnosis.count(Finding.Level.BAD);
    long warnings = diagnosis.count(Finding.Level.WARNING);
    long skipped = diagnosis.count(Finding.Level.SKIPPED);
    String text =
        (bad == 0 ? "nothing bad" : bad + " bad")
            + (warnings == 0 ? "" : ", " + warnings + (warnings == 1 ? " warning" : " warnings"))
            + (skipped == 0 ? "" : ", " + skipped + " not checked");
    return bad > 0 ? style.bad(text) : warnings > 0 ? style.notable(text) : style.good(text);
  }
}
