package org.scr4j.cluster.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.NodeSet;

/** ClusterShell's clush, over ssh. */
final class Clush implements FanOutTool {

  static final String NAME = "clush";

  private static final String MOST_AT_ONCE = "64";

  private static final String OPTIONS =
      "-a -x -T -oBatchMode=yes -oConnectionAttempts=1 -oServerAliveInterval=15"
          + " -oServerAliveCountMax=3 -oLogLevel=ERROR";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> command(NodeSet nodes, String line, long connectSeconds) {
    // -n: it must not read our input. No command limit: a deadline of ours ends it.
    return List.of(
        NAME,
        "-n",
        "-R",
        "ssh",
        "--color=never",
        "-f",
        MOST_AT_ONCE,
        "-t",
        Long.toString(connectSeconds),
        "-u",
        "0",
        "-o",
        OPTIONS,
        "-w",
        nodes.compressed(),
        line);
  }

  @Override
  public Map<String, String> environment(Map<String, String> base) {
    Map<String, String> environment = new HashMap<>(base);
    environment.keySet().removeIf(name -> name.startsWith("CLUSTERSHELL_"));
    // Python decides by it how it reads arguments and writes bytes.
    environment.put("PYTHONIOENCODING", "utf-8:surrogateescape");
    return environment;
  }
}
