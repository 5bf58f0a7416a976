package org.scr4j.cluster.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.NodeSet;

/** LLNL's pdsh, over ssh and nothing else: with {@code -R exec} the command would run here. */
final class Pdsh implements FanOutTool {

  static final String NAME = "pdsh";

  private static final String MODULE = "ssh";

  private static final String MOST_AT_ONCE = "64";

  /** {@code %u} and {@code %h} are pdsh's: user and node. */
  private static final String ARGUMENTS =
      "-2 -a -x -T -l%u -oBatchMode=yes -oConnectionAttempts=1 -oServerAliveInterval=15"
          + " -oServerAliveCountMax=3 -oLogLevel=ERROR %h";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> command(NodeSet nodes, String line, long connectSeconds) {
    return List.of(
        NAME,
        "-R",
        MODULE,
        "-f",
        MOST_AT_ONCE,
        "-t",
        Long.toString(connectSeconds),
        "-w",
        nodes.compressed(),
        line);
  }

  @Override
  public Map<String, String> environment(Map<String, String> base) {
    Map<String, String> environment = new HashMap<>(base);
    // Those of the user would add nodes, change the module or the labels.
    environment
        .keySet()
        .removeIf(
            name ->
                name.startsWith("PDSH_")
                    || name.startsWith("DSHPATH")
                    || name.equals("WCOLL")
                    || name.equals("FANOUT"));
    environment.put("PDSH_SSH_ARGS", ARGUMENTS);
    return environment;
  }
}
