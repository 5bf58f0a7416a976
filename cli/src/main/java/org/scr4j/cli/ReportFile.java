package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobContext;
import org.scr4j.job.JobException;
import org.scr4j.job.JobSummary;
import org.scr4j.job.Report;
import org.scr4j.job.RunRecord;
import org.scr4j.job.RunTimes;

/** The report of scr_run as a JSON file; docs/commands.md tells its fields. */
final class ReportFile {

  private final Path path;

  private ReportFile(Path path) {
    this.path = path;
  }

  /**
   * A report to be written to {@code path}.
   *
   * @throws JobException if no file can be made there
   */
  static ReportFile at(Path path) throws JobException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null || Files.isDirectory(path) || !Files.isWritable(directory)) {
      throw new JobException(
          ExitCode.CANNOT_WRITE,
          "--json " + path + " cannot be written; choose a file in a directory that can");
    }
    return new ReportFile(path);
  }

  /** Writes it; that this fails is told, and changes nothing of how the job ended. */
  void write(JobContext job, Report report) {
    try {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      Json.print(
          new PrintStream(text, false, StandardCharsets.UTF_8), json -> write(json, job, report));
      Path beside = path.resolveSibling(path.getFileName() + ".new");
      Files.write(beside, text.toByteArray());
      Files.move(beside, path, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      job.messages().say("warning: the summary is not in " + path + ": " + e);
    }
  }

  private static void write(JsonGenerator json, JobContext job, Report report) throws IOException {
    JobSummary summary = report.summary();
    json.writeStartObject();
    json.writeStringField("job_id", job.allocation().jobId());
    json.writeStringField("prefix", job.settings().prefix().toString());
    json.writeStringField("begin", millis(summary.begin()));
    json.writeStringField("end", millis(summary.end()));
    json.writeNumberField("exit_status", report.exitCode());
    json.writeStringField("ending", report.ending());
    json.writeArrayFieldStart("runs");
    for (RunRecord run : summary.history()) {
      run(json, run);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("failures");
    for (Map.Entry<String, List<Integer>> failure : summary.failures().entrySet()) {
      json.writeStartObject();
      json.writeStringField("cause", failure.getKey());
      json.writeArrayFieldStart("runs");
      for (int run : failure.getValue()) {
        json.writeNumber(run);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    map(json, "failed_nodes", report.failedNodes());
    json.writeArrayFieldStart("saved");
    for (String name : report.saved().saved()) {
      json.writeString(name);
    }
    json.writeEndArray();
    map(json, "not_saved", report.saved().failed());
    text(json, "current", report.saved().current());
    times(json, summary.times());
    json.writeEndObject();
  }

  private static void run(JsonGenerator json, RunRecord run) throws IOException {
    json.writeStartObject();
    json.writeNumberField("number", run.number());
    json.writeStringField("nodes", run.nodes().toString());
    json.writeStringField("begin", millis(run.start()));
    json.writeStringField("end", millis(run.end()));
    json.writeNumberField("seconds", run.took().toMillis() / 1000.0);
    json.writeNumberField("status", run.status());
    text(json, "failure", run.failure());
    map(json, "lost_nodes", run.lost());
    json.writeEndObject();
  }

  private static void times(JsonGenerator json, Optional<RunTimes> times) throws IOException {
    Optional<RunTimes.Detail> detail = times.flatMap(RunTimes::detail);
    json.writeFieldName("checkpoints");
    if (detail.isPresent()) {
      json.writeNumber(detail.get().checkpoints());
    } else {
      json.writeNull();
    }
    json.writeObjectFieldStart("seconds");
    number(json, "total", times.map(RunTimes::total));
    number(json, "in_runs", times.map(RunTimes::runs));
    number(json, "between_runs", times.map(RunTimes::between));
    number(json, "before_and_after", times.map(RunTimes::other));
    number(json, "computing", detail.map(RunTimes.Detail::computing));
    number(json, "checkpointing", detail.map(RunTimes.Detail::checkpointing));
    number(json, "recovering", detail.map(RunTimes.Detail::recovering));
    number(json, "starting", detail.map(RunTimes.Detail::starting));
    number(json, "lost", detail.map(RunTimes.Detail::lost));
    json.writeEndObject();
    number(json, "goodput", times.flatMap(RunTimes::goodput));
  }

  private static String millis(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static void map(JsonGenerator json, String name, Map<String, String> map)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> entry : map.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    json.writeFieldName(name);
    if (value.isPresent()) {
      json.writeString(value.get());
    } else {
      json.writeNull();
    }
  }

  /** To the millisecond, or to a thousandth. */
  private static void number(JsonGenerator json, String name, Optional<Double> value)
      throws IOException {
    json.writeFieldName(name);
    if (value.isPresent()) {
      json.writeNumber(Math.round(value.get() * 1000) / 1000.0);
    } else {
      json.writeNull();
    }
  }
}
