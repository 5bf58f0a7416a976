package org.scr4j.cluster.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.scr4j.cluster.BlockLayout;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ProbeCheck;
import org.scr4j.cluster.StepMark;
import org.scr4j.cluster.shell.RemoteCommand;

/**
 * What a node is told to run its ranks, in POSIX sh. It goes through the connection's input: the
 * command line of ssh, which everybody on both hosts can read, holds nothing of it.
 *
 * @param mark of the step
 * @param token with which a line for us on standard error begins
 * @param directory where the ranks run
 * @param input a directory on rank 0's node for the pipe that is its input, where it has one
 * @param variables of all ranks
 * @param program and its arguments
 */
record AgentScript(
    StepMark mark,
    String token,
    String directory,
    Optional<String> input,
    Map<String, String> variables,
    List<String> program) {

  private static final String RESOURCE = "scr_ssh_agent";

  /** The script for {@code node}. */
  byte[] of(String node, BlockLayout layout) throws ClusterException {
    List<BlockLayout.Place> here =
        layout.places().stream().filter(place -> place.node().equals(node)).toList();
    boolean first = here.stream().anyMatch(place -> place.rank() == 0);
    Map<String, String> all = new TreeMap<>(variables);
    all.put(SshVariables.SIZE, Integer.toString(layout.places().size()));
    all.put(SshVariables.LOCAL_SIZE, Integer.toString(here.size()));
    all.put(SshVariables.NODE, node);
    StringBuilder text = new StringBuilder();
    all.forEach(
        (name, value) ->
            text.append(name + "=" + RemoteCommand.quoted(value) + "; export " + name + "\n"));
    assign(text, "scr_mark", StepMark.VARIABLE + "=" + mark.text());
    assign(text, "scr_token", token);
    assign(text, "scr_dir", directory);
    assign(text, "scr_stdin", first ? input.orElse("") : "");
    text.append("set -- ").append(RemoteCommand.quoted(program)).append('\n');
    text.append("scr_ranks() {\n");
    here.forEach(
        place -> text.append("scr_rank " + place.rank() + " " + place.onNode() + " \"$@\"\n"));
    text.append("}\n");
    return (text + body()).getBytes(StandardCharsets.UTF_8);
  }

  private static void assign(StringBuilder text, String name, String value) {
    text.append(name).append('=').append(RemoteCommand.quoted(value)).append('\n');
  }

  private static String body() throws ClusterException {
    try (InputStream in = ProbeCheck.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new ClusterException("the installation lacks " + RESOURCE + "; install it anew");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ClusterException("cannot read " + RESOURCE + ": " + e, e);
    }
  }

  /** What ssh is told to run: it takes {@code length} bytes of its input for a script. */
  static String loader(int length) throws ClusterException {
    // One byte at a time: none of what follows may be read.
    return RemoteCommand.line("eval \"$(dd bs=1 count=" + length + " 2>/dev/null)\"");
  }

  /** What ssh is told to run on rank 0's node so that its own input reaches the rank. */
  static String feeder(String input) throws ClusterException {
    String pipe = RemoteCommand.quoted(input + "/in");
    return RemoteCommand.line(
        "i=0; while [ ! -p "
            + pipe
            + " ]; do i=$((i+1)); [ $i -lt 300 ] || exit 1;"
            + " sleep 0.1 2>/dev/null || sleep 1; done; exec cat >"
            + pipe);
  }
}
