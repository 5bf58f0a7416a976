package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.dataset.HaltReason;
import org.scr4j.job.NodeHistory;
import org.scr4j.job.status.DatasetStatus;
import org.scr4j.job.status.Failure;
import org.scr4j.job.status.JobRecord;
import org.scr4j.job.status.JobStatus;

/**
 * A job's status as one JSON object, docs/schemas/scr_status.json. Every field is always there; one
 * that is not known is null. Times are seconds since 1970.
 */
final class StatusJson {

  private static final double MILLIS = 1000.0;

  private StatusJson() {}

  static void write(JsonGenerator json, JobStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("prefix", status.prefix().toString());
    time(json, "time", Optional.of(status.at()));
    json.writeStringField("state", name(status.life()));
    json.writeFieldName("job");
    if (status.job().isPresent()) {
      job(json, status.job().get());
    } else {
      json.writeNull();
    }
    number(json, "seconds_left", status.timeLeft().map(Duration::toSeconds));
    number(json, "last_run_nodes", status.lastRunNodes());
    json.writeArrayFieldStart("nodes_out");
    for (NodeHistory.Out out : status.nodesOut()) {
      json.writeStartObject();
      json.writeStringField("node", out.node());
      json.writeStringField("reason", out.reason());
      json.writeBooleanField("lost", out.lost());
      json.writeEndObject();
    }
    json.writeEndArray();
    halt(json, status);
    json.writeArrayFieldStart("datasets");
    for (DatasetStatus dataset : status.datasets()) {
      dataset(json, dataset);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("failures");
    for (Failure failure : status.failures()) {
      json.writeStartObject();
      time(json, "time", failure.at());
      json.writeStringField("what", failure.what());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("problems");
    for (String problem : status.problems()) {
      json.writeString(problem);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void job(JsonGenerator json, JobRecord job) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", job.jobId());
    json.writeStringField("user", job.user());
    json.writeStringField("resource_manager", job.manager());
    json.writeStringField("host", job.process().host());
    json.writeNumberField("pid", job.process().pid());
    json.writeStringField("nodes", job.nodes());
    time(json, "began", Optional.of(job.began()));
    time(json, "allocation_end", job.end());
    json.writeStringField("phase", name(job.phase()));
    number(json, "runs_allowed", job.runsAllowed());
    number(json, "exit_status", job.exitCode());
    text(json, "ending", job.ending());
    json.writeArrayFieldStart("runs");
    for (JobRecord.Run run : job.runs()) {
      json.writeStartObject();
      json.writeNumberField("number", run.number());
      json.writeStringField("step", run.step());
      json.writeStringField("nodes", run.nodes());
      time(json, "start", Optional.of(run.start()));
      time(json, "stop", run.stop());
      text(json, "outcome", run.outcome());
      json.writeBooleanField("failed", run.failed());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void halt(JsonGenerator json, JobStatus status) throws IOException {
    json.writeObjectFieldStart("halt");
    text(json, "exit_reason", status.halt().exitReason());
    number(json, "checkpoints_left", status.halt().checkpointsLeft());
    number(json, "exit_after", status.halt().exitAfter());
    number(json, "exit_before", status.halt().exitBefore());
    json.writeNumberField("halt_seconds", status.haltSeconds());
    text(json, "holds", status.halting().map(HaltReason::text));
    json.writeEndObject();
  }

  private static void dataset(JsonGenerator json, DatasetStatus dataset) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", dataset.id());
    text(json, "name", dataset.name());
    json.writeBooleanField("checkpoint", dataset.checkpoint());
    json.writeBooleanField("output", dataset.output());
    time(json, "created", dataset.created());
    text(json, "job", dataset.job());
    number(json, "files", dataset.files());
    number(json, "bytes", dataset.bytes());
    json.writeBooleanField("in_cache", dataset.cached());
    json.writeStringField("in_prefix", name(dataset.prefix()));
    text(json, "flushed", dataset.flushed());
    json.writeBooleanField("current", dataset.current());
    json.writeFieldName("transfer");
    if (dataset.transfer().isPresent()) {
      DatasetStatus.Transfer transfer = dataset.transfer().get();
      json.writeStartObject();
      json.writeNumberField("done", transfer.done());
      json.writeNumberField("total", transfer.total());
      json.writeStringField("unit", name(transfer.unit()));
      json.writeEndObject();
    } else {
      json.writeNull();
    }
    json.writeEndObject();
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void text(JsonGenerator json, String field, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(field, value.get());
    } else {
      json.writeNullField(field);
    }
  }

  private static void number(JsonGenerator json, String field, OptionalLong value)
      throws IOException {
    number(
        json, field, value.isPresent() ? Optional.of(value.getAsLong()) : Optional.<Long>empty());
  }

  private static void number(JsonGenerator json, String field, OptionalInt value)
      throws IOException {
    number(
        json,
        field,
        value.isPresent() ? Optional.of((long) value.getAsInt()) : Optional.<Long>empty());
  }

  private static void number(JsonGenerator json, String field, Optional<Long> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(field, value.get());
    } else {
      json.writeNullField(field);
    }
  }

  private static void time(JsonGenerator json, String field, Optional<Instant> at)
      throws IOException {
    if (at.isPresent()) {
      json.writeNumberField(field, at.get().toEpochMilli() / MILLIS);
    } else {
      json.writeNullField(field);
    }
  }
}
