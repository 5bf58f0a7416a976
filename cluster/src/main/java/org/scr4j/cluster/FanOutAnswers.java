package org.scr4j.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one command gave on each of many nodes, told from the lines of the one program that ran it
 * there: srun, pdsh and clush put a label before each line.
 *
 * <p>When the command has ended on a node, {@link #script} prints a line with a mark that nobody
 * can guess, the node's name and the command's exit status; programs themselves do not tell the
 * status of each node. What the program writes without a label is its own message. Safe for use by
 * several threads.
 */
public final class FanOutAnswers {

  /** Instead of the node's name in an end mark, where the label is that name. */
  public static final String LABELLED = "-";

  private static final Pattern STATUS = Pattern.compile("[0-9]{1,3}");

  private final String mark;
  private final Pattern line;
  private final Map<String, List<String>> out = new HashMap<>();
  private final Map<String, List<String>> err = new HashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Map<String, Integer> statuses = new HashMap<>();
  private final List<String> messages = new ArrayList<>();

  /**
   * What one node gave.
   *
   * @param status of the command
   */
  public record Answer(int status, String out, String err) {}

  /**
   * Answers that end with {@code mark}.
   *
   * @param mark one word, different each time
   * @param line of the program: group 1 is the label, group 2 what the node wrote
   */
  public FanOutAnswers(String mark, Pattern line) {
    this.mark = mark;
    this.line = line;
  }

  /**
   * A script in POSIX sh whose first argument is the mark and whose others are a command: runs it,
   * then tells how it ended.
   *
   * @param name what expands to the node's name there, or {@link #LABELLED}
   */
  public static String script(String name) {
    return "m=$1; shift; \"$@\"; s=$?; printf '\\n%s %s %s\\n' \"$m\" \"" + name + "\" \"$s\"";
  }

  /** Takes a line of the program's standard output. */
  public synchronized void out(String text) {
    Matcher parts = line.matcher(text);
    if (!parts.matches()) {
      return;
    }
    String label = parts.group(1);
    String[] words = parts.group(2).split(" ", -1);
    if (words.length == 3 && words[0].equals(mark) && STATUS.matcher(words[2]).matches()) {
      String node = words[1].equals(LABELLED) ? label : words[1];
      labels.put(node, label);
      statuses.put(node, Integer.parseInt(words[2]));
    } else {
      out.computeIfAbsent(label, key -> new ArrayList<>()).add(parts.group(2));
    }
  }

  /** Takes a line of the program's standard error. */
  public synchronized void err(String text) {
    Matcher parts = line.matcher(text);
    if (parts.matches()) {
      err.computeIfAbsent(parts.group(1), key -> new ArrayList<>()).add(parts.group(2));
    } else if (!text.isBlank()) {
      messages.add(text.strip());
    }
  }

  /** Whether the command on {@code node} has ended. */
  public synchronized boolean hasEnded(String node) {
    return labels.containsKey(node);
  }

  /** How many nodes have told that the command has ended. */
  public synchronized int ended() {
    return labels.size();
  }

  /** What {@code node} gave, once its command has ended. */
  public synchronized Optional<Answer> answer(String node) {
    String label = labels.get(node);
    return label == null
        ? Optional.empty()
        : Optional.of(
            new Answer(
                statuses.get(node),
                text(out.getOrDefault(label, List.of()), true),
                text(err.getOrDefault(label, List.of()), false)));
  }

  /** The mark begins on a line of its own: the line end before it is not the command's. */
  private static String text(List<String> lines, boolean marked) {
    String joined = String.join("\n", lines);
    return marked || lines.isEmpty() ? joined : joined + "\n";
  }

  /** The lines of standard error with the label {@code label}. */
  public synchronized List<String> errorsOf(String label) {
    return List.copyOf(err.getOrDefault(label, List.of()));
  }

  /** What the program itself wrote to standard error. */
  public synchronized List<String> messages() {
    return List.copyOf(messages);
  }
}
