package org.scr4j.cluster.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;

/**
 * The hosts that SCR_HOSTS names: a node set, or with a slash in it, a file.
 *
 * <p>A line of the file holds one host or node set, and behind a blank or a colon whatever host
 * files of MPI libraries have there ({@code node1 slots=4}, {@code node1:4}); {@code #} begins a
 * comment. A host may come more than once.
 */
final class HostList {

  static final String VARIABLE = "SCR_HOSTS";

  private static final long LARGEST_FILE = 16 << 20;

  private HostList() {}

  /**
   * Reads {@code value}.
   *
   * @throws ClusterException if it names no hosts
   */
  static NodeSet read(String value) throws ClusterException {
    String text = value.strip();
    NodeSet hosts = text.contains("/") ? ofFile(Path.of(text)) : parse(VARIABLE, text);
    if (hosts.isEmpty()) {
      throw new ClusterException(VARIABLE + "=" + text + " names no hosts; such as node[1-4]");
    }
    return hosts;
  }

  private static NodeSet ofFile(Path file) throws ClusterException {
    String text;
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new ClusterException(VARIABLE + ": " + file + " is too large for a list of hosts");
      }
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ClusterException(
          VARIABLE + ": cannot read " + file + ": " + e.getClass().getSimpleName(), e);
    }
    return ofLines(file.toString(), text.lines().toList());
  }

  static NodeSet ofLines(String file, List<String> lines) throws ClusterException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      String set = line.split("[\\s:]", 2)[0];
      if (!set.isEmpty()) {
        names.addAll(parse(file + ":" + (i + 1), set).toList());
      }
    }
    return NodeSet.of(names.stream().distinct().toList());
  }

  private static NodeSet parse(String where, String text) throws ClusterException {
    try {
      return NodeSet.parse(text);
    } catch (NodeSetException e) {
      throw new ClusterException(where + ": " + e.getMessage(), e);
    }
  }
}
