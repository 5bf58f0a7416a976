package org.scr4j.cluster.lsf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ToolText;

/** The status of a host, as {@code bhosts -o status} prints it. */
final class LsfHost {

  private static final Map<String, String> DOWN =
      Map.of(
          "unavail", "LSF: unavail (the host is down, or its daemons cannot be reached)",
          "unreach", "LSF: unreach (its sbatchd cannot be reached)");

  /** Closed to new jobs, as every host is that a job has for itself; our job goes on. */
  private static final String CLOSED = "closed";

  private static final String BY_ADMINISTRATOR = "closed_Adm";

  private static final int FIELDS = 2;

  private LsfHost() {}

  /** The arguments that ask for hosts; members of host groups are shown one by one. */
  static List<String> command(NodeSet nodes) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bhosts", "-X", "-noheader", "-o", "host_name status delimiter='^'"));
    command.addAll(nodes.toList());
    return command;
  }

  /**
   * Reads the answer: the status of each of {@code nodes} that is in it, whether by its whole name
   * or without its domain. Other lines are passed over.
   */
  static Map<String, String> parse(String output, NodeSet nodes) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String line : output.lines().toList()) {
      String[] row = line.strip().split("\\^", -1);
      if (row.length == FIELDS && row[1].strip().matches("[A-Za-z_]{1,40}")) {
        byName.put(row[0].strip(), row[1].strip());
      }
    }
    Map<String, String> plain = new LinkedHashMap<>();
    byName.forEach((name, status) -> plain.put(plain(name), status));
    Map<String, String> found = new LinkedHashMap<>();
    for (String node : nodes) {
      Optional.ofNullable(byName.get(node))
          .or(() -> Optional.ofNullable(plain.get(plain(node))))
          .ifPresent(status -> found.put(node, status));
    }
    return found;
  }

  private static String plain(String name) {
    int dot = name.indexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** What a status says of its host. */
  static Health health(String status) {
    if (DOWN.containsKey(status)) {
      return new Health.Failed(DOWN.get(status));
    }
    if (status.equals(BY_ADMINISTRATOR)) {
      return new Health.Unfit("LSF: closed_Adm (closed by the administrator)");
    }
    return Set.of("ok", CLOSED).contains(status) || status.startsWith(CLOSED + "_")
        ? new Health.Healthy()
        : new Health.Unknown("LSF: " + ToolText.shown(status));
  }
}
