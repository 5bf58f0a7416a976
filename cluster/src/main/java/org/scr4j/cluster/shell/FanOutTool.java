package org.scr4j.cluster.shell;

import java.util.List;
import java.util.Map;
import org.scr4j.cluster.NodeSet;

/** A program that runs one command line on many nodes and labels what they write by their names. */
interface FanOutTool {

  /** Its name, and that of its program. */
  String name();

  /**
   * The call that runs {@code line} on {@code nodes}.
   *
   * @param connectSeconds for the connection to each node
   */
  List<String> command(NodeSet nodes, String line, long connectSeconds);

  /** {@code base} with the tool's own settings made safe. */
  Map<String, String> environment(Map<String, String> base);
}
