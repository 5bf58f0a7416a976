package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import org.scr4j.job.interval.IntervalEstimate;
import org.scr4j.job.interval.Limits90;
import org.scr4j.job.interval.LogStatistics;
import org.scr4j.job.interval.Phase;

/**
 * Answers of {@code scr_ckpt_interval}. Labels of statistics are those of LLNL's command, where it
 * has them.
 *
 * @param log what the log tells; nothing where there is none
 * @param estimate nothing where nothing can be said
 * @param percent whether the answer is a percentage
 */
record IntervalText(
    Optional<LogStatistics> log, Optional<IntervalEstimate> estimate, boolean percent) {

  /** Work between two checkpoints, in seconds, as long as nothing is known. */
  private static final long DEFAULT_SECONDS = 600;

  private static final double DEFAULT_PERCENT = 10;

  /** The one value. */
  String value() {
    return percent
        ? number(estimate.map(IntervalEstimate::percent).orElse(DEFAULT_PERCENT))
        : Long.toString(estimate.map(known -> (long) known.seconds()).orElse(DEFAULT_SECONDS));
  }

  void stats(PrintStream out) {
    log.ifPresent(known -> log(out, known));
    if (estimate.isEmpty()) {
      out.println("Model = none");
      out.println("Checkpoint Interval (s) = " + DEFAULT_SECONDS);
      out.println("Percent Overhead = " + number(DEFAULT_PERCENT));
      return;
    }
    IntervalEstimate known = estimate.get();
    String name = known.model().name();
    out.println("Model = " + name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT));
    out.println("Checkpoint Interval (s) = " + number(known.seconds()));
    out.println("Checkpoint Interval 90 % limits (s) = " + limits(known.limits()));
    out.println("Percent Overhead = " + number(known.percent()));
    for (IntervalEstimate.LevelEstimate level : known.levels()) {
      out.println(
          "Level "
              + level.name()
              + ": cost (s) "
              + number(level.cost())
              + ", failures "
              + level.failures()
              + ", interval (s) "
              + number(level.seconds()));
    }
    known.flushEvery().ifPresent(every -> out.println("Flush every = " + every + " (SCR_FLUSH)"));
  }

  private static void log(PrintStream out, LogStatistics log) {
    phase(out, "Fetch time", log.fetch());
    phase(out, "Rebuild time", log.rebuild());
    phase(out, "Compute time", log.compute());
    out.println(
        "Checkpoint time total/avg (s): "
            + number(log.cost().seconds())
            + " "
            + number(log.cost().mean()));
    phase(out, "Flush checkpoint time", log.flushCheckpoint());
    phase(out, "Flush output time", log.flushOutput());
    out.println("Starts: " + log.starts());
    out.println(
        "Ends: "
            + log.failed()
            + " failed, "
            + log.clean()
            + " clean, "
            + log.unknown()
            + " unknown");
    out.println("Total time (s): " + number(log.seconds()));
    out.println("Mean time to interrupt (s): " + number(log.meanTimeToInterrupt()));
    out.println("Mean time to interrupt 90 % limits (s): " + limits(log.meanTimeLimits()));
    if (log.unreadable() > 0) {
      out.println("Lines that could not be read: " + log.unreadable());
    }
  }

  private static void phase(PrintStream out, String name, Phase phase) {
    out.println(name + " total/avg (s): " + number(phase.seconds()) + " " + number(phase.mean()));
  }

  private static String limits(Limits90 limits) {
    return number(limits.low())
        + " "
        + (Double.isFinite(limits.high()) ? number(limits.high()) : "unlimited");
  }

  private static String number(double value) {
    // As Python prints a float that is a whole number, and no more digits than mean anything.
    String text = String.format(Locale.ROOT, "%.6f", value);
    return text.replaceAll("(\\.\\d+?)0*$", "$1");
  }

  void json(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField(
        "model",
        estimate.map(known -> known.model().name().toLowerCase(Locale.ROOT)).orElse("none"));
    json.writeNumberField(
        "interval_seconds",
        estimate.map(IntervalEstimate::seconds).orElse((double) DEFAULT_SECONDS));
    limits(json, "interval_seconds", estimate.map(IntervalEstimate::limits));
    json.writeNumberField(
        "overhead_percent", estimate.map(IntervalEstimate::percent).orElse(DEFAULT_PERCENT));
    json.writeArrayFieldStart("levels");
    if (estimate.isPresent()) {
      for (IntervalEstimate.LevelEstimate level : estimate.get().levels()) {
        json.writeStartObject();
        json.writeStringField("level", level.name());
        json.writeNumberField("cost_seconds", level.cost());
        json.writeNumberField("failures", level.failures());
        json.writeNumberField("interval_seconds", level.seconds());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    Optional<Long> every = estimate.flatMap(IntervalEstimate::flushEvery);
    if (every.isPresent()) {
      json.writeNumberField("flush_every", every.get());
    }
    if (log.isPresent()) {
      log(json, log.get());
    }
    json.writeEndObject();
  }

  private static void log(JsonGenerator json, LogStatistics log) throws IOException {
    json.writeNumberField("checkpoints", log.cost().count());
    json.writeNumberField("checkpoint_seconds", log.cost().mean());
    json.writeNumberField("flush_seconds", log.flushCheckpoint().mean());
    json.writeNumberField("fetch_seconds", log.fetch().mean());
    json.writeNumberField("rebuild_seconds", log.rebuild().mean());
    json.writeNumberField("starts", log.starts());
    json.writeNumberField("failed", log.failed());
    json.writeNumberField("clean", log.clean());
    json.writeNumberField("unknown", log.unknown());
    json.writeNumberField("total_seconds", log.seconds());
    json.writeNumberField("mean_time_to_interrupt_seconds", log.meanTimeToInterrupt());
    limits(json, "mean_time_to_interrupt_seconds", Optional.of(log.meanTimeLimits()));
    json.writeNumberField("unreadable_lines", log.unreadable());
  }

  private static void limits(JsonGenerator json, String name, Optional<Limits90> limits)
      throws IOException {
    bound(json, name + "_low", limits.map(Limits90::low));
    bound(json, name + "_high", limits.map(Limits90::high));
  }

  /** What is unlimited or unknown is null. */
  private static void bound(JsonGenerator json, String name, Optional<Double> value)
      throws IOException {
    json.writeFieldName(name);
    if (value.filter(Double::isFinite).isPresent()) {
      json.writeNumber(value.get());
    } else {
      json.writeNull();
    }
  }
}
