package org.scr4j.job.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.scr4j.job.terminal.Style;
import org.scr4j.job.terminal.Words;

/** The datasets of a status as a table: the name takes what the other columns leave. */
final class DatasetTable {

  /** From this width on there is room for all columns. */
  private static final int WIDE = 120;

  private static final int OTHER_COLUMNS = 59;
  private static final int WIDE_COLUMNS = 31;
  private static final int MOST_NAME = 60;
  private static final int LEAST_NAME = 8;

  private final JobStatus status;
  private final Style style;
  private final boolean wide;
  private final int name;

  DatasetTable(JobStatus status, int columns, Style style) {
    this.status = status;
    this.style = style;
    this.wide = columns >= WIDE;
    int longest =
        status.datasets().stream()
            .mapToInt(dataset -> dataset.name().orElse("").length())
            .max()
            .orElse(0);
    int room = columns - OTHER_COLUMNS - (wide ? WIDE_COLUMNS : 0);
    this.name = Math.max(LEAST_NAME, Math.min(Math.min(room, MOST_NAME), Math.max(longest, 4)));
  }

  List<String> lines(int most) {
    List<String> lines = new ArrayList<>();
    if (status.datasets().isEmpty()) {
      lines.add(style.heading("no datasets"));
      return lines;
    }
    lines.add(style.heading(row("DSET", "NAME", "KIND", "CACHE", "PREFIX", "SIZE", "AGE", "")));
    int shown = Math.min(Math.max(1, most), status.datasets().size());
    status.datasets().subList(0, shown).forEach(dataset -> lines.add(row(dataset)));
    int more = status.datasets().size() - shown;
    if (more > 0) {
      lines.add("      and " + more + " older ones; --all shows them");
    }
    return lines;
  }

  private String row(DatasetStatus dataset) {
    String more =
        wide
            ? String.format(
                Locale.ROOT,
                "  %8s  %-19s",
                dataset.files().isPresent() ? "" + dataset.files().getAsLong() : "-",
                dataset.flushed().map(Words::printable).orElse("-"))
            : "";
    String row =
        row(
            Integer.toString(dataset.id()),
            Words.cut(Words.printable(dataset.name().orElse("-")), name),
            kind(dataset),
            dataset.cached() ? "yes" : "no",
            prefix(dataset),
            dataset.bytes().isPresent() ? Words.bytes(dataset.bytes().getAsLong()) : "-",
            dataset
                .created()
                .map(at -> Words.duration(Duration.between(at, status.at())))
                .orElse("-"),
            more);
    return switch (dataset.prefix()) {
      case COMPLETE -> dataset.current() ? style.good(row) : row;
      case FAILED, INCOMPLETE -> style.bad(row);
      case FLUSHING -> style.notable(row);
      case ABSENT -> row;
    };
  }

  private String row(
      String id,
      String called,
      String kind,
      String cache,
      String prefix,
      String size,
      String age,
      String more) {
    String last = more.isEmpty() && wide ? String.format("  %8s  %-19s", "FILES", "FLUSHED") : more;
    return String.format(
            Locale.ROOT,
            "%5s %-" + name + "s %-8s %-5s %-16s %8s %11s%s",
            id,
            called,
            kind,
            cache,
            prefix,
            size,
            age,
            last)
        .stripTrailing();
  }

  private static String kind(DatasetStatus dataset) {
    if (dataset.checkpoint()) {
      return dataset.output() ? "ckpt+out" : "ckpt";
    }
    return dataset.output() ? "output" : "-";
  }

  private static String prefix(DatasetStatus dataset) {
    return switch (dataset.prefix()) {
      case ABSENT -> "no";
      case FLUSHING ->
          "coming"
              + dataset
                  .transfer()
                  .map(t -> " " + Words.percent(t.done(), t.total()) + "%")
                  .orElse("");
      case INCOMPLETE -> "incomplete";
      case COMPLETE -> dataset.current() ? "yes, current" : "yes";
      case FAILED -> "cannot be read";
    };
  }
}
