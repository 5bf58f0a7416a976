package org.scr4j.cluster.shell;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.ClusterException;

/**
 * Commands as the one line of text that a remote login shell gets, whichever shell that is.
 *
 * <p>Words are quoted for a POSIX sh. The script that results is not put into the line as it is:
 * csh gives {@code !} and line ends a meaning even within quotes, and pdsh replaces {@code %h} and
 * the like. Characters with a meaning anywhere are therefore replaced by control characters that
 * the script does not have; {@code tr} on the node puts them back.
 */
public final class RemoteCommand {

  private static final String SPECIAL = "%\n!'\"$`\\";

  /** What ssh itself ends with where it fails; a command that does so says so by a mark. */
  static final int AMBIGUOUS = 255;

  private RemoteCommand() {}

  /** {@code word} as one word of POSIX sh. */
  public static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** {@code words} as a command of POSIX sh. */
  public static String quoted(List<String> words) {
    return String.join(" ", words.stream().map(RemoteCommand::quoted).toList());
  }

  /**
   * The line that makes a login shell run {@code script}, in POSIX sh.
   *
   * @throws ClusterException if the script holds almost every control character there is
   */
  public static String line(String script) throws ClusterException {
    Map<Integer, Character> stand = standIns(script);
    StringBuilder text = new StringBuilder();
    script.chars().forEach(c -> text.append(stand.getOrDefault(c, (char) c).charValue()));
    StringBuilder from = new StringBuilder();
    StringBuilder to = new StringBuilder();
    for (int i = 0; i < SPECIAL.length(); i++) {
      from.append("\\%03o".formatted((int) stand.get((int) SPECIAL.charAt(i))));
      to.append("\\%03o".formatted((int) SPECIAL.charAt(i)));
    }
    // The colon keeps echo from taking the text for an option.
    return "exec sh -c 'eval \"$(echo \": ;" + text + "\" | tr \"" + from + "\" \"" + to + "\")\"'";
  }

  private static Map<Integer, Character> standIns(String script) throws ClusterException {
    if (script.indexOf('\0') >= 0) {
      throw new ClusterException("a command cannot hold the character NUL");
    }
    Map<Integer, Character> stand = new HashMap<>();
    char next = 1;
    for (int i = 0; i < SPECIAL.length(); i++) {
      while (next == '\t' || next == '\n' || script.indexOf(next) >= 0) {
        next++;
      }
      if (next >= ' ') {
        throw new ClusterException("a command with so many control characters cannot be sent");
      }
      stand.put((int) SPECIAL.charAt(i), next++);
    }
    return stand;
  }

  /**
   * A script that runs {@code command}, and where the node has timeout(1) ends it there some time
   * after {@code deadline}, when nobody waits for it any more.
   *
   * @param wrapper in POSIX sh; its first argument is {@code mark}, the others are the command
   */
  static String script(String wrapper, String mark, List<String> command, Duration deadline) {
    long seconds = deadline.toSeconds() + 2;
    return "set -- "
        + quoted(command)
        + "\nif timeout 1 true 2>/dev/null; then set -- timeout -k 2 "
        + seconds
        + " \"$@\"; fi\nset -- "
        + quoted(mark)
        + " \"$@\"\n"
        + wrapper;
  }

  /** A wrapper that ends as the command does, and tells by the mark where that is 255. */
  static String plain() {
    return "m=$1; shift; \"$@\"; s=$?\n"
        + "[ $s -ne "
        + AMBIGUOUS
        + " ] || printf '%s\\n' \"$m\" >&2\nexit $s";
  }
}
