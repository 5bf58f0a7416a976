package org.scr4j.cluster.slurm;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ToolText;

/**
 * A node as {@code scontrol -o show node} prints it.
 *
 * @param address its name or number on the network
 * @param states base state and flags, such as {@code ALLOCATED} and {@code DRAIN}
 * @param reason why it is not as it should be; empty where none is given
 */
record SlurmNode(String name, String address, Set<String> states, String reason) {

  private static final Pattern NAME = Pattern.compile("NodeName=(\\S+)");
  private static final Pattern ADDRESS = Pattern.compile(" NodeAddr=(\\S+)");
  private static final Pattern STATE = Pattern.compile(" State=(\\S+)");

  /** The text may hold blanks and equal signs; who gave it and when ends it. */
  private static final Pattern REASON =
      Pattern.compile(" Reason=(.*?)(?: \\[[^\\[\\]]*@[^\\]]*\\]|$)");

  /** What stands behind a state in old versions and in sinfo, as the flag that it stands for. */
  private static final Map<Character, String> SUFFIXES =
      Map.of(
          '*', "NOT_RESPONDING",
          '~', "POWERED_DOWN",
          '%', "POWERING_DOWN",
          '!', "POWER_DOWN",
          '#', "POWERING_UP",
          '^', "REBOOT_ISSUED",
          '@', "REBOOT_REQUESTED",
          '$', "MAINTENANCE",
          '-', "PLANNED",
          '+', "COMPLETING");

  /** States in which nothing can or should be started, each with what it means; the worst first. */
  private static final Map<String, String> UNUSABLE = new LinkedHashMap<>();

  static {
    UNUSABLE.put("DOWN", "down");
    UNUSABLE.put("ERROR", "in error");
    UNUSABLE.put("INVALID_REG", "registered with wrong resources");
    UNUSABLE.put("INVAL", "registered with wrong resources");
    UNUSABLE.put("POWERED_DOWN", "powered down");
    UNUSABLE.put("POWERING_DOWN", "powering down");
    UNUSABLE.put("POWER_DOWN", "about to be powered down");
    UNUSABLE.put("REBOOT_ISSUED", "rebooting");
    UNUSABLE.put("REBOOT", "rebooting");
    UNUSABLE.put("NOT_RESPONDING", "not responding");
    UNUSABLE.put("FAIL", "failing");
    UNUSABLE.put("FAILING", "failing");
    UNUSABLE.put("DRAIN", "drained");
    UNUSABLE.put("DRAINED", "drained");
    UNUSABLE.put("DRAINING", "drained");
    UNUSABLE.put("FUTURE", "not set up");
    UNUSABLE.put("UNKNOWN", "in unknown state");
  }

  /** Those of them in which a node still answers: what it has in cache can be had. */
  private static final Set<String> ANSWERING =
      Set.of("FAIL", "FAILING", "DRAIN", "DRAINED", "DRAINING");

  /** The arguments that ask for {@code nodes}. */
  static List<String> command(NodeSet nodes) {
    return List.of("scontrol", "-o", "show", "node", nodes.compressed());
  }

  /** Reads the answer; lines that describe no node are passed over. */
  static Map<String, SlurmNode> parse(String output) {
    Map<String, SlurmNode> nodes = new LinkedHashMap<>();
    for (String line : output.lines().toList()) {
      Matcher name = NAME.matcher(line);
      Optional<String> state = find(STATE, line);
      if (name.lookingAt() && state.isPresent()) {
        nodes.put(
            name.group(1),
            new SlurmNode(
                name.group(1),
                find(ADDRESS, line).orElse(name.group(1)),
                states(state.get()),
                find(REASON, line).map(ToolText::shown).orElse("")));
      }
    }
    return nodes;
  }

  private static Optional<String> find(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** {@code DOWN+DRAIN}, {@code DOWN*+DRAIN}, {@code allocated*}: as a set of upper-case words. */
  static Set<String> states(String text) {
    Set<String> states = new LinkedHashSet<>();
    for (String word : text.toUpperCase(java.util.Locale.ROOT).split("\\+")) {
      int end = word.length();
      while (end > 0 && SUFFIXES.containsKey(word.charAt(end - 1))) {
        end--;
      }
      if (end > 0) {
        states.add(word.substring(0, end));
      }
      word.substring(end).chars().forEach(c -> states.add(SUFFIXES.get((char) c)));
    }
    return states;
  }

  /** What the scheduler's word means for a run. */
  Health health() {
    return UNUSABLE.entrySet().stream()
        .filter(entry -> states.contains(entry.getKey()))
        .findFirst()
        .map(entry -> unusable(entry.getKey(), why(entry.getValue())))
        .orElse(new Health.Healthy());
  }

  private static Health unusable(String state, String why) {
    return ANSWERING.contains(state) ? new Health.Unfit(why) : new Health.Failed(why);
  }

  private String why(String meaning) {
    boolean said = reason.isEmpty() || reason.equals("none") || reason.equalsIgnoreCase(meaning);
    return "Slurm: " + meaning + (said ? "" : " (" + reason + ")");
  }
}
