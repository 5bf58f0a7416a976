package org.scr4j.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Runs POSIX sh scripts on every node that it judges: all of them in one command on each node, one
 * after another. A script prints {@code PASS}, or {@code FAIL: } and why, as {@code scr_check_node}
 * does; no more than a shell is needed on the node.
 *
 * <p>Each script has a bound of its own, kept by the node's {@code timeout} where there is one, so
 * that one that hangs takes nothing from the findings of the others.
 */
public final class ProbeCheck implements NodeCheck {

  private static final String STORAGE_SCRIPT = "scr_check_node";
  private static final String FAIL = "FAIL";
  private static final int KILLED = 137;
  private static final int TIMED_OUT = 124;

  /** Of the time for all nodes, what starting the command on them may take. */
  private static final double SHARE_OF_SCRIPTS = 0.8;

  private final RemoteShell shell;
  private final List<Script> scripts;

  /**
   * A script, and what it is called with.
   *
   * @param name in {@code SCR_NODE_TESTS} and in logs
   * @param text it travels with the command, so no node needs a copy
   */
  public record Script(String name, String text, List<String> arguments) {

    /** Copies the list. */
    public Script {
      arguments = List.copyOf(arguments);
    }
  }

  /** A check that runs {@code scripts}; with none, it asks whether the shell answers. */
  public ProbeCheck(RemoteShell shell, List<Script> scripts) {
    this.shell = shell;
    this.scripts = List.copyOf(scripts);
  }

  /**
   * Whether control and cache storage can be written and is large enough.
   *
   * @param arguments of {@code scr_check_node}, such as {@code --free --cache /ssd:100GB}
   */
  public static Script storage(List<String> arguments) {
    return new Script("dir_capacity", storageScript(), arguments);
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
    return scripts.isEmpty()
        ? "echo"
        : scripts.stream().map(Script::name).collect(Collectors.joining(","));
  }

  @Override
  public Map<String, Health> check(NodeSet nodes, Duration deadline)
      throws ClusterException, InterruptedException {
    String mark = "scr4j-" + UUID.randomUUID();
    Duration each = each(deadline);
    Map<String, Health> found = new LinkedHashMap<>();
    Map<String, RemoteShell.Result> results = shell.run(nodes, command(mark, each), deadline);
    for (String node : nodes) {
      RemoteShell.Result result = results.get(node);
      found.put(
          node,
          result == null
              ? new Health.Unknown(shell.name() + " gave no result")
              : judge(result, mark, each));
    }
    return found;
  }

  private Duration each(Duration deadline) {
    long share = (long) (deadline.toSeconds() * SHARE_OF_SCRIPTS) / Math.max(1, scripts.size());
    return Duration.ofSeconds(Math.max(1, share));
  }

  /** One command for all scripts; a line with {@code mark} tells the end of each. */
  private List<String> command(String mark, Duration each) {
    StringBuilder text = new StringBuilder();
    text.append("if command -v timeout >/dev/null 2>&1; then bound='timeout -s KILL ")
        .append(each.toSeconds())
        .append("'; else bound=; fi\n")
        .append("t() { i=$1; shift; $bound sh -c \"$@\" </dev/null; printf '\\n%s %s %s\\n' ")
        .append(mark)
        .append(" \"$i\" \"$?\"; }\n");
    for (int i = 0; i < scripts.size(); i++) {
      Script script = scripts.get(i);
      text.append("t ").append(i).append(' ').append(quoted(script.text()));
      text.append(' ').append(quoted(script.name()));
      script.arguments().forEach(argument -> text.append(' ').append(quoted(argument)));
      text.append('\n');
    }
    text.append("echo UP\n");
    return List.of("sh", "-c", text.toString());
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** What the answer of a node says of it. */
  private Health judge(RemoteShell.Result result, String mark, Duration each) {
    if (result instanceof RemoteShell.TimedOut late) {
      return new Health.Unknown("no answer in " + NodeChecks.seconds(late.after()));
    }
    if (result instanceof RemoteShell.Unreachable none) {
      return new Health.Failed(none.reason());
    }
    if (result instanceof RemoteShell.Undecided open) {
      return new Health.Unknown(open.reason());
    }
    RemoteShell.Finished done = (RemoteShell.Finished) result;
    Map<Integer, Answer> answers = answers(done.out(), mark);
    Health worst = new Health.Healthy();
    for (int i = 0; i < scripts.size(); i++) {
      Health one = judge(scripts.get(i).name(), Optional.ofNullable(answers.get(i)), done, each);
      if (one instanceof Health.Unfit) {
        // The node answers, whatever became of the other scripts.
        return one;
      }
      worst = NodeChecks.worse(worst, one);
    }
    if (scripts.isEmpty() && !(done.status() == 0 && last(done.out()).equals("UP"))) {
      return new Health.Unknown("the shell answers wrong" + cause(done.status(), done.err()));
    }
    return worst;
  }

  private static String cause(int status, String err) {
    String said = last(err);
    return " (status " + status + (said.isEmpty() ? ")" : ": " + said + ")");
  }

  /**
   * What one script left.
   *
   * @param last the last line of its output that is not blank
   */
  private record Answer(int status, String last) {}

  private static Map<Integer, Answer> answers(String out, String mark) {
    Map<Integer, Answer> answers = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    for (String line : out.lines().toList()) {
      String[] words = line.strip().split(" ", -1);
      if (words.length == 3
          && words[0].equals(mark)
          && words[1].matches("[0-9]{1,4}")
          && words[2].matches("[0-9]{1,3}")) {
        answers.put(
            Integer.valueOf(words[1]),
            new Answer(Integer.parseInt(words[2]), last(text.toString())));
        text.setLength(0);
      } else {
        text.append(line).append('\n');
      }
    }
    return answers;
  }

  private static Health judge(
      String name, Optional<Answer> given, RemoteShell.Finished done, Duration each) {
    if (given.isEmpty()) {
      return new Health.Unknown(
          "check " + name + " gave no result" + cause(done.status(), done.err()));
    }
    Answer answer = given.get();
    if (answer.status() == 0 && answer.last().equals("PASS")) {
      return new Health.Healthy();
    }
    if (answer.last().startsWith(FAIL)) {
      String reason = answer.last().substring(FAIL.length()).replaceFirst("^: *", "");
      // Who says so answers: what is in its cache may still be had.
      return new Health.Unfit(reason.isEmpty() ? "check " + name + " failed" : reason);
    }
    if (answer.status() == KILLED || answer.status() == TIMED_OUT) {
      return new Health.Unknown(
          "check " + name + " was ended, since it took " + NodeChecks.seconds(each));
    }
    return new Health.Unknown(
        "check " + name + " gave no result" + cause(answer.status(), done.err()));
  }

  private static String last(String text) {
    return text.lines()
        .filter(line -> !line.isBlank())
        .reduce("", (before, line) -> NodeSetParser.printable(line.strip()));
  }
}
