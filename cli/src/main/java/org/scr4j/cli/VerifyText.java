package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.scr4j.dataset.VerifyReport;
import org.scr4j.job.ExitCode;

/** What came of {@code scr_index --verify}, for people and for programs. */
final class VerifyText {

  /** Something is damaged, and all of it can be rebuilt. */
  static final int REBUILDABLE = 2;

  /** Something is damaged that cannot be had back. */
  static final int LOST = 3;

  /** Files or their redundancy are damaged, and nothing tells which. */
  static final int DOUBTFUL = 4;

  private final String name;
  private final VerifyReport report;

  VerifyText(String name, VerifyReport report) {
    this.name = name;
    this.report = report;
  }

  int exitCode() {
    return switch (report.verdict()) {
      case GOOD -> ExitCode.DONE;
      case DOUBTFUL -> DOUBTFUL;
      case REBUILDABLE -> REBUILDABLE;
      case LOST -> LOST;
    };
  }

  /** The dataset, its ranks in order, good ones together, and what is left to rebuild from. */
  void print(PrintStream out) {
    out.println(
        name
            + ": "
            + verdict()
            + ", dataset "
            + report.id()
            + ", "
            + report.ranks()
            + " ranks, "
            + report.files()
            + " files, "
            + report.bytes()
            + " bytes read, "
            + report.checkedByCrc()
            + " compared by CRC-32");
    List<VerifyReport.Range> good = report.goodRanks();
    int next = 0;
    for (VerifyReport.Rank rank : report.badRanks()) {
      for (; next < good.size() && good.get(next).first() < rank.rank(); next++) {
        print(out, good.get(next));
      }
      out.println("rank " + rank.rank() + ": " + word(rank.verdict()) + ": " + what(rank));
    }
    for (; next < good.size(); next++) {
      print(out, good.get(next));
    }
    report.overall().forEach(line -> out.println("dataset: " + line));
    if (report.redundancy().sets() > 0) {
      out.println(
          "redundancy: "
              + report.redundancy().complete()
              + " of "
              + report.redundancy().sets()
              + " sets are complete");
    }
    report.redundancy().notes().forEach(line -> out.println("redundancy: " + line));
    if (report.verdict() == VerifyReport.Verdict.REBUILDABLE) {
      out.println("to rebuild: scr_index --build " + report.id());
    }
  }

  private static void print(PrintStream out, VerifyReport.Range range) {
    out.println((range.first() == range.last() ? "rank " : "ranks ") + range + ": good");
  }

  private static String what(VerifyReport.Rank rank) {
    return rank.bad().isEmpty()
        ? "is not in the map of ranks to files"
        : rank.bad().stream().map(VerifyReport.Bad::line).collect(Collectors.joining("; "));
  }

  private String verdict() {
    return switch (report.verdict()) {
      case GOOD -> "good";
      case DOUBTFUL -> "doubtful";
      case REBUILDABLE -> "damaged, and can be rebuilt";
      case LOST -> "damaged, and some of it is lost";
    };
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** One object; fields are never renamed or left out. */
  void json(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeNumberField("id", report.id());
    out.writeStringField("name", name);
    out.writeStringField("verdict", word(report.verdict()));
    out.writeNumberField("ranks", report.ranks());
    out.writeNumberField("files", report.files());
    out.writeNumberField("bytes", report.bytes());
    out.writeNumberField("compared_by_crc", report.checkedByCrc());
    out.writeArrayFieldStart("good");
    for (VerifyReport.Range range : report.goodRanks()) {
      out.writeStartObject();
      out.writeNumberField("first", range.first());
      out.writeNumberField("last", range.last());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeArrayFieldStart("bad");
    for (VerifyReport.Rank rank : report.badRanks()) {
      json(out, rank);
    }
    out.writeEndArray();
    strings(out, "dataset", report.overall());
    out.writeObjectFieldStart("redundancy");
    out.writeNumberField("sets", report.redundancy().sets());
    out.writeNumberField("complete", report.redundancy().complete());
    out.writeNumberField("doubtful", report.redundancy().doubtful());
    strings(out, "notes", report.redundancy().notes());
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void json(JsonGenerator out, VerifyReport.Rank rank) throws IOException {
    out.writeStartObject();
    out.writeNumberField("rank", rank.rank());
    out.writeStringField("verdict", word(rank.verdict()));
    out.writeArrayFieldStart("files");
    for (VerifyReport.Bad file : rank.bad()) {
      out.writeStartObject();
      out.writeStringField("path", file.path());
      out.writeStringField("state", word(file.state()));
      out.writeStringField("message", file.message());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void strings(JsonGenerator out, String field, List<String> lines)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (String line : lines) {
      out.writeString(line);
    }
    out.writeEndArray();
  }
}
