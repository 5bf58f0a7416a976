package org.scr4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.Detected;
import org.scr4j.cluster.NodeSet;
import org.scr4j.config.Configuration;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Single facts about the allocation. */
@picocli.CommandLine.Command(description = "Prints values of the current allocation.")
final class ScrEnv implements Command {

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;

  @Option(
      names = {"-u", "--user"},
      description = "Name of the user, as in the names of directories.")
  boolean user;

  @Option(
      names = {"-j", "--jobid"},
      description = "Id of the allocation.")
  boolean jobId;

  @Option(
      names = {"-e", "--endtime"},
      description = "End of the allocation in seconds since 1970; 0 where unknown.")
  boolean endTime;

  @Option(
      names = {"-n", "--nodes"},
      description = "Nodes of the allocation.")
  boolean nodes;

  @Option(
      names = {"-d", "--down"},
      description = "Nodes of the allocation that cannot be used.")
  boolean down;

  @Option(
      names = {"-r", "--runnodes"},
      description = "Number of nodes that the last run used; 0 where unknown.")
  boolean runNodes;

  @Option(
      names = "--detected",
      description = "Resource manager, launcher and remote shell, each with the reason.")
  boolean detected;

  @Option(names = "--json", description = "Print a JSON object; alone: of all values.")
  boolean json;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    if (json && !anything()) {
      user = jobId = endTime = nodes = down = runNodes = detected = true;
    }
    if (!anything()) {
      throw new UsageException("say what to print, such as --jobid");
    }
    Map<String, String> values = values(context);
    if (json) {
      Json.print(
          context.out(),
          out -> {
            out.writeStartObject();
            for (Map.Entry<String, String> value : values.entrySet()) {
              out.writeStringField(value.getKey(), value.getValue());
            }
            out.writeEndObject();
          });
    } else {
      values.values().forEach(context.out()::println);
    }
    return ExitCode.DONE;
  }

  private boolean anything() {
    return user || jobId || endTime || nodes || down || runNodes || detected;
  }

  private Map<String, String> values(Context context) throws Exception {
    Map<String, String> values = new LinkedHashMap<>();
    if (user) {
      values.put("user", Jobs.configuration(context, prefix.value()).userName());
    }
    if (jobId && !endTime && !nodes && !down) {
      values.put("jobid", Jobs.jobId(context, Jobs.configuration(context, prefix.value())));
    } else if (jobId || endTime || nodes || down) {
      ofAllocation(Jobs.open(context, prefix.value(), Optional.empty(), standard.verbose), values);
    }
    if (runNodes) {
      Configuration configuration = Jobs.configuration(context, prefix.value());
      long last =
          new org.scr4j.dataset.NodesFile(
                  Jobs.files(context, configuration), Jobs.layout(configuration).nodes())
              .read()
              .orElse(0);
      values.put("runnodes", Long.toString(last));
    }
    if (detected) {
      Configuration configuration = Jobs.configuration(context, prefix.value());
      Detected found = Jobs.detect(context, configuration, Optional.empty());
      put(values, "resource_manager", found.resourceManager());
      put(values, "launcher", found.launcher());
      put(values, "remote_shell", found.remoteShell());
    }
    return values;
  }

  private void put(Map<String, String> values, String part, Detected.Finding found) {
    if (json) {
      values.put(part, found.name());
      values.put(part + "_reason", found.why());
    } else {
      values.put(part, part.replace('_', ' ') + ": " + found.name() + " (" + found.why() + ")");
    }
  }

  private void ofAllocation(JobContext job, Map<String, String> values)
      throws InterruptedException {
    if (jobId) {
      values.put("jobid", job.allocation().jobId());
    }
    if (endTime) {
      long end = job.allocation().endTime().map(java.time.Instant::getEpochSecond).orElse(0L);
      values.put("endtime", Long.toString(end));
    }
    NodeSet chosen = job.chosen(job.allocation().nodes());
    if (nodes) {
      values.put("nodes", chosen.compressed());
    }
    if (down) {
      values.put(
          "down",
          NodeSet.of(job.health().check(chosen, Map.of()).unusable(chosen).keySet()).compressed());
    }
  }
}
