package org.scr4j.dataset.describe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.dataset.DatasetException;
import org.scr4j.dataset.OldSummary;

/** The files of SCR that are text: the event log, and summaries up to version 4. */
final class TextFiles {

  private static final Pattern EVENT =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}): host=.*?, jobid=(.*?),"
              + " (event|xfer)=([A-Za-z_]{1,64})(,.*)?",
          Pattern.DOTALL);

  /** Of a longer line the rest is passed over, so that a file without line ends takes no memory. */
  private static final int LONGEST_LINE = 64 << 10;

  /** More kinds of event than SCR has: what goes beyond is counted as one. */
  private static final int MOST_KINDS = 200;

  private TextFiles() {}

  static FileDescription describe(Path file) throws IOException {
    String start = start(file);
    if (EVENT.matcher(start.lines().findFirst().orElse("")).matches()) {
      return log(file);
    }
    Path name = file.getFileName();
    if (start.startsWith("Version:") || (name != null && name.endsWith("scr_summary.txt"))) {
      try (Reader in = reader(file)) {
        return DatasetFiles.oldSummary(OldSummary.parse(in, file));
      }
    }
    if (Files.size(file) == 0) {
      throw new DatasetException(file + ": is empty, so it is of no kind");
    }
    throw new DatasetException(
        file + ": is no file of SCR's: it is neither a key-value file nor an event log");
  }

  private static String start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST_LINE), StandardCharsets.UTF_8);
    }
  }

  private static Reader reader(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
  }

  private static FileDescription log(Path file) throws IOException {
    Log log = new Log();
    try (Reader in = reader(file)) {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c == '\n') {
          log.add(line);
          line.setLength(0);
        } else if (line.length() < LONGEST_LINE) {
          line.append((char) c);
        }
      }
      if (!line.isEmpty()) {
        log.add(line);
      }
    }
    return log.description();
  }

  /** What the lines of a log come to. */
  private static final class Log {
    private final Map<String, Long> kinds = new TreeMap<>();
    private final Map<String, Long> jobs = new TreeMap<>();
    private String first = "";
    private String last = "";
    private long lines;
    private long others;

    void add(CharSequence line) {
      lines++;
      Matcher event = EVENT.matcher(line);
      if (!event.matches()) {
        others++;
        return;
      }
      first = first.isEmpty() ? event.group(1) : first;
      last = event.group(1);
      boolean transfer = event.group(3).equals("xfer");
      count(kinds, (transfer ? "transfer " : "event ") + event.group(4));
      count(jobs, event.group(2));
    }

    private static void count(Map<String, Long> counts, String what) {
      String key = counts.containsKey(what) || counts.size() < MOST_KINDS ? what : "others";
      counts.merge(key, 1L, Long::sum);
    }

    FileDescription description() {
      FileDescription.Builder description =
          new FileDescription.Builder(StateFileType.EVENT_LOG)
              .fact("lines", Value.of(lines))
              .fact("first", Value.of(first))
              .fact("last", Value.of(last));
      if (others > 0) {
        description.problem(Words.count(others, "line") + " not in the form of an event");
      }
      return description
          .table("jobs", List.of("job", "lines"), rows(jobs))
          .table("events", List.of("event", "lines"), rows(kinds))
          .build(
              Words.count(lines - others, "event")
                  + " of "
                  + Words.count(jobs.size(), "job")
                  + (first.isEmpty() ? "" : ", " + first + " to " + last));
    }

    private static List<List<Value>> rows(Map<String, Long> counts) {
      List<List<Value>> rows = new ArrayList<>();
      counts.forEach((what, count) -> rows.add(List.of(Value.of(what), Value.of(count))));
      return rows;
    }
  }
}
