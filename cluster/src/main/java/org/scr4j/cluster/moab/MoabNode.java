package org.scr4j.cluster.moab;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.pbs.PbsText;

/** The state of nodes as {@code mdiag -n} prints it. */
final class MoabNode {

  private static final Set<String> UNUSABLE = Set.of("down", "drained", "draining", "flush");
  private static final Set<String> USABLE = Set.of("idle", "running", "busy", "reserved");

  private MoabNode() {}

  /** The arguments that ask for all nodes. */
  static List<String> command() {
    return List.of("mdiag", "-n");
  }

  /**
   * Reads the table below the headlines {@code Name State}; rows of other kinds are passed over.
   *
   * @return each node's state, by the node's name
   */
  static Map<String, String> parse(String output) {
    Map<String, String> states = new LinkedHashMap<>();
    boolean table = false;
    for (String line : output.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words.length >= 3 && words[0].equals("Name") && words[1].equals("State")) {
        table = true;
      } else if (words[0].startsWith("-----") || words[0].equals("Total")) {
        table = false;
      } else if (table && words.length >= 3 && words[1].matches("[A-Z][a-z]+")) {
        states.put(words[0], words[1]);
      }
    }
    return states;
  }

  /** What a state means for a run. */
  static Health health(String state) {
    String word = state.toLowerCase(Locale.ROOT);
    if (UNUSABLE.contains(word)) {
      return new Health.Failed("MOAB: " + word);
    }
    if (USABLE.contains(word)) {
      return new Health.Healthy();
    }
    return new Health.Unknown("MOAB: state '" + PbsText.shown(state) + "'");
  }
}
