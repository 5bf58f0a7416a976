package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Node-set arithmetic. */
@picocli.CommandLine.Command(
    description = "Prints the union of node sets, compressed, or what the options ask for.")
final class ScrHostlist implements Command {

  @Mixin StandardOptions standard;

  @Option(
      names = {"-d", "--delimiter"},
      paramLabel = "C",
      description = "Between names with --expand; default a comma. \\n and \\t work.")
  String delimiter = ",";

  @Option(
      names = {"-s", "--size"},
      paramLabel = "N",
      description = "At most the first N nodes; with -N the last N.")
  Long size;

  @Option(
      names = {"-m", "--minus"},
      description = "The first set without the others.")
  boolean minus;

  @Option(
      names = {"-i", "--intersection"},
      description = "What all sets have in common.")
  boolean intersection;

  @Option(
      names = {"-x", "--xor"},
      description = "What an odd number of the sets has.")
  boolean xor;

  @Option(
      names = {"-e", "--expand"},
      description = "Every name.")
  boolean expand;

  @Option(
      names = {"-c", "--count"},
      description = "The number of nodes.")
  boolean count;

  @Option(
      names = {"-n", "--nth"},
      paramLabel = "N",
      description = "The Nth node, from 1; -N counts from the end.")
  Long nth;

  @Option(
      names = "--split",
      paramLabel = "N",
      description = "Cut into N sets of nearly equal size, one a line.")
  Long split;

  @Option(
      names = "--json",
      description = "The names as a JSON array; with --split an array of such arrays.")
  boolean json;

  @Parameters(paramLabel = "HOSTS", arity = "1..*", description = "Sets such as 'n[1-3,7]'.")
  List<String> hosts = new ArrayList<>();

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    atMostOne("--minus, --intersection and --xor", minus, intersection, xor);
    atMostOne("--expand, --count, --nth and --split", expand, count, nth != null, split != null);
    print(context, cut(combine()));
    return ExitCode.DONE;
  }

  private static void atMostOne(String names, boolean... given) throws UsageException {
    int set = 0;
    for (boolean one : given) {
      set += one ? 1 : 0;
    }
    if (set > 1) {
      throw new UsageException("only one of " + names + " can be given");
    }
  }

  private NodeSet combine() throws UsageException {
    NodeSet result = parse(hosts.get(0));
    for (String text : hosts.subList(1, hosts.size())) {
      NodeSet next = parse(text);
      if (minus) {
        result = result.minus(next);
      } else if (intersection) {
        result = result.intersection(next);
      } else if (xor) {
        result = result.minus(next).union(next.minus(result));
      } else {
        result = result.union(next);
      }
    }
    return result;
  }

  private static NodeSet parse(String text) throws UsageException {
    try {
      return NodeSet.parse(text);
    } catch (NodeSetException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private NodeSet cut(NodeSet nodes) {
    if (size == null) {
      return nodes;
    }
    return size >= 0
        ? nodes.first(Math.min(size, nodes.size()))
        : nodes.slice(Math.max(0, nodes.size() + size), nodes.size());
  }

  private void print(Context context, NodeSet nodes) throws IOException, UsageException {
    if (count) {
      context.out().println(nodes.size());
    } else if (nth != null) {
      String name = nthOf(nodes);
      if (json) {
        Json.print(context.out(), out -> writeNames(out, NodeSet.of(name)));
      } else {
        context.out().println(name);
      }
    } else if (split != null) {
      printParts(context, parts(nodes));
    } else if (json) {
      Json.print(context.out(), out -> writeNames(out, nodes));
    } else if (expand) {
      printNames(context, nodes);
    } else {
      context.out().println(nodes.compressed());
    }
  }

  private String nthOf(NodeSet nodes) throws UsageException {
    long index = nth > 0 ? nth - 1 : nodes.size() + nth;
    if (nth == 0 || index < 0) {
      throw outOfRange(nodes);
    }
    return nodes.get(index).orElseThrow(() -> outOfRange(nodes));
  }

  private UsageException outOfRange(NodeSet nodes) {
    return new UsageException(
        "--nth " + nth + " is outside the set, which has " + nodes.size() + " nodes, from 1");
  }

  private static void writeNames(JsonGenerator out, NodeSet nodes) throws IOException {
    out.writeStartArray();
    for (String node : nodes) {
      out.writeString(node);
    }
    out.writeEndArray();
  }

  private void printParts(Context context, List<NodeSet> parts) throws IOException {
    if (json) {
      Json.print(
          context.out(),
          out -> {
            out.writeStartArray();
            for (NodeSet part : parts) {
              writeNames(out, part);
            }
            out.writeEndArray();
          });
    } else {
      parts.forEach(part -> context.out().println(part.compressed()));
    }
  }

  private List<NodeSet> parts(NodeSet nodes) throws UsageException {
    if (split < 1) {
      throw new UsageException("--split needs a number of sets, at least 1");
    }
    List<NodeSet> parts = new ArrayList<>();
    long from = 0;
    for (long part = 0; part < split && from < nodes.size(); part++) {
      long to = from + nodes.size() / split + (part < nodes.size() % split ? 1 : 0);
      parts.add(nodes.slice(from, to));
      from = to;
    }
    return parts;
  }

  private void printNames(Context context, NodeSet nodes) {
    String between =
        switch (delimiter) {
          case "\\n" -> "\n";
          case "\\t" -> "\t";
          default -> delimiter;
        };
    String before = "";
    for (String node : nodes) {
      context.out().print(before);
      context.out().print(node);
      before = between;
    }
    context.out().println();
  }
}
