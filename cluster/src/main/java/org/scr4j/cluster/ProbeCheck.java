package org.scr4j.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a POSIX sh script on every node that it judges. The script prints {@code PASS}, or {@code
 * FAIL: } and why, as {@code scr_check_node} does; no more than a shell is needed on the node.
 */
public final class ProbeCheck implements NodeCheck {

  private static final String STORAGE_SCRIPT = "scr_check_node";
  private static final String FAIL = "FAIL";

  private final String name;
  private final RemoteShell shell;
  private final List<String> command;

  /**
   * A check of the caller's.
   *
   * @param name in {@code SCR_NODE_TESTS} and in logs
   * @param script text of the script; it travels with the command, so no node needs a copy
   * @param arguments of the script
   */
  public ProbeCheck(String name, RemoteShell shell, String script, List<String> arguments) {
    this.name = name;
    this.shell = shell;
    List<String> words = new ArrayList<>(List.of("sh", "-c", script, name));
    words.addAll(arguments);
    this.command = List.copyOf(words);
  }

  /**
   * Whether control and cache storage can be written and is large enough.
   *
   * @param arguments of {@code scr_check_node}, such as {@code --free --cache /ssd:100GB}
   */
  public static ProbeCheck storage(RemoteShell shell, List<String> arguments) {
    return new ProbeCheck("dir_capacity", shell, storageScript(), arguments);
  }

  /** The text of {@code scr_check_node}. */
  public static String storageScript() {
    try (InputStream in = ProbeCheck.class.getResourceAsStream(STORAGE_SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException("the installation lacks the script " + STORAGE_SCRIPT);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the script " + STORAGE_SCRIPT, e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, Health> check(NodeSet nodes, Duration deadline)
      throws ClusterException, InterruptedException {
    Map<String, Health> found = new LinkedHashMap<>();
    Map<String, RemoteShell.Result> results = shell.run(nodes, command, deadline);
    for (String node : nodes) {
      RemoteShell.Result result = results.get(node);
      found.put(
          node,
          result == null ? new Health.Unknown(shell.name() + " gave no result") : judge(result));
    }
    return found;
  }

  /** What the answer of a node says of it. */
  static Health judge(RemoteShell.Result result) {
    if (result instanceof RemoteShell.TimedOut late) {
      return new Health.Unknown("no answer in " + NodeChecks.seconds(late.after()));
    }
    if (result instanceof RemoteShell.Unreachable none) {
      return new Health.Failed(none.reason());
    }
    RemoteShell.Finished done = (RemoteShell.Finished) result;
    String last = last(done.out());
    if (done.status() == 0 && last.equals("PASS")) {
      return new Health.Healthy();
    }
    if (last.startsWith(FAIL)) {
      String reason = last.substring(FAIL.length()).replaceFirst("^: *", "");
      return new Health.Failed(reason.isEmpty() ? "its check failed" : reason);
    }
    String said = last(done.err());
    return new Health.Unknown(
        "probe ended with status " + done.status() + (said.isEmpty() ? "" : ": " + said));
  }

  private static String last(String text) {
    return text.lines()
        .filter(line -> !line.isBlank())
        .reduce("", (before, line) -> NodeSetParser.printable(line.strip()));
  }
}
