package org.scr4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.scr4j.cluster.local.LocalCluster;
import org.scr4j.cluster.local.LocalNode;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A cluster of virtual nodes on this machine. */
@picocli.CommandLine.Command(
    description = {
      "A cluster of virtual nodes on this machine, for scr_run local.",
      "  up -N 5      start one",
      "  status       its nodes",
      "  fail NODE    kill the node's processes and wipe its storage",
      "  repair NODE  bring it back, empty",
      "  down         end all its processes and remove it"
    })
final class ScrLocal implements Command {

  @Mixin StandardOptions standard;

  @Option(
      names = {"-N", "--nodes"},
      paramLabel = "N",
      description = "Number of nodes, with up; default 4.")
  Integer nodes;

  @Option(names = "--json", description = "Print the status as a JSON array.")
  boolean json;

  @Parameters(
      index = "0",
      paramLabel = "ACTION",
      arity = "1",
      description = "up, status, fail, repair or down.")
  String action;

  @Parameters(index = "1", paramLabel = "NODE", arity = "0..1", description = "A node's name.")
  String node;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    checkArguments();
    Path directory = LocalCluster.directory(context.environment());
    switch (action) {
      case "up" -> up(context, directory);
      case "status" -> status(context, LocalCluster.open(directory));
      case "fail" -> fail(context, LocalCluster.open(directory));
      case "repair" -> {
        LocalCluster.open(directory).repair(node);
        context.out().println(node + ": up");
      }
      case "down" -> down(context, directory);
      default -> throw new UsageException("'" + action + "' is no action of scr_local");
    }
    return ExitCode.DONE;
  }

  private void checkArguments() throws UsageException {
    boolean needsNode = action.equals("fail") || action.equals("repair");
    if (needsNode && node == null) {
      throw new UsageException(action + " needs the name of a node");
    }
    if (!needsNode && node != null) {
      throw new UsageException("'" + node + "': " + action + " takes no node");
    }
    if (nodes != null && (!action.equals("up") || nodes < 1)) {
      throw new UsageException("--nodes goes with up, and is at least 1");
    }
  }

  private void up(Context context, Path directory) throws Exception {
    LocalCluster cluster = LocalCluster.up(directory, nodes == null ? 4 : nodes, context.clock());
    context.out().println("cluster " + cluster.id() + ": " + cluster.nodes() + " up");
  }

  private void status(Context context, LocalCluster cluster) throws IOException {
    List<LocalNode> all = cluster.status();
    if (!json) {
      for (LocalNode one : all) {
        context.out().println(one.name() + ": " + (one.up() ? "up" : "down: " + one.reason()));
      }
      return;
    }
    Json.print(
        context.out(),
        out -> {
          out.writeStartArray();
          for (LocalNode one : all) {
            out.writeStartObject();
            out.writeStringField("node", one.name());
            out.writeBooleanField("up", one.up());
            out.writeStringField("reason", one.reason());
            out.writeNumberField("since_ms", one.since().toEpochMilli());
            out.writeStringField("storage", one.storage().root().toString());
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private void fail(Context context, LocalCluster cluster) throws Exception {
    LocalCluster.Failed failed = cluster.fail(node);
    context
        .out()
        .println(
            node
                + ": down, "
                + failed.processes()
                + " processes killed, storage wiped, in "
                + failed.took().toMillis()
                + " ms: failed_ms="
                + failed.node().since().toEpochMilli());
  }

  private static void down(Context context, Path directory) throws Exception {
    Optional<LocalCluster> cluster = LocalCluster.find(directory);
    if (cluster.isEmpty()) {
      context.out().println("no cluster is up");
      return;
    }
    int ended = cluster.get().down();
    context.out().println("cluster removed, " + ended + " processes ended");
  }
}
