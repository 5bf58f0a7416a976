package org.scr4j.cluster.alps;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.cluster.NodeSet;

/**
 * One command on many nodes by one {@code aprun}: how it is asked for, and whose is which part of
 * what comes back.
 *
 * <p>aprun mixes the lines of its tasks and names none of them. So each line is marked on the node,
 * with a word that nobody can guess, the node's number, and which stream it is of. The task itself
 * ends with 0, since ALPS ends all tasks when one fails.
 */
final class AprunFanOut {

  /**
   * Runs the command that it is given; in POSIX sh. A line end is added to both streams, so that
   * the last line is whole too; the last line of all tells the status.
   */
  private static final String SCRIPT =
      """
      m=$1; shift
      read -r n 2>/dev/null </proc/cray_xt/nid || n=$(uname -n)
      exec 3>&1
      s=$( { { { "$@" 3>&- 4>&- 5>&- </dev/null; echo $? >&4; echo >&2; echo >&5; } 2>&1 1>&5 |
        sed "s/^/$m $n E /" >&3; } 5>&1 | sed "s/^/$m $n O /" >&3; } 4>&1 )
      echo "$m $n S $s" >&3
      """;

  private final String mark;
  private final Map<String, Part> parts = new LinkedHashMap<>();

  /** What one node gave. */
  private static final class Part {
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private OptionalInt status = OptionalInt.empty();
  }

  /**
   * What one node gave.
   *
   * @param status of the command
   */
  record Answer(int status, String out, String err) {}

  /** A fan-out whose marks hold {@code mark}: one word, different each time. */
  AprunFanOut(String mark) {
    this.mark = mark;
  }

  /** The whole command; it has lines come out whole, and says nothing of itself. */
  List<String> command(NodeSet nodes, List<String> program) {
    List<String> command = new ArrayList<>(List.of(AprunLauncher.NAME, "-q", "-T"));
    command.addAll(List.of("-n", Long.toString(nodes.size()), "-N", "1"));
    command.addAll(List.of("-L", Nids.list(nodes), "sh", "-c", SCRIPT, "scr4j", mark));
    command.addAll(program);
    return List.copyOf(command);
  }

  /** Takes what aprun wrote on standard output; lines that bear no mark are passed over. */
  void read(String output) {
    for (String line : output.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (words.length == 4 && words[0].equals(mark)) {
        OptionalInt nid = Nids.number(words[1]);
        if (nid.isPresent()) {
          take(
              parts.computeIfAbsent(Nids.name(nid.getAsInt()), key -> new Part()),
              words[2],
              words[3]);
        }
      }
    }
  }

  private static void take(Part part, String kind, String text) {
    switch (kind) {
      case "O" -> part.out.add(text);
      case "E" -> part.err.add(text);
      default -> {
        if (text.matches("[0-9]{1,3}")) {
          part.status = OptionalInt.of(Integer.parseInt(text));
        }
      }
    }
  }

  /** What {@code node} gave, if its command has ended. */
  Optional<Answer> answer(String node) {
    Part part = parts.get(node);
    return part == null || part.status.isEmpty()
        ? Optional.empty()
        : Optional.of(new Answer(part.status.getAsInt(), text(part.out), text(part.err)));
  }

  /** The line end after the last line is not the command's. */
  private static String text(List<String> lines) {
    return String.join("\n", lines);
  }
}
