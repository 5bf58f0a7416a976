package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.config.Sizes;
import org.scr4j.dataset.CollectReport;
import org.scr4j.dataset.Collector;
import org.scr4j.dataset.Meter;
import org.scr4j.job.ExitCode;
import org.scr4j.job.terminal.Metered;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Collects what this node has of a dataset; scr_postrun runs it on every node. */
@picocli.CommandLine.Command(
    description = {
      "Copies what this node has of a dataset from its cache to the prefix.",
      "Called again, it copies what is not there yet.",
      "Exit status 0: all copied; 1: it has no part; 74: some could not be copied."
    })
final class ScrCopy implements Command {

  @Mixin StandardOptions standard;

  @Option(
      names = {"-c", "--cntldir"},
      paramLabel = "DIR",
      description = "Control directory; default: that of this job.")
  String controlDir;

  @Option(
      names = {"-i", "--id"},
      paramLabel = "ID",
      required = true,
      description = "The dataset.")
  int id;

  @Option(
      names = {"-d", "--prefix"},
      paramLabel = "DIR",
      description = "Prefix directory; default SCR_PREFIX, then the current directory.")
  String prefix;

  @Option(
      names = {"-b", "--buf"},
      paramLabel = "SIZE",
      description = "Copy buffer, 512KB; default SCR_FILE_BUF_SIZE.")
  String buffer;

  @Option(
      names = {"-r", "--crc"},
      description = "Compute CRC-32 of files that have none recorded.")
  boolean crc;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Files copied at the same time; default: as many as processors, 2 to 8.")
  Integer parallel;

  @Option(names = "--json", description = "Print what came of each file as a JSON object.")
  boolean json;

  @picocli.CommandLine.Parameters(paramLabel = "NODE", hidden = true, arity = "0..*")
  List<String> downNodes = List.of();

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration = Jobs.configuration(context, Optional.ofNullable(prefix));
    String node = Jobs.hostName(context);
    Collector.Options options = options(configuration, node);
    String control = control(context, configuration);
    Meter meter = new Meter();
    CollectReport report =
        Displays.during(
            context,
            () -> Metered.count(node + ": dataset " + id, meter),
            aside ->
                new Collector(Jobs.files(context, configuration), meter)
                    .collect(
                        configuration.storage(), control, id, Jobs.layout(configuration), options));
    int status = report.present() ? (report.good() ? ExitCode.DONE : ExitCode.IO) : ExitCode.NO;
    if (json) {
      Json.print(context.out(), out -> write(out, node, report));
    } else {
      print(context, node, report, status);
    }
    return status;
  }

  private Collector.Options options(Configuration configuration, String node)
      throws IOException, UsageException {
    if (id < 1) {
      throw new UsageException("--id " + id + ": must be at least 1");
    }
    int atOnce = parallel == null ? Collector.Options.defaultParallelism() : parallel;
    if (atOnce < 1) {
      throw new UsageException("--parallel " + atOnce + ": must be at least 1");
    }
    long bytes = bufferBytes(configuration);
    if (bytes < 1) {
      throw new UsageException("--buf " + bytes + ": must be at least 1");
    }
    return new Collector.Options(
        crc, (int) Math.min(bytes, 1 << 30), atOnce, Collector.Options.owner(node));
  }

  private long bufferBytes(Configuration configuration) throws ConfigException, UsageException {
    if (buffer == null) {
      return configuration.get(Parameters.FILE_BUF_SIZE);
    }
    try {
      return Sizes.parse(buffer);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--buf: " + e.getMessage());
    }
  }

  private String control(Context context, Configuration configuration) throws IOException {
    if (controlDir != null) {
      return controlDir;
    }
    Optional<String> known = configuration.find(Parameters.JOB_ID);
    String jobId = known.isPresent() ? known.get() : Jobs.jobId(context, configuration);
    return configuration.directories(configuration.userName(), jobId).control();
  }

  /** The last line is LLNL's. */
  private void print(Context context, String node, CollectReport report, int status) {
    String head = "scr_copy: " + node + ": ";
    String dataset = head + "dataset " + id + ": ";
    if (report.present()) {
      report.problems().forEach(line -> context.err().println(dataset + line));
      context.out().println(dataset + report.summary());
    } else {
      context.out().println(dataset + "not on this node");
    }
    context.out().println(head + "Return code: " + status);
  }

  private void write(JsonGenerator out, String node, CollectReport report) throws IOException {
    out.writeStartObject();
    out.writeStringField("node", node);
    out.writeNumberField("dataset", id);
    out.writeBooleanField("present", report.present());
    out.writeBooleanField("good", report.good());
    out.writeNumberField("copied", report.count(CollectReport.State.COPIED));
    out.writeNumberField("bytes", report.copiedBytes());
    out.writeNumberField("seconds", report.took().toNanos() / 1e9);
    out.writeStringField("stopped", report.stopped().orElse(""));
    out.writeArrayFieldStart("files");
    for (CollectReport.Item file : report.files()) {
      write(out, file);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, CollectReport.Item file) throws IOException {
    out.writeStartObject();
    if (file.rank().isPresent()) {
      out.writeNumberField("rank", file.rank().getAsInt());
    }
    out.writeStringField("source", file.source());
    out.writeStringField("target", file.target());
    out.writeStringField("state", file.state().name().toLowerCase(Locale.ROOT));
    if (file.bytes().isPresent()) {
      out.writeNumberField("bytes", file.bytes().getAsLong());
    }
    if (file.crc().isPresent()) {
      out.writeStringField("crc", String.format(Locale.ROOT, "0x%08x", file.crc().getAsInt()));
    }
    out.writeNumberField("seconds", file.took().toNanos() / 1e9);
    out.writeStringField("message", file.message());
    out.writeEndObject();
  }
}
