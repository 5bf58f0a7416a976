package org.scr4j.cli;

import java.io.IOException;
import java.util.Optional;
import org.scr4j.cluster.Platforms;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.CollectReport;
import org.scr4j.dataset.Collector;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Collects what this node has of a dataset; scr_postrun runs it on every node. */
@picocli.CommandLine.Command(
    description = {
      "Copies what this node has of a dataset from its cache to the prefix.",
      "Exit status 0: all copied; 1: it has no part; 74: some could not be copied."
    })
final class ScrCopy implements Command {

  private static final int PARALLELISM = 4;

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
      paramLabel = "BYTES",
      description = "Copy buffer; default SCR_FILE_BUF_SIZE.")
  Long buffer;

  @Option(
      names = {"-r", "--crc"},
      description = "Compute CRC-32 of files that have none recorded.")
  boolean crc;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration = Jobs.configuration(context, Optional.ofNullable(prefix));
    long bytes = buffer == null ? configuration.get(Parameters.FILE_BUF_SIZE) : buffer;
    if (bytes < 1) {
      throw new UsageException("--buf " + bytes + ": must be at least 1");
    }
    CollectReport report =
        new Collector(Jobs.files(context, configuration))
            .collect(
                configuration.storage(),
                control(context, configuration),
                id,
                Jobs.layout(configuration),
                new Collector.Options(
                    crc, (int) Math.min(bytes, Integer.MAX_VALUE - 8), PARALLELISM));
    return print(context, report);
  }

  private String control(Context context, Configuration configuration) throws IOException {
    if (controlDir != null) {
      return controlDir;
    }
    Optional<String> known = configuration.find(Parameters.JOB_ID);
    String jobId =
        known.isPresent()
            ? known.get()
            : Platforms.detect(context.environment(), Optional.empty())
                .resourceManager()
                .allocation()
                .jobId();
    return configuration.directories(configuration.userName(), jobId).control();
  }

  private int print(Context context, CollectReport report) throws IOException {
    String head = "scr_copy: " + Jobs.hostName(context) + ": dataset " + id + ": ";
    if (!report.present()) {
      context.out().println(head + "not on this node");
      return ExitCode.NO;
    }
    report.problems().forEach(line -> context.err().println(head + line));
    context
        .out()
        .println(
            head
                + report.files().size()
                + " files, "
                + report.copiedBytes()
                + " bytes copied, "
                + report.problems().size()
                + " problems");
    return report.good() ? ExitCode.DONE : ExitCode.IO;
  }
}
